"""Batches, lists, figures, keys, and what may be cleaned away, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from oncue.jobs.errors import BatchClosed, IdempotencyConflict, NotFound
from oncue.jobs.model import Job, Lane, State, parsed_key
from oncue.jobs.store import SqlStore
from tests.job_makers import DONE, TENANT, claimed, later, new_job


def test_interactive_jobs_pass_batches_and_batches_take_turns_and_never_starve(store: SqlStore) -> None:
    for batch in ("large", "small"):
        store.create_batch(batch, TENANT, batch, {}, None)
    for _ in range(6):
        store.create(new_job(batch="large"))
    for _ in range(2):
        store.create(new_job(batch="small"))
    for _ in range(7):
        store.create(new_job())
    order = []
    for n in range(15):
        claim = claimed(store)
        order.append(claim.job.batch or "person")
        later(store, 0.01 * (n + 1))
        store.finish(claim, DONE)
    first = " ".join(order[:8])
    assert first.startswith("person person person ")
    assert all({"large", "small"} & set(order[at : at + 4]) for at in range(0, 7))
    assert order.index("small") < 9, "a small batch does not wait for a large one that came before it"
    assert order.count("person") == 7


def test_batches_count_their_jobs_and_take_none_once_cancelled(store: SqlStore) -> None:
    batch = store.create_batch("b", TENANT, "May", {"desk": "news"}, "key")
    assert store.create_batch("b2", TENANT, "May", {"desk": "news"}, "key").id == batch.id
    with pytest.raises(IdempotencyConflict):
        store.create_batch("b3", TENANT, "June", {}, "key")
    jobs = [store.create(new_job(batch="b")) for _ in range(4)]
    store.finish(claimed(store), DONE)
    store.heartbeat(claimed(store), "recognise", 0.5)
    batch_counts = store.batch_counts(["b"])["b"]
    assert batch_counts.counts == {State.COMPLETED: 1, State.PROCESSING: 1, State.QUEUED: 2}
    assert (batch_counts.total, batch_counts.progress) == (4, 1.5 / 4)
    shown = store.batch_page("b", TENANT).jobs
    assert [job.id for job in shown] == [job.id for job in sorted(jobs, key=order_made)]
    assert store.cancel_batch("b", TENANT).cancelled_at_ms is not None
    assert store.batch_counts(["b"])["b"].counts == {State.COMPLETED: 1, State.PROCESSING: 1, State.CANCELLED: 2}
    with pytest.raises(BatchClosed):
        store.create(new_job(batch="b"))
    with pytest.raises(NotFound):
        store.create(new_job(batch="nowhere"))


def order_made(job: Job) -> tuple[int, str]:
    return job.created_at_ms, job.id


def test_lists_are_paged_newest_first_and_filtered(store: SqlStore) -> None:
    made = []
    for n in range(5):
        later(store, n)
        made.append(store.create(new_job()).id)
    store.cancel(made[2], TENANT)
    page = store.list(TENANT, limit=2)
    assert [job.id for job in page] == [made[4], made[3]]
    assert [job.id for job in store.list(TENANT, limit=9, starting_after=page[-1].id)] == [made[2], made[1], made[0]]
    assert [job.id for job in store.list(TENANT, state=State.CANCELLED)] == [made[2]]
    with pytest.raises(NotFound):
        store.list(TENANT, starting_after="job_nowhere")


def test_what_may_be_collected_is_known(store: SqlStore) -> None:
    job = store.create(new_job())
    store.begin_upload("job_up", TENANT, None)
    keys = frozenset({job.audio.key, job.transcript.key, job.text_key, parsed_key(job.text_key)})
    assert store.referenced([job.id, "job_up", "job_gone"]) == {job.id: keys, "job_up": None}
    claim = claimed(store)
    assert store.referenced([job.id]) == {job.id: None}, "a worker may be writing"
    store.finish(claim, DONE)
    assert store.referenced([job.id]) == {job.id: keys | {DONE.alignment_key}}
    later(store, 61)
    assert "job_up" not in store.referenced(["job_up"])


def test_finished_jobs_expire(store: SqlStore) -> None:
    job = store.create(new_job())
    store.create(new_job())
    store.cancel(job.id, TENANT)
    assert store.expired(1) == []
    later(store, 86_401)
    assert store.expired(1) == [(job.id, TENANT)]


def test_counters_add_up_and_beats_age(store: SqlStore) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: store.count({("a", "x"): 1.5, ("b", ""): 1}), range(8)))
    assert store.counts() == {("a", "x"): 12.0, ("b", ""): 8.0}
    assert store.beat_age_s("reaper") is None
    store.beat("reaper")
    later(store, 30)
    age_s = store.beat_age_s("reaper")
    assert age_s is not None
    assert 30 <= age_s < 60


def test_the_backlog_says_what_waits_and_for_how_long(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)
    store.create(new_job())
    store.create(new_job(batch="b"))
    store.create(new_job(batch="b"))
    claimed(store)
    later(store, 10)
    backlog = store.backlog()
    assert (backlog.queued, backlog.processing) == ({Lane.INTERACTIVE: 0, Lane.BATCH: 2}, 1)
    assert 10 <= backlog.oldest_queued_s < 40


def test_api_keys_are_found_until_they_are_revoked(store: SqlStore) -> None:
    made = store.add_api_key("key_1", TENANT, "desk", "hash")
    assert store.api_key("key_1") == (made, "hash")
    assert store.revoke_api_key("key_1").revoked_at_ms is not None
    assert store.api_key("key_1") is None
    with pytest.raises(NotFound):
        store.revoke_api_key("key_2")
    assert [key.id for key in store.api_keys()] == ["key_1"]

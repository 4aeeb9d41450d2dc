"""Uploads and idempotency keys in the store, on SQLite and on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from oncue.jobs.errors import IdempotencyConflict, IdempotencyInProgress, NotFound, QueueFull
from oncue.jobs.store import SqlStore
from tests.job_makers import TENANT, later, new_job


def test_one_idempotency_key_makes_one_job_however_many_ask_at_once(store: SqlStore) -> None:
    with ThreadPoolExecutor(8) as clients:
        made = list(clients.map(lambda _: store.create(new_job(idempotency_key="k")).id, range(20)))
    assert len(set(made)) == 1
    assert store.total() == 1


def test_a_key_whose_job_was_deleted_meanwhile_is_to_be_sent_again(store: SqlStore) -> None:
    with pytest.raises(IdempotencyInProgress):
        store.made_before(TENANT, "k", "same")


def test_an_idempotency_key_with_other_content_is_a_conflict(store: SqlStore) -> None:
    job = store.create(new_job(idempotency_key="k"))
    with pytest.raises(IdempotencyConflict, match=job.id):
        store.create(new_job(idempotency_key="k", fingerprint="other"))


def test_tenants_have_keys_and_jobs_of_their_own(store: SqlStore) -> None:
    mine = store.create(new_job(idempotency_key="k", tenant="a"))
    theirs = store.create(new_job(idempotency_key="k", tenant="b"))
    assert mine.id != theirs.id
    with pytest.raises(NotFound):
        store.get(mine.id, "b")
    with pytest.raises(NotFound):
        store.cancel(mine.id, "b")
    assert [job.id for job in store.list("b")] == [theirs.id]


def test_a_second_upload_with_the_key_of_one_under_way_is_told_to_wait(store: SqlStore) -> None:
    assert store.begin_upload("job_1", TENANT, "k") is None
    with pytest.raises(IdempotencyInProgress):
        store.begin_upload("job_2", TENANT, "k")
    store.end_upload("job_1")
    assert store.begin_upload("job_2", TENANT, "k") is None


def test_an_upload_that_was_silent_for_a_minute_is_taken_over(store: SqlStore) -> None:
    store.begin_upload("job_1", TENANT, "k")
    later(store, 61)
    assert store.begin_upload("job_2", TENANT, "k") is None
    assert not store.touch_upload("job_1")
    assert store.touch_upload("job_2")


def test_an_upload_whose_key_made_a_job_gets_that_job(store: SqlStore) -> None:
    job = store.create(new_job(idempotency_key="k"))
    again = store.begin_upload("job_2", TENANT, "k")
    assert again is not None
    assert again.id == job.id


def test_a_full_queue_takes_no_uploads(store: SqlStore) -> None:
    store.max_queued = 2
    for _ in range(2):
        store.create(new_job())
    with pytest.raises(QueueFull):
        store.begin_upload("job_1", TENANT, None)

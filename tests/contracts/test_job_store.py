"""One suite for the life of jobs in the store, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from oncue.jobs.errors import IllegalTransition, NotFound, StoreUnavailable
from oncue.jobs.model import Claim, Lane, Problem, State
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from tests.job_makers import DONE, TENANT, claimed, later, new_job, upload
from tests.servers import PostgresServer
from tests.stores import make_tables


def reap_later(store: SqlStore) -> None:
    later(store, 61)
    store.reap()


def test_a_job_goes_from_queued_through_processing_to_completed(store: SqlStore) -> None:
    job = store.create(new_job())
    assert (job.state, job.attempts, job.token, job.lane) == (State.QUEUED, 0, 0, Lane.INTERACTIVE)
    claim = claimed(store)
    assert (claim.job.id, claim.job.state, claim.job.attempts, claim.token) == (job.id, State.PROCESSING, 1, 1)
    assert store.claim() is None
    assert store.heartbeat(claim, "recognise", 0.5, 127_000).held
    seen = store.get(job.id, TENANT)
    assert (seen.stage, seen.progress, seen.duration_ms) == ("recognise", 0.5, 127_000)
    assert store.finish(claim, DONE)
    done = store.get(job.id, TENANT)
    assert (done.state, done.progress, done.alignment_key, done.language) == (State.COMPLETED, 1.0, DONE.alignment_key, "en")
    assert done.completed_at_ms is not None
    assert done.version > seen.version > job.version


def test_times_are_those_of_the_databases_clock(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        before = connection.execute(select(store.now)).scalar_one()
    job = store.create(new_job())
    assert 0 <= job.created_at_ms - before < 60_000


def test_a_job_that_fails_keeps_its_problem_and_its_inputs(store: SqlStore) -> None:
    job = store.create(new_job())
    assert store.fail(claimed(store), Problem("transcript_mismatch", "Not the same programme.", {"coverage": 0.02}))
    failed = store.get(job.id, TENANT)
    assert failed.state is State.ERROR
    assert failed.problem == Problem("transcript_mismatch", "Not the same programme.", {"coverage": 0.02})
    assert failed.audio == job.audio


def test_every_claim_goes_to_one_worker_only(store: SqlStore) -> None:
    made = {store.create(new_job()).id for _ in range(30)}

    def work(_: int) -> list[str]:
        got = []
        while (claim := store.claim()) is not None:
            got.append(claim.job.id)
            assert store.finish(claim, DONE)
        return got

    with ThreadPoolExecutor(8) as workers:
        got = [job for each in workers.map(work, range(8)) for job in each]
    assert sorted(got) == sorted(made)


def test_a_lease_that_ran_out_is_given_to_another_and_the_first_can_change_nothing(store: SqlStore) -> None:
    job = store.create(new_job())
    stale = claimed(store)
    assert store.reap().requeued == ()
    later(store, 61)
    assert store.reap().requeued == (job.id,)
    fresh = claimed(store)
    assert fresh.token == stale.token + 1
    assert not store.heartbeat(stale, "refine", 0.9).held
    assert not store.peek(stale).held
    assert not store.finish(stale, DONE)
    assert not store.fail(stale, Problem("x", "y"))
    assert not store.lose(stale, "died")
    assert not store.give_back(stale)
    assert not store.finish_cancel(stale)
    assert store.get(job.id, TENANT).state is State.PROCESSING
    assert store.finish(fresh, DONE)
    assert store.counts()["fenced_writes", ""] == 5
    assert store.counts()["lease_expiries", ""] == 1


def test_a_heartbeat_renews_the_lease(store: SqlStore) -> None:
    store.create(new_job())
    claim = claimed(store)
    later(store, 50)
    assert store.heartbeat(claim, None, 0.0).held
    later(store, 50)
    assert store.reap().requeued == ()


@pytest.mark.parametrize("end", ["reap", "lose"])
def test_the_third_attempt_that_is_lost_is_the_last(store: SqlStore, end: str) -> None:
    job = store.create(new_job())
    for attempt in (1, 2, 3):
        claim = claimed(store)
        assert claim.job.attempts == attempt
        if end == "lose":
            assert store.lose(claim, "killed by SIGKILL")
        else:
            later(store, 61)
            store.reap()
    given_up = store.get(job.id, TENANT)
    assert given_up.state is State.ERROR
    assert given_up.problem is not None
    assert given_up.problem.code == "gave_up"
    assert ("SIGKILL" if end == "lose" else "silent") in given_up.problem.detail
    assert store.claim() is None


def test_a_graceful_stop_costs_no_attempt(store: SqlStore) -> None:
    job = store.create(new_job())
    for _ in range(10):
        assert store.give_back(claimed(store))
    again = store.get(job.id, TENANT)
    assert (again.state, again.attempts) == (State.QUEUED, 0)


def test_a_waiting_job_is_cancelled_at_once(store: SqlStore) -> None:
    job = store.create(new_job())
    assert store.cancel(job.id, TENANT).state is State.CANCELLED
    assert store.cancel(job.id, TENANT).state is State.CANCELLED
    assert store.claim() is None


@pytest.mark.parametrize(
    "end",
    [
        lambda store, claim: store.finish_cancel(claim),
        lambda store, claim: store.give_back(claim),
        lambda store, claim: store.lose(claim, "killed"),
        lambda store, claim: reap_later(store),
    ],
    ids=["stopped", "given-back", "engine-died", "worker-died"],
)
def test_a_job_being_worked_on_is_cancelled_however_its_worker_ends(
    store: SqlStore, end: Callable[[SqlStore, Claim], object]
) -> None:
    job = store.create(new_job())
    claim = claimed(store)
    assert store.cancel(job.id, TENANT).state is State.PROCESSING
    assert store.peek(claim).cancel_requested
    assert store.heartbeat(claim, None, 0).cancel_requested
    end(store, claim)
    cancelled = store.get(job.id, TENANT)
    assert cancelled.state is State.CANCELLED
    assert cancelled.completed_at_ms is not None


def test_a_job_that_is_lost_for_the_last_time_is_cancelled_where_that_was_asked(store: SqlStore) -> None:
    job = store.create(new_job())
    for _ in range(2):
        store.lose(claimed(store), "died")
    last = claimed(store)
    store.cancel(job.id, TENANT)
    assert store.lose(last, "died")
    cancelled = store.get(job.id, TENANT)
    assert (cancelled.state, cancelled.problem) == (State.CANCELLED, None)


def test_a_job_that_completes_before_it_hears_of_the_cancel_is_completed(store: SqlStore) -> None:
    job = store.create(new_job())
    claim = claimed(store)
    store.cancel(job.id, TENANT)
    assert store.finish(claim, DONE)
    assert store.get(job.id, TENANT).state is State.COMPLETED
    with pytest.raises(IllegalTransition):
        store.cancel(job.id, TENANT)


def test_a_failed_or_cancelled_job_is_tried_again_with_new_attempts(store: SqlStore) -> None:
    job = store.create(new_job())
    with pytest.raises(IllegalTransition):
        store.retry(job.id, TENANT)
    for _ in range(3):
        store.lose(claimed(store), "died")
    again = store.retry(job.id, TENANT)
    assert (again.state, again.attempts, again.problem) == (State.QUEUED, 0, None)
    assert claimed(store).job.attempts == 1


def test_a_corrected_transcript_queues_a_finished_job_again_and_keeps_what_was_heard(store: SqlStore) -> None:
    job = store.create(new_job())
    with pytest.raises(IllegalTransition):
        store.replace_transcript(job.id, TENANT, upload("b", "b.txt"), "b-text")
    store.finish(claimed(store), replace(DONE, recognition_key="r1"))
    again = store.replace_transcript(job.id, TENANT, upload("b", "b.txt"), "b-text")
    assert (again.state, again.transcript.key, again.text_key, again.recognition_key) == (State.QUEUED, "b", "b-text", "r1")


def test_only_a_finished_job_is_deleted(store: SqlStore) -> None:
    job = store.create(new_job())
    with pytest.raises(IllegalTransition):
        store.delete(job.id, TENANT)
    store.cancel(job.id, TENANT)
    assert store.delete(job.id, TENANT).id == job.id
    with pytest.raises(NotFound):
        store.get(job.id, TENANT)


def test_a_postgres_that_was_stopped_is_unavailable_and_then_works_again(postgres: PostgresServer, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=postgres.url)
    make_tables(settings)
    store = open_store(settings)
    job = store.create(new_job())
    postgres.stop()
    try:
        with pytest.raises(StoreUnavailable):
            store.get(job.id, TENANT)
    finally:
        postgres.start()
    assert store.get(job.id, TENANT).id == job.id
    store.close()


def test_a_locked_sqlite_is_unavailable_rather_than_an_error(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    make_tables(settings)
    store, other = open_store(settings), open_store(settings)
    with other.engine.begin() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(StoreUnavailable):
            store.create(new_job())
        assert store.list(TENANT) == [], "reading goes on"
    assert store.create(new_job()).state is State.QUEUED

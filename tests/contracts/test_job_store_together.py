"""Many threads, processes and servers at one store: on SQLite and on PostgreSQL, whose transactions really run at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text, update

from oncue.jobs.errors import BatchClosed, IdempotencyInProgress, IllegalTransition, NotFound, Unstorable
from oncue.jobs.model import FINAL, Claim, Problem, State
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.database import open_database
from oncue.jobs.store.migrate import migrate
from oncue.jobs.store.tables import batches, jobs, metadata
from tests.job_makers import DONE, TENANT, claimed, later, new_job
from tests.servers import PostgresServer
from tests.stores import in_processes

ROUNDS = 15


only_postgres = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
"""What only a database with concurrent writers can show."""


def together(*calls: Callable[[], object]) -> list[object]:
    """What each call returns, or the error it raises, all started at the same moment."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        start.wait()
        try:
            return call()
        except (NotFound, IllegalTransition, IdempotencyInProgress) as error:
            return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def in_stores(settings: Settings, count: int, body: str) -> list[str]:
    """The words that `count` processes print, each running `body` with a `store` of its own, all at one moment."""
    prepare = (
        "from oncue.jobs.settings import Settings; from oncue.jobs.store import open_store\n"
        "from tests.job_makers import DONE, TENANT, new_job\n"
        f"settings = Settings.model_validate_json({settings.model_dump_json()!r}); store = open_store(settings)\n"
        "store.total()"
    )
    return in_processes(count, prepare, body)


def test_twenty_workers_share_fifty_jobs_and_none_is_worked_on_twice(settings: Settings, store: SqlStore) -> None:
    made = [store.create(new_job()).id for _ in range(50)]
    body = (
        "done = []\n"
        "def work():\n"
        "    while (claim := store.claim()) is not None:\n"
        "        assert store.finish(claim, DONE); done.append(claim.job.id)\n"
        "import threading; threads = [threading.Thread(target=work) for _ in range(5)]\n"
        "[each.start() for each in threads]; [each.join() for each in threads]; print(*done, sep='\\n')\n"
    )
    assert sorted(in_stores(settings, 4, body)) == sorted(made)
    assert Counter(job.state for job in store.list(TENANT, limit=100)) == {State.COMPLETED: 50}
    assert {job.token for job in store.list(TENANT, limit=100)} == {1}


def test_processes_that_send_one_idempotency_key_make_one_job(settings: Settings, store: SqlStore) -> None:
    body = "for _ in range(13): print(store.create(new_job(idempotency_key='k')).id)"
    assert len(set(in_stores(settings, 4, body))) == 1
    assert store.total() == 1


def test_of_uploads_that_begin_together_with_one_key_one_is_taken(store: SqlStore) -> None:
    begun = together(*(partial(store.begin_upload, f"job_{n}", TENANT, "k") for n in range(8)))
    assert Counter(type(each) for each in begun) == {type(None): 1, IdempotencyInProgress: 7}
    later(store, 61)
    begun = together(*(partial(store.begin_upload, f"job_again_{n}", TENANT, "k") for n in range(8)))
    assert Counter(type(each) for each in begun) == {type(None): 1, IdempotencyInProgress: 7}, "nor is one taken over twice"


def test_a_worker_that_ends_while_its_lease_is_taken_back_wins_or_loses_whole(store: SqlStore) -> None:
    for _ in range(ROUNDS):
        job = store.create(new_job())
        claim = claimed(store)
        later(store, 61)
        finished, *reaped = together(partial(store.finish, claim, DONE), store.reap, store.reap)
        requeued = [each.requeued for each in reaped]  # type: ignore[attr-defined]
        state = store.get(job.id, TENANT).state
        if finished:
            assert (state, requeued) == (State.COMPLETED, [(), ()])
        else:
            assert state is State.QUEUED
            assert sorted(requeued) == [(), (job.id,)], "one reaper takes it back, and only one"
            assert store.finish(claimed(store), DONE)


@pytest.mark.parametrize("end", ["finish", "fail", "lose", "give_back", "finish_cancel"])
def test_a_cancel_that_meets_the_end_of_a_claim_leaves_a_state_that_both_agree_on(store: SqlStore, end: str) -> None:
    ends: dict[str, Callable[[Claim], bool]] = {
        "finish": lambda claim: store.finish(claim, DONE),
        "fail": lambda claim: store.fail(claim, Problem("audio_silent", "Nobody speaks.")),
        "lose": lambda claim: store.lose(claim, "died"),
        "give_back": store.give_back,
        "finish_cancel": store.finish_cancel,
    }
    for _ in range(ROUNDS):
        job = store.create(new_job())
        claim = claimed(store)
        cancelled, ended = together(partial(store.cancel, job.id, TENANT), partial(ends[end], claim))
        assert ended is True
        now = store.get(job.id, TENANT)
        if end in ("finish", "fail"):
            assert now.state is (State.COMPLETED if end == "finish" else State.ERROR)
        else:
            assert now.state is State.CANCELLED, "whoever asked is told so, and no worker takes it up again"
            assert not isinstance(cancelled, IllegalTransition)
        assert not now.cancel_requested
        assert store.claim() is None


def test_a_job_deleted_and_retried_at_once_is_either_gone_or_queued(store: SqlStore) -> None:
    for _ in range(ROUNDS):
        job = store.create(new_job())
        store.cancel(job.id, TENANT)
        deleted, retried = together(partial(store.delete, job.id, TENANT), partial(store.retry, job.id, TENANT))
        if isinstance(deleted, IllegalTransition):
            assert store.get(job.id, TENANT).state is State.QUEUED
            store.cancel(job.id, TENANT)
        else:
            assert isinstance(retried, NotFound)


def test_reapers_cancels_and_claims_in_every_order_end_every_job(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)
    for n in range(24):
        store.create(new_job(batch="b" if n % 2 else None))

    def work() -> None:
        for n in range(8):
            claim = store.claim()
            if claim is not None:
                store.lose(claim, "died") if n % 2 else store.finish(claim, DONE)
            store.reap()

    together(work, work, work, work, lambda: store.cancel_batch("b", TENANT))
    while (claim := store.claim()) is not None:
        assert claim.job.batch is None, "a cancelled batch goes on"
        store.finish(claim, DONE)
    assert {job.state for job in store.list(TENANT, limit=100)} <= FINAL


def waits_for_a_lock(store: SqlStore, call: Future[object]) -> bool:
    """Whether the call comes to wait for a lock rather than ending."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
    while not call.done():
        with store.engine.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return True
    return False


@only_postgres
def test_a_batch_being_cancelled_takes_no_job_that_comes_at_that_moment(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)
    with ThreadPoolExecutor(1) as client:
        with store.engine.begin() as other:
            other.execute(update(batches).values(cancelled_at_ms=1))
            made: Future[object] = client.submit(lambda: store.create(new_job(batch="b")))
            assert waits_for_a_lock(store, made)
        with pytest.raises(BatchClosed):
            made.result()
    assert store.total() == 0


@only_postgres
def test_a_job_that_others_are_taking_does_not_hide_the_next_batch(store: SqlStore) -> None:
    for batch in ("b1", "b2"):
        store.create_batch(batch, TENANT, "", {}, None)
        store.create(new_job(id=f"job_{batch}", batch=batch))
    with store.engine.begin() as other:
        other.execute(text("SELECT id FROM jobs WHERE id = 'job_b1' FOR UPDATE"))
        assert claimed(store).job.id == "job_b2"
        assert store.claim() is None
    assert claimed(store).job.id == "job_b1"


@only_postgres
def test_a_reaper_does_not_wait_for_a_job_that_another_changes(store: SqlStore) -> None:
    made = {store.create(new_job()).id for _ in range(2)}
    claims = [claimed(store), claimed(store)]
    later(store, 61)
    with store.engine.begin() as other:
        other.execute(update(jobs).where(jobs.c.id == claims[0].job.id).values(progress=0.5))
        assert store.reap().requeued == (claims[1].job.id,)
    assert store.reap().requeued == (claims[0].job.id,)
    assert made == {claim.job.id for claim in claims}


@only_postgres
def test_a_workers_clock_does_not_matter(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    store.create(new_job())
    claim = claimed(store)
    assert store.reap().requeued == ()
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert store.heartbeat(claim, None, 0.0).held
    assert store.reap().requeued == ()
    later(store, 61)
    assert store.reap().requeued == (claim.job.id,)


@only_postgres
def test_what_postgres_cannot_keep_is_the_senders_mistake(store: SqlStore) -> None:
    with pytest.raises(Unstorable):
        store.create_batch("b", TENANT, "a\0b", {}, None)
    with pytest.raises(Unstorable):
        store.create(new_job(metadata={"a": float("nan")}))
    assert store.create(new_job(metadata={"a": "\0"})).metadata == {"a": "\0"}


@only_postgres
def test_processes_that_start_together_migrate_an_empty_postgres_once(postgres: PostgresServer, settings: Settings) -> None:
    admin = open_database(Settings(database_url=postgres.url).resolved_database_url, connections=1)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS fresh"))
        connection.execute(text("CREATE DATABASE fresh"))
    admin.dispose()
    fresh = Settings(data_dir=settings.data_dir, database_url=postgres.url_of("fresh"))
    outcomes = together(*(lambda: migrate(fresh) for _ in range(6)))
    assert outcomes == [None] * 6
    store = open_store(fresh)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    store.close()

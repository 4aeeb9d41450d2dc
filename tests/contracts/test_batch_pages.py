"""A batch by page, and what changed in it since somebody looked, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import event, insert, text, update

from oncue.jobs.errors import IllegalTransition, NotFound
from oncue.jobs.model import Problem
from oncue.jobs.store import SqlStore
from oncue.jobs.store.tables import jobs
from tests.job_makers import DONE, TENANT, claimed, later, new_job

only_postgres = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
"""What only a database with concurrent writers can show."""


@pytest.fixture
def made(store: SqlStore) -> list[str]:
    """Three jobs of the batch `b`, oldest first, and one of another."""
    for batch in ("b", "other"):
        store.create_batch(batch, TENANT, "", {}, None)
    store.create(new_job(batch="other"))
    ids = []
    for n in range(3):
        later(store, 1)
        ids.append(store.create(new_job(id=f"job_{n}", batch="b")).id)
    return ids


def changed(store: SqlStore, since: int) -> tuple[set[str], int]:
    """The jobs that changed, and the version to ask with next."""
    page = store.batch_page("b", TENANT, changed_since=since)
    return {job.id for job in page.jobs}, page.version


def test_a_batch_comes_in_pages_oldest_first_and_each_job_once(store: SqlStore, made: list[str]) -> None:
    first = store.batch_page("b", TENANT, limit=2)
    assert ([job.id for job in first.jobs], first.has_more) == (made[:2], True)
    last = store.batch_page("b", TENANT, limit=2, starting_after=made[1])
    assert ([job.id for job in last.jobs], last.has_more) == (made[2:], False)
    none = store.batch_page("b", TENANT, limit=0)
    assert (list(none.jobs), none.has_more) == ([], True)
    for unknown in ("job_nowhere", store.list(TENANT, batch="other")[0].id):
        with pytest.raises(NotFound):
            store.batch_page("b", TENANT, starting_after=unknown)
    with pytest.raises(NotFound):
        store.batch_page("b", "somebody else")


def test_every_kind_of_change_is_told_once_and_what_stays_is_not(store: SqlStore, made: list[str]) -> None:
    now = store.batch_page("b", TENANT).version
    assert changed(store, now)[0] == set()
    for job in store.list(TENANT, batch="other"):
        store.cancel(job.id, TENANT)
    claim = claimed(store)
    steps: list[Callable[[], object]] = [
        lambda: store.heartbeat(claim, "recognise", 0.5),
        lambda: store.heartbeat(claim, "recognise", 0.6),
        lambda: store.finish(claim, DONE),
        lambda: store.replace_transcript(made[0], TENANT, store.get(made[0], TENANT).transcript, "jobs/x/text"),
        lambda: store.cancel(made[0], TENANT),
        lambda: store.replace_transcript(made[0], TENANT, store.get(made[0], TENANT).transcript, "jobs/x/text"),
    ]
    found, now = changed(store, now)
    assert found == {made[0]}, "the claim"
    for step in steps:
        assert changed(store, now)[0] == set()
        assert step()
        found, now = changed(store, now)
        assert found == {made[0]}
    store.give_back(claimed(store))
    assert changed(store, now)[0] == {made[1]}, "claimed and given back: it is as before, but another attempt"
    store.cancel_batch("b", TENANT)
    found, now = changed(store, now)
    assert found == set(made)
    store.create(new_job(id="job_late"))
    assert changed(store, now)[0] == set(), "of no batch"


def test_a_lease_that_is_taken_back_is_a_change(store: SqlStore, made: list[str]) -> None:
    for job in store.list(TENANT, batch="other"):
        store.cancel(job.id, TENANT)
    claimed(store)
    now = store.batch_page("b", TENANT).version
    later(store, 61)
    store.reap()
    assert changed(store, now)[0] == {made[0]}
    store.fail(claimed(store), Problem("audio_silent", "Nobody speaks."))
    assert changed(store, now)[0] >= {made[0]}


def test_a_job_written_by_an_older_process_is_told_too(store: SqlStore, made: list[str]) -> None:
    """It knows nothing of the column: whole rows, and updates by name."""
    now = store.batch_page("b", TENANT).version
    with store.engine.begin() as older:
        row = older.execute(jobs.select().where(jobs.c.id == "job_1")).mappings().one()
        known = {name: value for name, value in row.items() if name != "changed_in"}
        older.execute(insert(jobs).values({**known, "id": "job_9"}))
        older.execute(text("UPDATE jobs SET version = version + 1, state = 'cancelled' WHERE id = 'job_2'"))
    assert changed(store, now)[0] == {"job_2", "job_9"}


def test_a_change_between_pages_is_told_by_the_next_question(store: SqlStore, made: list[str]) -> None:
    start = store.batch_page("b", TENANT, limit=1)
    store.cancel(made[0], TENANT)  # behind the cursor
    rest = store.batch_page("b", TENANT, limit=9, starting_after=made[0])
    assert [job.id for job in rest.jobs] == made[1:]
    assert changed(store, start.version)[0] == {made[0]}


def test_a_version_that_was_never_given_tells_everything(store: SqlStore, made: list[str]) -> None:
    assert changed(store, 2**53 - 1)[0] == set(made), "as after a backup was brought back"
    assert changed(store, 0)[0] == set(made)


def test_the_newest_job_deleted_does_not_hide_a_later_change(store: SqlStore, made: list[str]) -> None:
    store.cancel(made[2], TENANT)
    now = store.batch_page("b", TENANT).version
    store.delete(made[2], TENANT)
    store.cancel(made[1], TENANT)
    assert changed(store, now)[0] == {made[1]}


@only_postgres
def test_a_change_that_began_first_and_ends_last_is_not_missed(store: SqlStore, made: list[str]) -> None:
    with store.engine.connect() as slow, slow.begin():
        slow.execute(update(jobs).where(jobs.c.id == made[0]).values(state="cancelled", version=2))
        store.cancel(made[1], TENANT)
        found, now = changed(store, store.batch_page("b", TENANT).version)
        assert made[0] not in found
        store.cancel(made[2], TENANT)
        again, now = changed(store, now)
        assert made[0] not in again
    assert made[0] in changed(store, now)[0]
    _, now = changed(store, now)
    assert changed(store, now)[0] == set()


@only_postgres
def test_heartbeats_write_to_no_index(store: SqlStore, made: list[str]) -> None:
    claim = claimed(store)
    with store.engine.begin() as connection:
        stamp = connection.execute(text(f"SELECT changed_in FROM jobs WHERE id = '{claim.job.id}'")).scalar_one()
    store.heartbeat(claim, "recognise", 0.5)
    with store.engine.begin() as connection:
        assert connection.execute(text(f"SELECT changed_in FROM jobs WHERE id = '{claim.job.id}'")).scalar_one() == stamp


def test_readers_who_ask_for_changes_while_many_write_end_with_what_is_there(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)
    known: dict[str, int] = {}
    page = store.batch_page("b", TENANT)

    def write(n: int) -> None:
        for _ in range(6):
            job = store.create(new_job(batch="b"))
            if n % 2:
                with suppress(IllegalTransition):  # another was quicker
                    store.cancel(job.id, TENANT)
            claim = store.claim()
            if claim is not None:
                store.heartbeat(claim, "recognise", 0.3)
                store.finish(claim, DONE)

    def look() -> int:
        seen = store.batch_page("b", TENANT, changed_since=version, limit=1000)
        known.update({job.id: job.version for job in seen.jobs})
        return seen.version

    version = page.version
    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write, n) for n in range(4)]
        while not all(each.done() for each in writers):
            version = look()
        for each in writers:
            each.result()
    look()
    assert known == {job.id: job.version for job in store.list(TENANT, limit=1000)}


def test_changes_are_found_by_index_and_not_by_reading_the_batch(store: SqlStore, made: list[str]) -> None:
    """The plan names no scan of all jobs once there are many."""
    with store.engine.begin() as connection:
        row = dict(connection.execute(jobs.select().where(jobs.c.id == made[0])).mappings().one())
        connection.execute(insert(jobs), [{**row, "id": f"job_many_{n}", "changed_in": None} for n in range(3000)])
        connection.execute(text("ANALYZE jobs" if store.engine.dialect.name == "postgresql" else "ANALYZE"))
    now = store.batch_page("b", TENANT).version
    store.cancel(made[1], TENANT)
    asked: list[tuple[str, Any]] = []

    def remember(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if "changed_in" in statement and "ORDER BY" in statement:
            asked.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", remember)
    assert changed(store, now)[0] == {made[1]}
    event.remove(store.engine, "before_cursor_execute", remember)
    explain = "EXPLAIN " if store.engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN "
    with store.engine.connect() as connection:
        plan = "\n".join(str(line) for line in connection.exec_driver_sql(explain + asked[0][0], asked[0][1]))
    assert "ix_jobs_batch_id_changed_in" in plan, plan
    assert "Seq Scan on jobs" not in plan, plan
    assert "SCAN jobs" not in plan, plan

"""Rows that cannot be read, on both databases: they end as errors, and nothing else stops because of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from oncue.jobs.errors import Unstorable
from oncue.jobs.model import DAMAGED, Job, State
from oncue.jobs.store import SqlStore
from tests.job_makers import DONE, TENANT, claimed, later, new_job

DEEP = '{"a":' + "[" * 960 + "]" * 960 + "}"

DAMAGES: dict[str, tuple[str, Any]] = {
    "metadata too deep": ("metadata", DEEP),
    "metadata no object": ("metadata", "[1]"),
    "options null": ("options", "null"),
    "options of another type": ("options", '{"language": 5}'),
    "recording no object": ("audio", '"a file"'),
    "recording without a key": ("audio", '{"name": "x", "bytes": 1, "sha256": "0"}'),
    "transcript with wrong types": ("transcript", '{"key": 1, "name": "x", "bytes": "1", "sha256": "0"}'),
    "quality a number": ("quality", "3"),
    "a time beyond all calendars": ("created_at_ms", 9_000_000_000_000_000_000),
    "a time before all": ("queued_at_ms", -5),
    "unknown lane": ("lane", "express"),
}
"""What any database lets somebody write by hand."""

SQLITE_ONLY: dict[str, tuple[str, Any]] = {
    "metadata broken": ("metadata", '{"a": '),
    "metadata with a NaN": ("metadata", '{"a": NaN}'),
    "recording no text": ("audio", b"\xff\xfe"),
    "name no UTF-8": ("audio", b'{"key": "k", "name": "\xff", "bytes": "x", "sha256": "0"}'),
    "progress a word": ("progress", "much"),
    "progress infinite": ("progress", float("inf")),
    "time a word": ("created_at_ms", "soon"),
    "options a number": ("options", 7),
}
"""What only SQLite takes, whose columns hold anything."""


def damage(store: SqlStore, job: Job, column: str, value: Any) -> None:
    json = column in ("metadata", "options", "audio", "transcript", "quality") and store.engine.dialect.name != "sqlite"
    placed = "CAST(:value AS json)" if json else ":value"
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE jobs SET {column} = {placed} WHERE id = :id"), {"value": value, "id": job.id})


def damages(store: SqlStore) -> dict[str, tuple[str, Any]]:
    return DAMAGES | (SQLITE_ONLY if store.engine.dialect.name == "sqlite" else {})


def test_jobs_behind_a_damaged_one_are_claimed_and_it_ends_as_an_error(store: SqlStore) -> None:
    for name, (column, value) in damages(store).items():
        broken = store.create(new_job())
        damage(store, broken, column, value)
        sound = store.create(new_job())
        if column == "queued_at_ms":  # nothing that a worker needs
            assert claimed(store).job.id == broken.id
            store.finish(claimed(store), DONE)
            continue
        assert claimed(store).job.id == sound.id, name
        assert store.claim() is None
        ended = store.get(broken.id, TENANT)
        assert (ended.state, ended.is_damaged) == (State.ERROR, True), name
        assert ended.problem is not None
        assert ended.problem.data["columns"] == [column]
        with store.engine.connect() as connection:
            state = connection.execute(text("SELECT state FROM jobs WHERE id = :id"), {"id": broken.id}).scalar()
        assert state == "error", name


def test_a_damaged_job_is_shown_as_such_wherever_jobs_are_shown(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)
    for column, value in damages(store).values():
        job = store.create(new_job(batch="b"))
        damage(store, job, column, value)
        if column != "queued_at_ms":
            assert store.get(job.id, TENANT).is_damaged
    everything = len(damages(store))
    assert len(store.list(TENANT, limit=100)) == everything
    assert len(store.batch_page("b", TENANT).jobs) == everything
    assert store.batch_counts(["b"])["b"].total == everything
    assert len(store.referenced([job.id for job in store.list(TENANT, limit=100)])) == everything


def test_states_that_nobody_knows_end_as_errors_and_leave_the_batch_countable(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)
    strange = store.create(new_job(batch="b"))
    damage(store, strange, "state", "sleeping")
    assert store.batch_counts(["b"])["b"].total == 1
    assert store.set_aside_unknown() == 1
    ended = store.get(strange.id, TENANT)
    assert (ended.state, ended.problem is not None and ended.problem.code) == (State.ERROR, DAMAGED)
    assert [job.id for job in store.list(TENANT, state=State.ERROR)] == [strange.id]
    assert store.delete(strange.id, TENANT).id == strange.id


def test_the_reaper_takes_damaged_jobs_back_and_retention_deletes_them(store: SqlStore) -> None:
    for column, value in damages(store).values():
        store.create(new_job())
        damage(store, claimed(store).job, column, value)
    lost = store.create(new_job())
    damage(store, claimed(store).job, "lease_until_ms", None)
    if store.engine.dialect.name == "sqlite":
        odd = store.create(new_job())
        damage(store, claimed(store).job, "attempts", "x")
        damage(store, odd, "lease_until_ms", "soon")
    later(store, 61)
    reaped = store.reap()
    assert lost.id in reaped.requeued
    while (claim := store.claim()) is not None:
        store.finish(claim, DONE)
    later(store, 10 * 86_400)
    for job_id, tenant in store.expired(1):
        store.delete(job_id, tenant)
    assert store.total() == 0


def test_what_is_too_deep_is_not_stored(store: SqlStore) -> None:
    nested: Any = []
    for _ in range(960):
        nested = [nested]
    with pytest.raises(Unstorable):
        store.create(new_job(metadata={"a": nested}))
    with pytest.raises(Unstorable):
        store.create_batch("b", TENANT, "", {"a": nested}, None)
    with pytest.raises(Unstorable):
        store.create(new_job(metadata={"a": float("nan")}))
    with pytest.raises(Unstorable):
        store.create_batch("b", TENANT, "half of a pair: \ud800", {}, None)
    with pytest.raises(Unstorable):
        store.begin_upload("job_1", "t" * 3 + "\ud800", None)

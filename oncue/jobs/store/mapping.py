"""Columns from values and values from columns, and queries that every part of the store shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, Table, Update, func, literal, or_, select, tuple_, update

from oncue.jobs.errors import NotFound
from oncue.jobs.model import Batch, Job, Lane, Problem, State, Upload
from oncue.jobs.store.database import clock_ms, reading
from oncue.jobs.store.decoding import as_batch, as_job
from oncue.jobs.store.tables import QUEUED, batches, jobs

GIVEN_UP = "gave_up"


class Database:
    """The engine, the clock, and the limits that every part of the store shares.

    `now` replaces the database's clock in tests.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        lease_s: float,
        max_attempts: int,
        max_queued: int,
        retry_after_s: float = 0.0,
        now: ColumnElement[int] | None = None,
    ) -> None:
        self.engine = engine
        self.now: ColumnElement[int] = clock_ms(engine) if now is None else now
        self.lease_s = lease_s
        self.max_attempts = max_attempts
        self.max_queued = max_queued
        self.retry_after_s = retry_after_s

    @property
    def lease_until(self) -> ColumnElement[int]:
        """The time at which a lease that is taken or renewed now runs out."""
        return self.now + int(self.lease_s * 1000)

    def ago(self, ms: int) -> ColumnElement[int]:
        """The time so many milliseconds ago, as a constant of the statement: an expression for each row would use no
        index."""
        return select(self.now - ms).scalar_subquery()

    def ping(self) -> None:
        """Runs a query on the jobs. Raises `StoreUnavailable`, `StoreBroken`."""
        with reading(self.engine) as connection:
            connection.execute(select(jobs).limit(1)).first()

    def close(self) -> None:
        """Closes the connections, as is needed after a fork and at the end."""
        self.engine.dispose()


def as_json(value: Upload | Problem) -> dict[str, Any]:
    """A value of the model in the form in which a JSON column keeps it."""
    return asdict(value)


def change_job(**values: Any) -> Update:
    """An update of jobs that also raises `version`, so that those who watch notice it."""
    return update(jobs).values(version=jobs.c.version + 1, **values)


REQUEUED: Mapping[str, Any] = {
    "state": State.QUEUED.value,
    "stage": None,
    "progress": 0.0,
    "lease_until_ms": None,
    "cancel_requested": False,
    "not_before_ms": None,
}
"""The column values of a job in the queue, however it got there."""


def load_job(connection: Connection, job_id: str, tenant: str) -> Job:
    """The job with this id. Raises `NotFound`."""
    row = connection.execute(select(jobs).where(jobs.c.id == job_id, jobs.c.tenant == tenant)).mappings().first()
    if row is None:
        raise NotFound(f"There is no job {job_id}. Its id is in the answer that made it.")
    return as_job(row)


def load_batch(connection: Connection, batch_id: str, tenant: str, *, hold: bool = False) -> Batch:
    """The batch with this id. With `hold`, nobody changes it before the transaction ends. Raises `NotFound`."""
    wanted = select(batches).where(batches.c.id == batch_id, batches.c.tenant == tenant)
    row = connection.execute(wanted.with_for_update(read=True) if hold else wanted).mappings().first()
    if row is None:
        raise NotFound(f"There is no batch {batch_id}. Make one with POST /v1/batches.")
    return as_batch(row)


def is_due(store: Database) -> ColumnElement[bool]:
    """The condition on `jobs` for those whose pause after a failed attempt, if there was one, is over."""
    return or_(jobs.c.not_before_ms.is_(None), jobs.c.not_before_ms <= store.now)


def place_of(connection: Connection, table: Table, row_id: str) -> ColumnElement[Any] | None:
    """The place (created_at_ms, id) of a row, to compare others with; None where there is no such row.

    Both are taken as they stand in the row: a time that cannot be read has its place in the database's order all the same.
    """
    row = connection.execute(select(table.c.created_at_ms, table.c.id).where(table.c.id == row_id)).first()
    return None if row is None else tuple_(literal(row.created_at_ms), literal(row.id))


def longest_waiting(lane: Lane, *columns: Any) -> Select[Any]:
    """A query of the jobs of a lane that wait, longest waiting first, by the index made for that."""
    return select(*columns).where(QUEUED, jobs.c.lane == lane.value).order_by(jobs.c.queued_at_ms)


def count_up_to(connection: Connection, most: int, *where: ColumnElement[bool]) -> int:
    """The count of jobs that `where` holds for, at most `most`: nobody reads a queue of a million for a figure."""
    some = select(literal(1).label("one")).select_from(jobs).where(*where).limit(most).subquery()
    return connection.execute(select(func.count()).select_from(some)).scalar_one()

"""Figures that outlive processes: counters for /metrics, and the time when each kind of process was last alive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from oncue.jobs.model import Backlog, Lane, State
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.mapping import Database, count_up_to, is_due, longest_waiting
from oncue.jobs.store.tables import QUEUED, beats, counters, jobs

WORKER = "worker:"
"""The prefix of the beats of workers; their host's name follows."""

WORKER_SILENT_S = 60.0
"""Seconds of silence after which a worker is taken for gone; it beats every 15 s at least."""

STALLED_AFTER_S = 60.0
"""Seconds in which jobs wait, workers idle and none claims, after which the queue itself must be at fault."""


class Counting(Database):
    """Methods for counters, beats and the backlog. Each is one transaction and may raise `StoreUnavailable`."""

    def count(self, amounts: Mapping[tuple[str, str], float]) -> None:
        """Adds amounts to counters, by (name, label)."""
        with writing(self.engine) as connection:
            add(connection, amounts)

    def counts(self) -> Mapping[tuple[str, str], float]:
        """The values of all counters, by (name, label)."""
        with reading(self.engine) as connection:
            return {(row.name, row.label): row.value for row in connection.execute(select(counters))}

    def set_gauge(self, name: str, value: float) -> None:
        """Replaces the counter `name` by a value that goes up and down."""
        with writing(self.engine) as connection:
            new = insert_or_update(connection)(counters).values(name=name, label="", value=value)
            connection.execute(new.on_conflict_do_update(index_elements=["name", "label"], set_={"value": value}))

    def beat(self, name: str, *, slots: int = 1) -> None:
        """Records that `name` is alive now. A worker's `slots` is the count of jobs that it can work on at a time."""
        with writing(self.engine, durable=False) as connection:
            note_beat(connection, self.now, name, slots)

    def beat_age_s(self, name: str) -> float | None:
        """Seconds since `name` was alive, or None where it never was."""
        with reading(self.engine) as connection:
            age_ms = connection.execute(select(self.now - beats.c.at_ms).where(beats.c.name == name)).scalar()
        return None if age_ms is None else age_ms / 1000

    def live(self, prefix: str, within_s: float) -> Mapping[str, int]:
        """The names that start with `prefix` and were alive within so many seconds, with their slots."""
        lately = beats.c.at_ms >= self.now - int(within_s * 1000)
        with reading(self.engine) as connection:
            found = connection.execute(select(beats.c.name, beats.c.slots).where(_named(prefix), lately))
            return {row.name: 1 if row.slots is None else row.slots for row in found}

    def forget_beats(self, prefix: str, silent_s: float) -> int:
        """Removes the beats that start with `prefix` and are older than so many seconds, of hosts that are gone; returns
        their count."""
        long_ago = beats.c.at_ms < self.now - int(silent_s * 1000)
        with writing(self.engine) as connection:
            return connection.execute(delete(beats).where(_named(prefix), long_ago)).rowcount

    def backlog(self) -> Backlog:
        """The jobs that wait and that are worked on.

        A lane with more than `max_queued` jobs is counted only as far as that.
        """
        with reading(self.engine) as connection:
            queued = {lane: count_up_to(connection, self.max_queued, QUEUED, jobs.c.lane == lane.value) for lane in Lane}
            processing = count_up_to(connection, self.max_queued, jobs.c.state == State.PROCESSING.value)
            now, oldest, _ = self._moments(connection)
        return Backlog(queued, processing, 0.0 if oldest is None else max(0, now - oldest) / 1000)

    def stalled_s(self, workers: str = WORKER) -> float | None:
        """Seconds for which jobs have waited and none was claimed, though workers live that have nothing to do; None
        otherwise.

        `workers` is the prefix of their beats. A few seconds are no error yet: `STALLED_AFTER_S` are.
        """
        slots = sum(self.live(workers, WORKER_SILENT_S).values())
        with reading(self.engine) as connection:
            now, oldest, claimed = self._moments(connection)
            if oldest is None or not slots:
                return None
            idle = count_up_to(connection, slots, jobs.c.state == State.PROCESSING.value) < slots
        return max(0, now - max(oldest, claimed or 0)) / 1000 if idle else None

    def _moments(self, connection: Connection) -> tuple[int, int | None, int | None]:
        """Three times in milliseconds: now, since when the oldest job has waited, and the latest claim.

        Each takes one look into an index.
        """
        since = func.coalesce(jobs.c.not_before_ms, jobs.c.queued_at_ms)  # a pause after a failed attempt is no waiting
        oldest = [longest_waiting(lane, since).where(is_due(self)).limit(1).scalar_subquery() for lane in Lane]
        latest = select(jobs.c.claimed_at_ms).where(jobs.c.claimed_at_ms.is_not(None)).order_by(jobs.c.claimed_at_ms.desc())
        row = connection.execute(select(self.now, latest.limit(1).scalar_subquery(), *oldest)).one()
        now, claimed, *waiting = (value if isinstance(value, int) else None for value in row)  # else written by hand
        return now or 0, min((since for since in waiting if since is not None), default=None), claimed


def _named(prefix: str) -> ColumnElement[bool]:
    return func.substr(beats.c.name, 1, len(prefix)) == prefix


def note_beat(connection: Connection, now: ColumnElement[int], name: str, slots: int) -> None:
    """Records a beat, as `Counting.beat` does, inside a transaction."""
    alive = {"at_ms": now, "slots": slots}
    new = insert_or_update(connection)(beats).values(name=name, **alive)
    connection.execute(new.on_conflict_do_update(index_elements=["name"], set_=alive))


def add(connection: Connection, amounts: Mapping[tuple[str, str], float]) -> None:
    """Adds amounts to counters inside a transaction, in a fixed order, so that two transactions never wait for each
    other."""
    for (name, label), amount in sorted(amounts.items()):
        new = insert_or_update(connection)(counters).values(name=name, label=label, value=amount)
        connection.execute(
            new.on_conflict_do_update(
                index_elements=["name", "label"], set_={"value": counters.c.value + new.excluded.value}
            )
        )


def insert_or_update(connection: Connection) -> Any:
    """The database's own `insert`, which knows `on_conflict_do_update`."""
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert

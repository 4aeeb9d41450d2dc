"""Figures that outlive processes: counters for /metrics, and when each kind of process was last alive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from jobs.model import Backlog, Lane, State
from jobs.store.database import reading, writing
from jobs.store.rows import Database
from jobs.store.tables import beats, counters, jobs


class Counting(Database):
    """Counters, beats and the backlog. Every method is one transaction and may raise `StoreUnavailable`."""

    def count(self, amounts: Mapping[tuple[str, str], float]) -> None:
        """Adds to counters, by (name, label)."""
        with writing(self.engine) as connection:
            add(connection, amounts)

    def counts(self) -> Mapping[tuple[str, str], float]:
        """All counters, by (name, label)."""
        with reading(self.engine) as connection:
            return {(row.name, row.label): row.value for row in connection.execute(select(counters))}

    def set_gauge(self, name: str, value: float) -> None:
        """Replaces the counter `name` by a value that goes up and down."""
        with writing(self.engine) as connection:
            new = insert_or_update(connection)(counters).values(name=name, label="", value=value)
            connection.execute(new.on_conflict_do_update(index_elements=["name", "label"], set_={"value": value}))

    def beat(self, name: str) -> None:
        """`name` is alive now."""
        with writing(self.engine) as connection:
            alive = insert_or_update(connection)(beats).values(name=name, at_ms=self.now)
            connection.execute(alive.on_conflict_do_update(index_elements=["name"], set_={"at_ms": self.now}))

    def beat_age_s(self, name: str) -> float | None:
        """How long ago `name` was alive; None: never."""
        with reading(self.engine) as connection:
            age_ms = connection.execute(select(self.now - beats.c.at_ms).where(beats.c.name == name)).scalar()
        return None if age_ms is None else age_ms / 1000

    def backlog(self) -> Backlog:
        """What waits and what runs."""
        with reading(self.engine) as connection:
            waiting = (
                select(jobs.c.lane, func.count(), func.min(jobs.c.queued_at_ms))
                .where(jobs.c.state == State.QUEUED.value)
                .group_by(jobs.c.lane)
            )
            lanes = {Lane(lane): (count, oldest) for lane, count, oldest in connection.execute(waiting)}
            running = select(func.count()).select_from(jobs).where(jobs.c.state == State.PROCESSING.value)
            processing = connection.execute(running).scalar_one()
            now = connection.execute(select(self.now)).scalar_one()
        oldest_ms = min((oldest for _, oldest in lanes.values()), default=now)
        return Backlog({lane: lanes.get(lane, (0, 0))[0] for lane in Lane}, processing, max(0, now - oldest_ms) / 1000)


def add(connection: Connection, amounts: Mapping[tuple[str, str], float]) -> None:
    """Adds to counters inside a transaction; in a fixed order, so that two never wait for each other."""
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

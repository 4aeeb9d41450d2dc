"""The order of turns: which of the tenants and batches whose jobs wait is given the next free worker."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, literal, not_, select, tuple_, update

from oncue.jobs.model import Lane
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.mapping import Database
from oncue.jobs.store.metrics import add
from oncue.jobs.store.tables import QUEUED, counters, jobs, turns

BATCH_TURN = 4
"""One claim of so many is a batch's, where people and batches wait: interactive jobs pass, and a batch never starves."""

CONTESTED = "contested_claims"
"""The name of the counter that tells which lane a claim is for. It is counted in the database, before the job is taken:
claimers side by side that looked at the latest claims all saw the same ones, and gave batches 38 to 44 % instead of 25."""

TURNS_AT_ONCE = 6
"""The count of turns read at a time. Jobs nearly always wait in the first, as the reaper removes the empty ones."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A tenant, lane and batch ('' for none). Within a turn, the job that has waited longest is next."""

    tenant: str
    lane: str
    batch: str
    taken_at_ms: int = field(default=0, compare=False)

    @property
    def waiting(self) -> ColumnElement[bool]:
        """The condition on `jobs` for those that wait in this turn; one index finds them."""
        in_batch = jobs.c.batch_id == self.batch if self.batch else jobs.c.batch_id.is_(None)
        return and_(QUEUED, jobs.c.tenant == self.tenant, jobs.c.lane == self.lane, in_batch)

    @property
    def row(self) -> ColumnElement[bool]:
        """The condition on `turns` for the row of this turn."""
        return and_(turns.c.tenant == self.tenant, turns.c.lane == self.lane, turns.c.batch_id == self.batch)


class Turns(Database):
    """Methods that decide whose job is claimed next. Each is a transaction or two, and may raise `StoreUnavailable`."""

    def next_turn(self, passed: Collection[Turn], takeable: ColumnElement[bool]) -> Turn | None:
        """The turn that is next, but for those `passed`; None where no job waits of which `takeable` holds. Asking uses the
        turn up.

        Interactive jobs pass batch jobs, but one claim of `BATCH_TURN` is for a batch where both wait. In each lane tenants
        and batches take turns: the one whose last claim is longest ago comes first.
        """
        with reading(self.engine) as connection:
            waiting = {lane: _first_two(connection, lane, passed, takeable) for lane in (Lane.INTERACTIVE, Lane.BATCH)}
        lane = next((lane for lane, found in waiting.items() if found), None)
        if lane is None:
            return None
        if all(waiting.values()):
            lane = self._contested()
        turn = waiting[lane][0]
        if len(waiting[lane]) > 1:
            with writing(self.engine, durable=False) as connection:
                connection.execute(update(turns).where(turn.row).values(taken_at_ms=self.now))
        return turn

    def _contested(self) -> Lane:
        """The lane that the next claim is for, where jobs wait in both."""
        with writing(self.engine, durable=False) as connection:
            add(connection, {(CONTESTED, ""): 1})
            count = connection.execute(select(counters.c.value).where(counters.c.name == CONTESTED)).scalar_one()
        return Lane.BATCH if int(count) % BATCH_TURN == 0 else Lane.INTERACTIVE

    def forget_empty_turns(self) -> int:
        """Removes turns in which no job waits any more, which come to the front as nobody takes them; returns their
        count."""
        forgotten = 0
        for lane in self._lanes_of_turns():
            while True:
                with reading(self.engine) as connection:
                    empty = [turn for turn, waits in _page(connection, lane, None) if not waits]
                gone = sum(self._forget(turn) for turn in empty)
                forgotten += gone
                if not gone or len(empty) < TURNS_AT_ONCE:  # the rest is held by somebody who queues a job in it
                    break
        return forgotten

    def _lanes_of_turns(self) -> list[str]:
        """The lanes of all turns, with those that only other versions know."""
        lanes: list[str] = []
        with reading(self.engine) as connection:
            while True:
                beyond = turns.c.lane > lanes[-1] if lanes else turns.c.lane.is_not(None)
                following = connection.execute(select(turns.c.lane).where(beyond).order_by(turns.c.lane).limit(1)).scalar()
                if following is None:
                    return lanes
                lanes.append(following)

    def _forget(self, turn: Turn) -> int:
        with writing(self.engine) as connection:
            # Whoever is queueing a job holds the row shared until that is committed: then it is not empty, and is skipped.
            # The second statement sees what was committed before the row was locked.
            held = select(turns.c.tenant).where(turn.row).with_for_update(skip_locked=True)
            if connection.execute(held).first() is None:
                return 0
            return connection.execute(
                delete(turns).where(turn.row, not_(select(jobs.c.id).where(turn.waiting).exists()))
            ).rowcount


def _first_two(connection: Connection, lane: Lane, passed: Collection[Turn], takeable: ColumnElement[bool]) -> list[Turn]:
    """The first two of a lane's turns in which such jobs wait. Two are enough: a turn that is alone need not be counted."""
    found: list[Turn] = []
    last: Turn | None = None
    while len(found) < 2:
        page = _page(connection, lane.value, last, takeable)
        found += [turn for turn, waits in page if waits and turn not in passed]
        if len(page) < TURNS_AT_ONCE:
            break
        last = page[-1][0]
    return found[:2]


def _page(connection: Connection, lane: str, after: Turn | None, *takeable: ColumnElement[bool]) -> list[tuple[Turn, bool]]:
    """Some turns of a lane in their order, each with True where such jobs wait in it. It is looked up for these few only."""
    order = (turns.c.taken_at_ms, turns.c.tenant, turns.c.batch_id)
    columns = (turns.c.tenant, turns.c.lane, turns.c.batch_id, turns.c.taken_at_ms)
    some = select(*columns, _any_waiting(*takeable)).where(turns.c.lane == lane).order_by(*order).limit(TURNS_AT_ONCE)
    if after is not None:
        some = some.where(tuple_(*order) > tuple_(literal(after.taken_at_ms), literal(after.tenant), literal(after.batch)))
    return [(Turn(*row[:4]), row[4] is not None) for row in connection.execute(some)]


def _any_waiting(*takeable: ColumnElement[bool]) -> ColumnElement[Any]:
    """A subquery for a job that waits in the turn of the row.

    As a subquery of its own, it is run for one row after the other.
    """
    mine = (QUEUED, jobs.c.tenant == turns.c.tenant, jobs.c.lane == turns.c.lane, *takeable)
    batch = select(jobs.c.id).where(*mine, jobs.c.batch_id == turns.c.batch_id).limit(1).correlate(turns).scalar_subquery()
    alone = select(jobs.c.id).where(*mine, jobs.c.batch_id.is_(None)).limit(1).correlate(turns).scalar_subquery()
    return case((turns.c.batch_id == "", alone), else_=batch)

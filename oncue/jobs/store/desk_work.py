"""The store's methods for what aligners do for desks: asking for it, claims by lease, and every way in which one ends.

A row of `desk_work` is the truth, as a job's is; a message only wakes an aligner up. Each write checks the token of the
claim, so that an aligner that comes back too late changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, and_, exists, func, insert, or_, select, update

from oncue.jobs.desk_model import DeskState
from oncue.jobs.desk_work import DeskClaim, DeskTask, DeskTaskState, OpenedSound, StretchToTime, TimedStretch
from oncue.jobs.errors import NotFound
from oncue.jobs.ids import new_id
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.desk_log import add_retiming
from oncue.jobs.store.desk_work_rows import as_claim, as_stretch, asked_json
from oncue.jobs.store.mapping import GIVEN_UP, Database
from oncue.jobs.store.metrics import add
from oncue.jobs.store.stored_json import Unreadable, read_json
from oncue.jobs.store.tables import desk_work, desks

DESK_LEASE_S = 10.0
"""Seconds for which an aligner may be silent before its task is another's; less where the leases of jobs are shorter.
Somebody looks at estimated times meanwhile."""

UNREADABLE_TASK = "damaged"

_WAITING = (DeskTaskState.QUEUED.value, DeskTaskState.WORKING.value)
_IS_STRETCH = desk_work.c.kind == DeskTask.STRETCH.value

_log = logging.getLogger(__name__)


def ask_to_open(connection: Connection, job_id: str, now: ColumnElement[int]) -> str | None:
    """Asks for a desk's sound, in a transaction of the caller's; returns the task's id, None where
    it is asked for already."""
    opening = desk_work.c.job_id == job_id, desk_work.c.kind == DeskTask.OPEN.value, desk_work.c.state.in_(_WAITING)
    if connection.execute(select(desk_work.c.id).where(*opening)).first() is not None:
        return None
    return _ask(connection, job_id, DeskTask.OPEN, 0, None, now)


def ask_for_times(
    connection: Connection, job_id: str, rev: int, stretches: Sequence[StretchToTime], now: ColumnElement[int]
) -> list[str]:
    """Asks for the times of words that revision `rev` has changed, in a transaction of the caller's; returns the tasks' ids.

    Tasks of earlier revisions all of whose words are asked for anew need not be done: who works on one of them comes too
    late, and where it ended its aligner, it is not tried again.
    """
    if not stretches:
        return []
    anew = _asked_for(stretches)
    earlier = desk_work.c.job_id == job_id, desk_work.c.state.in_(_WAITING), _IS_STRETCH
    spared = [task for task, words in _words_of(connection, *earlier) if words is not None and words <= anew]
    _supersede(connection, spared, now, *earlier)
    return [_ask(connection, job_id, DeskTask.STRETCH, rev, asked_json(one), now) for one in stretches]


def forget_failures(
    connection: Connection,
    job_id: str,
    stretches: Sequence[StretchToTime],
    without_times: Callable[[Set[str]], Set[str]],
    now: ColumnElement[int],
) -> None:
    """Forgets, in a transaction of the caller's, that words were not timed of which none waits for times any more but those
    that are asked for anew. `without_times` gives those of some words' ids that are there and have no times.

    Of a failure that does not say which words it is about, nobody knows that: it is forgotten once any are asked for.
    """
    lost = desk_work.c.job_id == job_id, desk_work.c.state == DeskTaskState.FAILED.value, _IS_STRETCH
    failed = _words_of(connection, *lost)
    if not failed:
        return
    waiting = _words_of(connection, desk_work.c.job_id == job_id, desk_work.c.state.in_(_WAITING), _IS_STRETCH)
    asked = _asked_for(stretches).union(*(words for _, words in waiting if words is not None))
    missing = without_times(frozenset().union(*(words for _, words in failed if words is not None)))
    past = [task for task, words in failed if (stretches if words is None else words & missing <= asked)]
    _supersede(connection, past, now, *lost)


def _asked_for(stretches: Sequence[StretchToTime]) -> frozenset[str]:
    return frozenset(word.id for stretch in stretches for word in stretch.words if word.wanted)


def _words_of(connection: Connection, *where: ColumnElement[bool]) -> list[tuple[str, frozenset[str] | None]]:
    """The tasks of these rows with the words that each is to time; None where a row does not say."""
    rows = connection.execute(select(desk_work.c.id, desk_work.c.asked).where(*where)).all()
    return [(row.id, _wanted(row.asked)) for row in rows]


def _wanted(asked: object) -> frozenset[str] | None:
    try:
        return _asked_for([as_stretch(asked)])
    except Unreadable:  # of a failure that an earlier version recorded, or written by hand
        return None


def _supersede(connection: Connection, tasks: Sequence[str], now: ColumnElement[int], *where: ColumnElement[bool]) -> None:
    if tasks:
        ended = _ending(now, state=DeskTaskState.SUPERSEDED.value)
        connection.execute(ended.where(desk_work.c.id.in_(tasks), *where))


def _ask(
    connection: Connection, job_id: str, task: DeskTask, rev: int, asked: dict[str, Any] | None, now: ColumnElement[int]
) -> str:
    task_id = new_id("dw")
    row = {"id": task_id, "job_id": job_id, "kind": task.value, "rev": rev, "asked": asked}
    new = {"state": DeskTaskState.QUEUED.value, "token": 0, "attempts": 0, "asked_at_ms": now}
    connection.execute(insert(desk_work).values(**row, **new))
    return task_id


class DeskWork(Database):
    """Methods of aligners. Each is one transaction and may raise `StoreUnavailable`.

    Those that take a `DeskClaim` change nothing and return False once the lease was given to another, or the job is gone.
    """

    @property
    def desk_lease_s(self) -> float:
        """Seconds for which an aligner may be silent before its task is another's."""
        return min(DESK_LEASE_S, self.lease_s)

    def claim_desk_work(self, task: DeskTask) -> DeskClaim | None:
        """Claims what was asked for first, at the cost of an attempt; None where there is nothing to do.

        What was tried before comes behind what was not: where it ends aligners, others wait for one to be started again,
        and not for all of its attempts. A claim whose lease ran out is taken over, or given up after the last attempt.
        Words are timed once the desk's sound is there. A row that cannot be read ends as failed, and the next one is taken.
        """
        while self._is_asked(task):
            with writing(self.engine) as connection:
                self._give_up_tasks(connection, task)
                row = self._take_task(connection, task)
            if row is None:
                return None
            try:
                return as_claim(row)
            except Unreadable as error:
                _log.error("set aside: a desk's task %s", error, extra={"job": row["job_id"]})
                held = DeskClaim(row["id"], row["job_id"], row["tenant"], task, row["rev"], row["token"], row["attempts"])
                self.fail_desk_work(held, UNREADABLE_TASK, f"What was asked for {error}. Edit these words again.")
        return None

    def _is_asked(self, task: DeskTask) -> bool:
        """Whether there may be something of this kind to do. Aligners look often, and most looks are to write nothing."""
        free = or_(desk_work.c.state == DeskTaskState.QUEUED.value, self._task_expired)
        with reading(self.engine) as connection:
            return connection.execute(select(desk_work.c.id).where(desk_work.c.kind == task.value, free)).first() is not None

    def _take_task(self, connection: Connection, task: DeskTask) -> Mapping[str, Any] | None:
        ready = exists().where(desks.c.job_id == desk_work.c.job_id, desks.c.sound_key.is_not(None))
        free = or_(desk_work.c.state == DeskTaskState.QUEUED.value, self._task_expired)
        wanted = select(desk_work.c.id).where(desk_work.c.kind == task.value, free, desk_work.c.attempts < self.max_attempts)
        if task is DeskTask.STRETCH:
            wanted = wanted.where(ready)
        order = desk_work.c.attempts, desk_work.c.asked_at_ms, desk_work.c.id
        first = wanted.order_by(*order).limit(1).with_for_update(skip_locked=True)
        chosen = connection.execute(first).scalar()
        if chosen is None:
            return None
        claimed = {
            "state": DeskTaskState.WORKING.value,
            "token": desk_work.c.token + 1,
            "attempts": desk_work.c.attempts + 1,
            "lease_until_ms": self.now + int(self.desk_lease_s * 1000),
        }
        made = update(desk_work).where(desk_work.c.id == chosen).values(**claimed).returning(desk_work)
        row = connection.execute(made).mappings().one()
        tenant = connection.execute(select(desks.c.tenant).where(desks.c.job_id == row["job_id"])).scalar()
        return {**row, "tenant": tenant or ""}

    @property
    def _task_expired(self) -> ColumnElement[bool]:
        # A lease that is none, as somebody wrote it by hand, has run out.
        until = func.coalesce(desk_work.c.lease_until_ms, 0)
        return and_(desk_work.c.state == DeskTaskState.WORKING.value, until < self.now)

    def _give_up_tasks(self, connection: Connection, task: DeskTask) -> None:
        """Ends tasks whose last attempt was lost with its aligner."""
        spent = self._task_expired, desk_work.c.attempts >= self.max_attempts, desk_work.c.kind == task.value
        lost = connection.execute(select(desk_work).where(*spent).with_for_update(skip_locked=True)).mappings().all()
        for row in lost:
            detail = (
                f"The aligner ended {row['attempts']} times while it worked on this. Its log says why; the times of these "
                "words stay estimated until they are edited again."
            )
            last = _why(row["problem"])
            self._end_task(
                connection, row["job_id"], task, GIVEN_UP, f"{detail} {last}".strip(), desk_work.c.id == row["id"]
            )
            _log.error("given up: %s of a desk", task.value, extra={"job": row["job_id"]})

    def renew_desk_work(self, claim: DeskClaim) -> bool:
        """Renews the lease."""
        until = self.now + int(self.desk_lease_s * 1000)
        with writing(self.engine, durable=False) as connection:
            kept = update(desk_work).where(*_held(claim)).values(lease_until_ms=until)
            return connection.execute(kept).rowcount == 1

    def finish_opening(self, claim: DeskClaim, sound: OpenedSound) -> bool:
        """Ends the opening of a desk: its sound is there."""
        with writing(self.engine) as connection:
            if not self._close_task(connection, claim, state=DeskTaskState.DONE.value, problem=None):
                return False
            files = {
                "audio_key": sound.audio_key,
                "audio_type": sound.audio_type,
                "peaks_key": sound.peaks_key,
                "sound_key": sound.sound_key,
                "duration_ms": sound.duration_ms,
            }
            opened = update(desks).where(desks.c.job_id == claim.job_id)
            connection.execute(opened.values(state=DeskState.OPEN.value, problem=None, **files))
        return True

    def finish_stretch(self, claim: DeskClaim, found: TimedStretch) -> bool:
        """Ends a stretch: its words' times are written into the desk's log, in the same transaction."""
        with writing(self.engine) as connection:
            if not self._close_task(connection, claim, state=DeskTaskState.DONE.value, problem=None):
                return False
            try:
                add_retiming(connection, claim.job_id, claim.rev, found.words, self.now, found.basis)
            except NotFound:  # the desk is gone, its job is not
                return False
        return True

    def fail_desk_work(self, claim: DeskClaim, code: str, detail: str) -> bool:
        """Ends a task that another attempt would not do better: of a stretch the times stay estimated."""
        with writing(self.engine) as connection:
            return self._end_task(connection, claim.job_id, claim.task, code, detail, *_held(claim))

    def lose_desk_work(self, claim: DeskClaim, code: str, detail: str) -> bool:
        """Records a failed attempt that is not the words' own fault: it is tried again, up to `max_attempts` times."""
        if claim.attempts >= self.max_attempts:
            return self.fail_desk_work(claim, code, detail)
        again = {"state": DeskTaskState.QUEUED.value, "lease_until_ms": None, "problem": {"code": code, "detail": detail}}
        with writing(self.engine) as connection:
            return connection.execute(update(desk_work).where(*_held(claim)).values(**again)).rowcount == 1

    def forget_desk_sound(self, job_id: str) -> None:
        """Has a desk's sound made anew, as its files are gone or of another version."""
        gone = {"state": DeskState.OPENING.value, "audio_key": None, "peaks_key": None, "sound_key": None}
        with writing(self.engine) as connection:
            if connection.execute(update(desks).where(desks.c.job_id == job_id).values(**gone)).rowcount:
                ask_to_open(connection, job_id, self.now)

    def give_back_desk_work(self, claim: DeskClaim) -> bool:
        """Puts a task back without counting the attempt, as the aligner stops."""
        free = {"state": DeskTaskState.QUEUED.value, "lease_until_ms": None, "attempts": desk_work.c.attempts - 1}
        with writing(self.engine) as connection:
            return connection.execute(update(desk_work).where(*_held(claim)).values(**free)).rowcount == 1

    def _end_task(
        self, connection: Connection, job_id: str, task: DeskTask, code: str, detail: str, *where: ColumnElement[bool]
    ) -> bool:
        problem = {"code": code, "detail": detail}
        failed = {"state": DeskTaskState.FAILED.value, "problem": problem, "asked": desk_work.c.asked}
        ended = _ending(self.now, **failed).where(*where)
        if connection.execute(ended).rowcount != 1:
            return False
        if task is DeskTask.OPEN:
            unopened = {"state": DeskState.FAILED.value, "problem": problem}
            connection.execute(update(desks).where(desks.c.job_id == job_id).values(**unopened))
        return True

    def _close_task(self, connection: Connection, claim: DeskClaim, **values: Any) -> bool:
        closed = connection.execute(_ending(self.now, **values).where(*_held(claim))).rowcount == 1
        if not closed and not self._is_spared(connection, claim):
            add(connection, {("fenced_writes", ""): 1})
        return closed

    def _is_spared(self, connection: Connection, claim: DeskClaim) -> bool:
        """Whether the task was nobody else's, but need not be done any more."""
        spared = desk_work.c.state == DeskTaskState.SUPERSEDED.value, desk_work.c.token == claim.token
        wanted = select(desk_work.c.id).where(desk_work.c.id == claim.id, *spared)
        return connection.execute(wanted).first() is not None


def _ending(now: ColumnElement[int], **values: Any) -> Update:
    # What was asked is of no use any more but where it failed, and the rows of a desk that is edited for days are many.
    return update(desk_work).values(**{"lease_until_ms": None, "ended_at_ms": now, "asked": None, **values})


def _held(claim: DeskClaim) -> tuple[ColumnElement[bool], ...]:
    working = desk_work.c.state == DeskTaskState.WORKING.value
    return desk_work.c.id == claim.id, desk_work.c.token == claim.token, working


def _why(problem: object) -> str:
    """What the attempt before said, where it said something."""
    try:
        return str(read_json(problem)["detail"]) if problem is not None else ""
    except (Unreadable, KeyError, TypeError):
        return ""

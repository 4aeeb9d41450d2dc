"""The store's methods for claims: taking one, heartbeats, and every way in which one ends. Each write checks the token."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Row, Update, and_, cast, func, literal, select

from oncue.jobs.model import DAMAGED, Beat, Claim, Job, Lane, Outcome, Problem, Reaped, State
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.decoding import as_job, damaged
from oncue.jobs.store.endings import cancelled, completed, failed, requeued
from oncue.jobs.store.failing import INTERNAL, SILENT, last_problem, may_take, pause_ms, remember
from oncue.jobs.store.mapping import change_job
from oncue.jobs.store.metrics import add
from oncue.jobs.store.tables import QUEUED, UNKNOWN, jobs
from oncue.jobs.store.transitions import change_state
from oncue.jobs.store.turns import Turn, Turns

REAP_AT_ONCE = 500
SET_ASIDE_AT_ONCE = 100

_SILENT = "its worker was silent for longer than its lease"

_log = logging.getLogger(__name__)


class Leases(Turns):
    """Methods of workers and reapers. Each is one transaction and may raise `StoreUnavailable`.

    Those that take a `Claim` change nothing and return False once the lease was given to somebody else, so that a stale
    writer never wins.
    """

    def claim(self, host: str = "", *, sound: bool = True) -> Claim | None:
        """Claims the next job to work on, at the cost of an attempt; None where there is none. `next_turn` decides whose job
        it is.

        `host` is the host of the worker that asks: a job that has failed waits for its pause to end, and for a host that is
        fitter for it where one lives. `sound` says that the last job of that worker went well.

        The claim is committed before anything of the row is decoded: a row that cannot be read ends as an `error` with the
        code `damaged`, and the next one is taken.
        """
        passed: list[Turn] = []
        takeable = may_take(self, host, sound=sound)
        while (turn := self.next_turn(passed, takeable)) is not None:
            job = self._take(turn, takeable, host)
            if job is None:  # others are taking the last of it just now: another's turn, not the end
                passed.append(turn)
                continue
            claim = Claim(job, job.token, self.lease_s, host)
            if not job.is_damaged:
                return claim
            self.set_aside(claim)
        self.set_aside_unknown()
        return None

    def _take(self, turn: Turn, takeable: ColumnElement[bool], host: str) -> Job | None:
        """Puts the job of this turn that has waited longest and may be taken into `processing`, and returns it; None where
        none waits."""
        oldest = select(jobs.c.id).where(turn.waiting, takeable).order_by(jobs.c.queued_at_ms, jobs.c.id).limit(1)
        with writing(self.engine) as connection:
            chosen = connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
            if chosen is None:
                return None
            taken = change_state(
                State.PROCESSING,
                state=State.PROCESSING.value,
                token=jobs.c.token + 1,
                attempts=jobs.c.attempts + 1,
                lease_until_ms=self.lease_until,
                claimed_at_ms=self.now,
                started_at_ms=func.coalesce(jobs.c.started_at_ms, self.now),
                problem=None,
                worker=host or None,
                not_before_ms=None,
            ).where(jobs.c.id == chosen, QUEUED)
            row = connection.execute(taken.returning(jobs)).mappings().first()
        return None if row is None else as_job(row)

    def set_aside(self, claim: Claim) -> None:
        """Ends a claimed job whose row cannot be read, as `damaged`."""
        problem = claim.job.problem or damaged({})
        _log.error("set aside: %s", problem.detail, extra={"job": claim.job.id})
        with writing(self.engine) as connection:
            if connection.execute(failed(self, problem).where(*_held(claim))).rowcount == 1:
                add(connection, {("jobs_failed", DAMAGED): 1})

    def set_aside_unknown(self) -> int:
        """Ends jobs whose state or lane this version does not know, since no worker would ever take them; returns their
        count."""
        with writing(self.engine) as connection:
            # Their ids first, which an index of nothing else holds: PostgreSQL may guess wrongly how many there are, and
            # read through the whole table for the first hundred.
            some = select(jobs.c.id).where(UNKNOWN).order_by(jobs.c.id).limit(SET_ASIDE_AT_ONCE)
            ids = connection.execute(some).scalars().all()
            if not ids:
                return 0
            strange = select(jobs).where(jobs.c.id.in_(ids), UNKNOWN).with_for_update(skip_locked=True)
            rows = connection.execute(strange).mappings().all()
            for row in rows:
                problem = as_job(row).problem or damaged({})
                _log.error("set aside: %s", problem.detail, extra={"job": row["id"]})
                # A lane that can be listed and tried again; the problem says what it was.
                known = {"lane": Lane.BATCH.value if row["batch_id"] else Lane.INTERACTIVE.value}
                connection.execute(failed(self, problem).values(**known).where(jobs.c.id == row["id"]))
            if rows:
                add(connection, {("jobs_failed", DAMAGED): len(rows)})
        return len(rows)

    def heartbeat(self, claim: Claim, stage: str | None, progress: float, duration_ms: int | None = None) -> Beat:
        """Renews the lease and stores the stage and the progress, 0..1; returns what the worker has to know."""
        values: dict[str, Any] = {"stage": stage, "progress": progress, "lease_until_ms": self.lease_until}
        if duration_ms is not None:
            values["duration_ms"] = duration_ms
        # Not waited for until it is on the disk: a server that crashes forgets a renewal, and the token decides as ever.
        with writing(self.engine, durable=False) as connection:
            kept = change_job(**values).where(*_held(claim)).returning(jobs.c.cancel_requested)
            cancel = connection.execute(kept).scalar()
        return Beat(held=False) if cancel is None else Beat(True, cancel)

    def peek(self, claim: Claim) -> Beat:
        """The same answer as `heartbeat`, without writing anything."""
        with reading(self.engine) as connection:
            cancel = connection.execute(select(jobs.c.cancel_requested).where(*_held(claim))).scalar()
        return Beat(held=False) if cancel is None else Beat(True, cancel)

    def finish(self, claim: Claim, outcome: Outcome) -> bool:
        """Ends the job as `completed`, with its result."""
        return self._end(claim, completed(self, outcome))

    def fail(self, claim: Claim, problem: Problem, recognition_key: str | None = None) -> bool:
        """Ends the job as `error`: the job itself is at fault, and another attempt would fail as well.

        `recognition_key` names what was recognised in its recording: a corrected transcript need not wait for that again.
        """
        heard = func.coalesce(recognition_key, jobs.c.recognition_key)
        return self._end(claim, failed(self, problem).values(recognition_key=heard))

    def finish_cancel(self, claim: Claim) -> bool:
        """Ends the job as `cancelled`, once the engine has stopped."""
        return self._end(claim, cancelled(self))

    def give_back(self, claim: Claim, *, after_s: float = 0.0) -> bool:
        """Puts the job back to `queued` without counting the attempt, or ends it as `cancelled` where that was asked.

        With `after_s`, nobody takes it before so many seconds have passed, and then another host if there is one, since this
        one has no room for it now.
        """
        values: dict[str, Any] = {"attempts": jobs.c.attempts - 1}
        if after_s:
            values |= {"not_before_ms": self.now + int(1000 * after_s), "failed_on": claim.host or None}
        return self._end(claim, requeued(self, **values))

    def lose(self, claim: Claim, reason: str, code: str = INTERNAL, *, final: bool = False) -> bool:
        """Records a failed attempt that is not the job's own fault: `queued` again after a pause, for another host if there
        is one.

        The last attempt, or a `final` one, ends the job as `error`, with all hosts and reasons. Its code is `code` where all
        attempts ended with that one and it is in `TOLD_AS_THEY_ARE`, else `gave_up`. Where a cancel was asked for, it ends
        as `cancelled`.
        """
        with writing(self.engine) as connection:
            spent = literal(True) if final else jobs.c.attempts >= self.max_attempts
            held = select(jobs.c.id, jobs.c.token, jobs.c.attempts, spent.label("spent")).where(*_held(claim))
            job = connection.execute(held.with_for_update()).first()
            if job is None:
                add(connection, {("fenced_writes", ""): 1})
                return False
            self._failed_once(connection, job, claim.host, code, reason, pause_ms(self.retry_after_s, claim.job.attempts))
        return True

    def _failed_once(self, connection: Connection, job: Row[Any], host: str, code: str, reason: str, wait_ms: int) -> None:
        """Ends a claim that failed, in a transaction that holds the job.

        Of the row `job` only its id, token, attempts, and `spent` (whether it was its last) are read: the rest may be
        damaged.
        """
        remember(connection, self, job.id, job.token, host, code, reason)
        if job.spent:
            change = failed(self, last_problem(connection, job.id, job.attempts), unless_cancelled=True)
        else:
            change = requeued(self, not_before_ms=self.now + wait_ms, failed_on=host or None)
        connection.execute(change.where(jobs.c.id == job.id, jobs.c.token == job.token))

    def _end(self, claim: Claim, change: Update) -> bool:
        with writing(self.engine) as connection:
            ended = connection.execute(change.where(*_held(claim))).rowcount == 1
            if not ended:
                add(connection, {("fenced_writes", ""): 1})
        return ended

    def reap(self) -> Reaped:
        """Takes back leases that ran out: `queued`, `cancelled` where that was asked, `error` after the last attempt."""
        # A lease that is none, as somebody wrote it by hand, has run out.
        until = func.coalesce(cast(jobs.c.lease_until_ms, BigInteger), 0)
        expired = and_(jobs.c.state == State.PROCESSING.value, until < self.now)
        with writing(self.engine) as connection:
            spent = (jobs.c.attempts >= self.max_attempts).label("spent")
            columns = (jobs.c.id, jobs.c.token, jobs.c.attempts, jobs.c.cancel_requested, jobs.c.worker)
            turn = (jobs.c.tenant, jobs.c.lane, jobs.c.batch_id)
            lost = select(*columns, spent, *turn).where(expired)
            found = connection.execute(lost.limit(REAP_AT_ONCE).with_for_update(skip_locked=True)).all()
            again: list[str] = []
            given: list[str] = []
            stopped: list[str] = []
            # In the order of turns: else two that queue several, and add each other's turns, would wait for each other.
            for job in sorted(found, key=lambda job: (str(job.tenant), str(job.lane), str(job.batch_id))):
                where = (jobs.c.id == job.id, jobs.c.token == job.token, expired)
                if job.cancel_requested:
                    connection.execute(cancelled(self).where(*where))
                    stopped.append(job.id)
                else:
                    # It has waited for the lease to end; that is pause enough.
                    self._failed_once(connection, job, job.worker or "", SILENT, _SILENT, wait_ms=0)
                    (given if job.spent else again).append(job.id)
            if again or given or stopped:
                add(connection, {("lease_expiries", ""): len(again) + len(given) + len(stopped)})
        return Reaped(tuple(again), tuple(given), tuple(stopped))


def _held(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return jobs.c.id == claim.job.id, jobs.c.token == claim.token, jobs.c.state == State.PROCESSING.value

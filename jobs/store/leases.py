"""Who works on what: claims, heartbeats, and every way in which a claim ends. Each write is conditional on the token."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Update, and_, case, cast, func, literal, null, select

from jobs.model import DAMAGED, Beat, Claim, Job, Lane, Outcome, Problem, Reaped, State
from jobs.store.counting import add
from jobs.store.database import reading, writing
from jobs.store.decoding import as_job, damaged
from jobs.store.rows import GIVEN_UP, REQUEUED, Database, as_json, change_job
from jobs.store.tables import QUEUED, UNKNOWN, Json, jobs
from jobs.store.turns import Turn, Turns

REAP_AT_ONCE = 500
SET_ASIDE_AT_ONCE = 100

_log = logging.getLogger(__name__)


class Leases(Turns):
    """The methods of workers and reapers. Every method is one transaction and may raise `StoreUnavailable`.

    Those that take a `Claim` change nothing, and say so, once the lease was given to somebody else: a stale writer never
    wins.
    """

    def claim(self) -> Claim | None:
        """The next job to work on, or None. It costs an attempt. Whose job it is, `next_turn` decides.

        The claim is committed before anything of the row is decoded: a row that cannot be read ends as an `error` with the
        code `damaged`, and the next one is taken.
        """
        passed: list[Turn] = []
        while (turn := self.next_turn(passed)) is not None:
            job = self._take(turn)
            if job is None:  # others are taking the last of it just now: another's turn, not the end
                passed.append(turn)
                continue
            claim = Claim(job, job.token, self.lease_s)
            if not job.is_damaged:
                return claim
            self.set_aside(claim)
        self.set_aside_unknown()
        return None

    def _take(self, turn: Turn) -> Job | None:
        """The job of this turn that has waited longest, now `processing`."""
        oldest = select(jobs.c.id).where(turn.waiting).order_by(jobs.c.queued_at_ms, jobs.c.id).limit(1)
        with writing(self.engine) as connection:
            chosen = connection.execute(oldest.with_for_update(skip_locked=True)).scalar()
            if chosen is None:
                return None
            taken = change_job(
                state=State.PROCESSING.value,
                token=jobs.c.token + 1,
                attempts=jobs.c.attempts + 1,
                lease_until_ms=self.lease_until,
                claimed_at_ms=self.now,
                started_at_ms=func.coalesce(jobs.c.started_at_ms, self.now),
                problem=None,
            ).where(jobs.c.id == chosen, QUEUED)
            row = connection.execute(taken.returning(jobs)).mappings().first()
        return None if row is None else as_job(row)

    def set_aside(self, claim: Claim) -> None:
        """Ends a claimed job whose row cannot be read."""
        problem = claim.job.problem or damaged({})
        _log.error("set aside: %s", problem.detail, extra={"job": claim.job.id})
        with writing(self.engine) as connection:
            if connection.execute(_failed(self, problem).where(*_held(claim))).rowcount == 1:
                add(connection, {("jobs_failed", DAMAGED): 1})

    def set_aside_unknown(self) -> int:
        """Ends jobs whose state or lane this version does not know, as nobody would ever come to them; returns how many."""
        with writing(self.engine) as connection:
            strange = select(jobs).where(UNKNOWN).limit(SET_ASIDE_AT_ONCE).with_for_update(skip_locked=True)
            rows = connection.execute(strange).mappings().all()
            for row in rows:
                problem = as_job(row).problem or damaged({})
                _log.error("set aside: %s", problem.detail, extra={"job": row["id"]})
                # A lane that can be listed and tried again; the problem says what it was.
                known = {"lane": Lane.BATCH.value if row["batch_id"] else Lane.INTERACTIVE.value}
                connection.execute(_failed(self, problem).values(**known).where(jobs.c.id == row["id"]))
            if rows:
                add(connection, {("jobs_failed", DAMAGED): len(rows)})
        return len(rows)

    def heartbeat(self, claim: Claim, stage: str | None, progress: float, duration_ms: int | None = None) -> Beat:
        """Renews the lease and reports progress."""
        values: dict[str, Any] = {"stage": stage, "progress": progress, "lease_until_ms": self.lease_until}
        if duration_ms is not None:
            values["duration_ms"] = duration_ms
        # Not waited for until it is on the disk: a server that crashes forgets a renewal, and the token decides as ever.
        with writing(self.engine, durable=False) as connection:
            kept = change_job(**values).where(*_held(claim)).returning(jobs.c.cancel_requested)
            cancel = connection.execute(kept).scalar()
        return Beat(held=False) if cancel is None else Beat(True, cancel)

    def peek(self, claim: Claim) -> Beat:
        """As `heartbeat`, without writing anything."""
        with reading(self.engine) as connection:
            cancel = connection.execute(select(jobs.c.cancel_requested).where(*_held(claim))).scalar()
        return Beat(held=False) if cancel is None else Beat(True, cancel)

    def finish(self, claim: Claim, outcome: Outcome) -> bool:
        """`completed`."""
        done = change_job(
            state=State.COMPLETED.value,
            stage=None,
            progress=1.0,
            lease_until_ms=None,
            cancel_requested=False,
            completed_at_ms=self.now,
            alignment_key=outcome.alignment_key,
            recognition_key=outcome.recognition_key,
            duration_ms=outcome.duration_ms,
            language=outcome.language,
            quality=dict(outcome.quality),
            problem=None,
        )
        return self._end(claim, done)

    def fail(self, claim: Claim, problem: Problem, recognition_key: str | None = None) -> bool:
        """`error`: the job itself is at fault, and another attempt would fail as well.

        `recognition_key` names what was heard in its recording: a corrected transcript need not wait for that again.
        """
        heard = func.coalesce(recognition_key, jobs.c.recognition_key)
        return self._end(claim, _failed(self, problem).values(recognition_key=heard))

    def finish_cancel(self, claim: Claim) -> bool:
        """`cancelled`, once the engine has stopped."""
        return self._end(claim, _cancelled(self))

    def give_back(self, claim: Claim) -> bool:
        """A graceful stop: `queued` again, and the attempt is not counted; `cancelled` where that was asked."""
        return self._end(claim, _requeued(self, attempts=jobs.c.attempts - 1))

    def lose(self, claim: Claim, reason: str) -> bool:
        """The engine died: `queued` again, or `error` (`gave_up`, with the reason) after the last attempt; `cancelled` where
        that was asked."""
        if claim.job.attempts < self.max_attempts:
            return self._end(claim, _requeued(self))
        return self._end(claim, _failed(self, given_up(claim.job.attempts, reason), unless_cancelled=True))

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
            turn = (jobs.c.tenant, jobs.c.lane, jobs.c.batch_id)
            lost = select(jobs.c.id, jobs.c.token, jobs.c.attempts, jobs.c.cancel_requested, spent, *turn).where(expired)
            found = connection.execute(lost.limit(REAP_AT_ONCE).with_for_update(skip_locked=True)).all()
            requeued, given, cancelled = [], [], []
            # In the order of turns: else two that queue several, and add each other's turns, would wait for each other.
            for job in sorted(found, key=lambda job: (str(job.tenant), str(job.lane), str(job.batch_id))):
                where = (jobs.c.id == job.id, jobs.c.token == job.token, expired)
                if job.cancel_requested:
                    connection.execute(_cancelled(self).where(*where))
                    cancelled.append(job.id)
                elif job.spent:
                    reason = "its worker was silent for longer than its lease"
                    connection.execute(_failed(self, given_up(job.attempts, reason)).where(*where))
                    given.append(job.id)
                else:
                    connection.execute(change_job(**REQUEUED).where(*where))
                    requeued.append(job.id)
            if requeued or given or cancelled:
                add(connection, {("lease_expiries", ""): len(requeued) + len(given) + len(cancelled)})
        return Reaped(tuple(requeued), tuple(given), tuple(cancelled))


def given_up(attempts: int, reason: str) -> Problem:
    """Why a job is not tried any more."""
    detail = f"Given up after {attempts} attempts; at the last, {reason}. Try it again, or report it with the job's id."
    return Problem(GIVEN_UP, detail, {"attempts": attempts, "reason": reason})


def _held(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return jobs.c.id == claim.job.id, jobs.c.token == claim.token, jobs.c.state == State.PROCESSING.value


def _requeued(store: Database, **values: Any) -> Update:
    """Back in the queue, unless the user has asked to cancel in the meantime: decided where the row is, not before."""
    stopped = jobs.c.cancel_requested
    return change_job(
        **{**REQUEUED, "state": case((stopped, State.CANCELLED.value), else_=State.QUEUED.value)},
        completed_at_ms=case((stopped, store.now), else_=jobs.c.completed_at_ms),
        **values,
    )


def _failed(store: Database, problem: Problem, *, unless_cancelled: bool = False) -> Update:
    failed = change_job(lease_until_ms=None, cancel_requested=False, completed_at_ms=store.now)
    if not unless_cancelled:
        return failed.values(state=State.ERROR.value, problem=as_json(problem))
    stopped = jobs.c.cancel_requested
    return failed.values(
        state=case((stopped, State.CANCELLED.value), else_=State.ERROR.value),
        problem=case((stopped, null()), else_=literal(as_json(problem), Json)),
    )


def _cancelled(store: Database) -> Update:
    return change_job(
        state=State.CANCELLED.value, lease_until_ms=None, cancel_requested=False, stage=None, completed_at_ms=store.now
    )

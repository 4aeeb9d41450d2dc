"""Who works on what: claims, heartbeats, and every way in which a claim ends. Each write is conditional on the token."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, and_, case, func, literal, null, select

from jobs.model import Beat, Claim, Lane, Outcome, Problem, Reaped, State
from jobs.store.counting import add
from jobs.store.database import reading, writing
from jobs.store.failing import INTERNAL, SILENT, last_problem, may_take, pause_ms, remember
from jobs.store.rows import REQUEUED, Database, as_job, as_json, change_job
from jobs.store.tables import Json, jobs

BATCH_TURN = 4
"""Where batches wait, at least one of so many claims is theirs: interactive jobs pass, and a batch never starves."""


class Leases(Database):
    """The methods of workers and reapers. Every method is one transaction and may raise `StoreUnavailable`.

    Those that take a `Claim` change nothing, and say so, once the lease was given to somebody else: a stale writer never
    wins.
    """

    def claim(self, host: str = "", *, sound: bool = True) -> Claim | None:
        """The next job to work on, or None. It costs an attempt.

        Interactive jobs pass batch jobs, but every fourth claim goes to a batch where one waits; batches take turns; within
        a lane the job that has waited longest is next. `host` is whose worker asks: a job that has failed waits for its
        pause to end, and for a host that is fitter for it where one lives. `sound`: the asking worker's last job went well.
        """
        with writing(self.engine) as connection:
            for lane in self._lanes(connection):
                chosen = self._next(connection, lane, may_take(self, host, sound=sound))
                if chosen is None:
                    continue
                taken = (
                    change_job(
                        state=State.PROCESSING.value,
                        token=jobs.c.token + 1,
                        attempts=jobs.c.attempts + 1,
                        lease_until_ms=self.lease_until,
                        claimed_at_ms=self.now,
                        started_at_ms=func.coalesce(jobs.c.started_at_ms, self.now),
                        problem=None,
                        worker=host or None,
                        not_before_ms=None,
                    )
                    .where(jobs.c.id == chosen, jobs.c.state == State.QUEUED.value)
                    .returning(jobs)
                )
                row = connection.execute(taken).mappings().first()
                if row is not None:
                    job = as_job(row)
                    return Claim(job, job.token, self.lease_s, host)
        return None

    def _lanes(self, connection: Connection) -> tuple[Lane, ...]:
        latest = select(jobs.c.lane).where(jobs.c.claimed_at_ms.is_not(None)).order_by(jobs.c.claimed_at_ms.desc())
        recent = connection.execute(latest.limit(BATCH_TURN - 1)).scalars().all()
        if len(recent) == BATCH_TURN - 1 and Lane.BATCH.value not in recent:
            return Lane.BATCH, Lane.INTERACTIVE
        return Lane.INTERACTIVE, Lane.BATCH

    def _next(self, connection: Connection, lane: Lane, takeable: ColumnElement[bool]) -> str | None:
        waiting = [jobs.c.state == State.QUEUED.value, jobs.c.lane == lane.value, takeable]
        if lane is Lane.INTERACTIVE:
            return self._oldest(connection, *waiting)
        candidates = select(jobs.c.batch_id).where(*waiting).distinct().subquery()
        others = jobs.alias()
        last = select(func.max(others.c.claimed_at_ms)).where(others.c.batch_id == candidates.c.batch_id)
        turn = func.coalesce(last.scalar_subquery(), 0)
        in_turn = select(candidates.c.batch_id).order_by(turn, candidates.c.batch_id)
        for batch in connection.execute(in_turn).scalars().all():
            # None where other workers are taking the last of this batch just now: another batch's turn, not the end.
            chosen = self._oldest(connection, *waiting, jobs.c.batch_id == batch)
            if chosen is not None:
                return chosen
        return None

    @staticmethod
    def _oldest(connection: Connection, *waiting: ColumnElement[bool]) -> str | None:
        oldest = select(jobs.c.id).where(*waiting).order_by(jobs.c.queued_at_ms, jobs.c.id).limit(1)
        return connection.execute(oldest.with_for_update(skip_locked=True)).scalar()

    def heartbeat(self, claim: Claim, stage: str | None, progress: float, duration_ms: int | None = None) -> Beat:
        """Renews the lease and reports progress."""
        values: dict[str, Any] = {"stage": stage, "progress": progress, "lease_until_ms": self.lease_until}
        if duration_ms is not None:
            values["duration_ms"] = duration_ms
        with writing(self.engine) as connection:
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

    def give_back(self, claim: Claim, *, after_s: float = 0.0) -> bool:
        """`queued` again, and the attempt is not counted; `cancelled` where that was asked.

        `after_s`: not before that, and on another host if there is one, since this one has no room for it now.
        """
        values: dict[str, Any] = {"attempts": jobs.c.attempts - 1}
        if after_s:
            values |= {"not_before_ms": self.now + int(1000 * after_s), "failed_on": claim.host or None}
        return self._end(claim, _requeued(self, **values))

    def lose(self, claim: Claim, reason: str, code: str = INTERNAL, *, final: bool = False) -> bool:
        """The attempt failed, not by the job's own fault: `queued` again after a pause, for another host if there is one.

        `error` after the last attempt, or where it is `final`: with `code`, if all attempts ended with it and it says more
        than `gave_up`, and with all hosts and reasons; `cancelled` where that was asked.
        """
        with writing(self.engine) as connection:
            if connection.execute(select(jobs.c.id).where(*_held(claim)).with_for_update()).scalar() is None:
                add(connection, {("fenced_writes", ""): 1})
                return False
            self._failed_once(connection, claim, code, reason, final=final, pause=True)
        return True

    def _failed_once(
        self, connection: Connection, claim: Claim, code: str, reason: str, *, final: bool = False, pause: bool
    ) -> bool:
        """Ends a claim that failed, in a transaction that holds the job; whether it was for the last time."""
        attempts = claim.job.attempts
        last = final or attempts >= self.max_attempts
        remember(connection, self, claim, code, reason)
        if last:
            change = _failed(self, last_problem(connection, claim.job.id, attempts), unless_cancelled=True)
        else:
            wait_ms = pause_ms(self.retry_after_s, attempts) if pause else 0
            change = _requeued(self, not_before_ms=self.now + wait_ms, failed_on=claim.host or None)
        connection.execute(change.where(*_held(claim)))
        return last

    def _end(self, claim: Claim, change: Update) -> bool:
        with writing(self.engine) as connection:
            ended = connection.execute(change.where(*_held(claim))).rowcount == 1
            if not ended:
                add(connection, {("fenced_writes", ""): 1})
        return ended

    def reap(self) -> Reaped:
        """Takes back leases that ran out: `queued`, `cancelled` where that was asked, `error` after the last attempt."""
        expired = and_(jobs.c.state == State.PROCESSING.value, jobs.c.lease_until_ms < self.now)
        with writing(self.engine) as connection:
            out = select(jobs).where(expired).with_for_update(skip_locked=True)
            requeued: list[str] = []
            given: list[str] = []
            cancelled: list[str] = []
            for row in connection.execute(out).mappings().all():
                job = as_job(row)
                where = (jobs.c.id == job.id, jobs.c.token == job.token, expired)
                if job.cancel_requested:
                    connection.execute(_cancelled(self).where(*where))
                    cancelled.append(job.id)
                else:
                    reason = "its worker was silent for longer than its lease"
                    claim = Claim(job, job.token, self.lease_s, row["worker"] or "")
                    # It has waited for the lease to end; that is pause enough.
                    last = self._failed_once(connection, claim, SILENT, reason, pause=False)
                    (given if last else requeued).append(job.id)
            if requeued or given or cancelled:
                add(connection, {("lease_expiries", ""): len(requeued) + len(given) + len(cancelled)})
        return Reaped(tuple(requeued), tuple(given), tuple(cancelled))


def _held(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return jobs.c.id == claim.job.id, jobs.c.token == claim.token, jobs.c.state == State.PROCESSING.value


def _requeued(store: Database, **values: Any) -> Update:
    """Back in the queue, unless the user has asked to cancel in the meantime: decided where the row is, not before."""
    stopped = jobs.c.cancel_requested
    return change_job(
        **{
            **REQUEUED,
            "state": case((stopped, State.CANCELLED.value), else_=State.QUEUED.value),
            "completed_at_ms": case((stopped, store.now), else_=jobs.c.completed_at_ms),
            **values,
        }
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

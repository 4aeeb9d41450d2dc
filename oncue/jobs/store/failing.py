"""Attempts that failed on a worker: which host may try the job next and when, and how the job ends when none may any
more."""

from __future__ import annotations

import random

from sqlalchemy import ColumnElement, Connection, and_, case, delete, exists, insert, literal, not_, or_, select

from oncue.jobs.model import Problem, WorkerState
from oncue.jobs.store.mapping import GIVEN_UP, Database, is_due
from oncue.jobs.store.tables import failures, jobs, workers
from oncue.jobs.store.workers import LIVE_S

INTERNAL = "internal_error"
SILENT = "worker_silent"
TIMED_OUT = "timed_out"

TOLD_AS_THEY_ARE = frozenset(
    {"model_unavailable", "engine_unavailable", "device_unavailable", "device_memory_full", "input_missing", TIMED_OUT}
)
"""Codes that become the code of the job's problem, in place of `gave_up`, where every attempt failed with the same one."""

LONGEST_BACKOFF_S = 300.0
LONGEST_DETAIL = 2000

OTHERS_PATIENCE_S = 600.0
"""Seconds after which any worker may take a job that failed, even if one that has not failed it lives but is never free."""

_SOUND, _UNTRIED, _TRIED, _LAST = range(4)
"""Ranks of a host for a job that has failed, fittest first: it has not failed the job, and its own last job went well; it
has not failed the job; it has failed the job; it was the last that did."""


def pause_ms(retry_after_s: float, attempts: int) -> int:
    """Milliseconds that a job waits after so many attempts: twice as long each time, up to `LONGEST_BACKOFF_S`.

    Up to half of it is left out by chance, since jobs that failed together would else come back together.
    """
    longest_s = min(LONGEST_BACKOFF_S, retry_after_s * 2 ** max(0, attempts - 1))
    return int(1000 * longest_s * random.uniform(0.5, 1.0))


def may_take(store: Database, host: str, *, sound: bool) -> ColumnElement[bool]:
    """The condition on `jobs` for those that a worker of `host` may take: all but those that have failed and that a fitter
    host which lives can take.

    `sound` says that the last job of this worker went well. A worker without a name takes whatever is due.
    """
    if not host:
        return is_due(store)
    other = workers.alias()
    others_rank = _rank(other.c.host, and_(other.c.in_a_row == 0, other.c.done > 0))
    fitter = exists().where(
        other.c.host != host,
        other.c.state != WorkerState.RESTING.value,
        other.c.beat_at_ms >= store.now - int(LIVE_S * 1000),
        others_rank < _rank(literal(host), literal(sound)),
    )
    waited = jobs.c.not_before_ms < store.now - int(OTHERS_PATIENCE_S * 1000)
    return and_(is_due(store), or_(jobs.c.failed_on.is_(None), waited, not_(fitter)))


def _rank(host: ColumnElement[str], sound: ColumnElement[bool]) -> ColumnElement[int]:
    tried = exists().where(failures.c.job_id == jobs.c.id, failures.c.host == host).correlate_except(failures)
    return case((jobs.c.failed_on == host, _LAST), (tried, _TRIED), (sound, _SOUND), else_=_UNTRIED)


def remember(connection: Connection, store: Database, job_id: str, token: int, host: str, code: str, detail: str) -> None:
    """Stores where and why an attempt failed."""
    told = {"host": host, "code": code, "detail": detail[:LONGEST_DETAIL], "at_ms": store.now}
    connection.execute(insert(failures).values(job_id=job_id, token=token, **told))


def forget(connection: Connection, job_id: str) -> None:
    """Removes what is stored of a job's failed attempts, as it begins anew."""
    connection.execute(delete(failures).where(failures.c.job_id == job_id))


def last_problem(connection: Connection, job_id: str, attempts: int) -> Problem:
    """The problem of a job that is not tried any more, with the hosts that tried it and the reason of each."""
    told = select(failures.c.host, failures.c.code, failures.c.detail).where(failures.c.job_id == job_id)
    seen = connection.execute(told.order_by(failures.c.token)).all()
    codes = {each.code for each in seen}
    reason = seen[-1].detail if seen else "its worker was silent for longer than its lease"
    data = {
        "attempts": attempts,
        "reason": reason,
        "failures": [{"host": each.host, "code": each.code, "detail": each.detail} for each in seen],
    }
    hosts = len({each.host for each in seen if each.host})
    where = f" on {hosts} hosts" if hosts > 1 else ""
    tried = f"{attempts} attempt{'s' * (attempts != 1)}{where}"
    if len(codes) == 1 and codes <= TOLD_AS_THEY_ARE:
        return Problem(codes.pop(), f"{reason} (after {tried})", data)
    detail = f"Given up after {tried}; at the last, {reason}. Try it again, or report it with the job's id."
    return Problem(GIVEN_UP, detail, data)

"""The true history of all jobs, from the database itself: a trigger keeps every end of every job, whoever wrote it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, text

from bench.faults.traffic import POISONED
from oncue.captions.formats import alignment_from_json
from oncue.jobs.blobs import Blobs
from oncue.jobs.errors import JobsError
from oncue.jobs.garbage import collect
from oncue.jobs.model import State
from oncue.jobs.store import SqlStore
from oncue.jobs.store.decoding import as_job
from oncue.jobs.store.submitting import UPLOAD_STALE_MS
from oncue.jobs.store.tables import jobs

_SQLITE = (
    "CREATE TABLE IF NOT EXISTS ends (job TEXT, state TEXT, token INTEGER)",
    """CREATE TRIGGER IF NOT EXISTS keep_ends AFTER UPDATE OF state ON jobs
       WHEN NEW.state IN ('completed', 'error', 'cancelled')
       BEGIN INSERT INTO ends VALUES (NEW.id, NEW.state, NEW.token); END""",
)
_POSTGRES = (
    "CREATE TABLE IF NOT EXISTS ends (job TEXT, state TEXT, token INTEGER)",
    """CREATE OR REPLACE FUNCTION keep_end() RETURNS trigger AS $$
       BEGIN INSERT INTO ends VALUES (NEW.id, NEW.state, NEW.token); RETURN NEW; END $$ LANGUAGE plpgsql""",
    "DROP TRIGGER IF EXISTS keep_ends ON jobs",
    """CREATE TRIGGER keep_ends AFTER UPDATE OF state ON jobs FOR EACH ROW
       WHEN (NEW.state IN ('completed', 'error', 'cancelled')) EXECUTE FUNCTION keep_end()""",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The ends of all jobs.

    `failed` is by code; `wronged` are those that failed, but for the one that kills its engine; `orphans` are files that
    nothing refers to, after collection.
    """

    submitted: int
    completed: int
    real_completed: int
    failed: Mapping[str, int]
    lost: int
    wronged: int
    finished_twice: int
    unreadable: int
    orphans: int
    counters: Mapping[str, float]


def keep_ends(store: SqlStore) -> None:
    """Installs the trigger."""
    statements = _SQLITE if store.engine.dialect.name == "sqlite" else _POSTGRES
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def latest_claim_ms(store: SqlStore) -> int:
    """The time of the last claim, by the database's clock; 0 where there was none. Raises `StoreUnavailable`."""
    with store.engine.connect().execution_options(writes=False) as connection:
        return connection.execute(select(func.max(jobs.c.claimed_at_ms))).scalar() or 0


def now_ms(store: SqlStore) -> int:
    """The time by the database's clock, in milliseconds since 1970."""
    with store.engine.connect().execution_options(writes=False) as connection:
        return int(connection.execute(select(store.now)).scalar_one())


def unfinished(store: SqlStore) -> int:
    """The count of jobs that wait or are worked on."""
    backlog = store.backlog()
    return sum(backlog.queued.values()) + backlog.processing


def judge(store: SqlStore, blobs: Blobs, made: Mapping[str, str]) -> Verdict:
    """The verdict after everything: every job that was answered with 202 must have ended, once, with what it promised."""
    with store.engine.connect() as connection:
        rows = {row["id"]: as_job(row) for row in connection.execute(select(jobs)).mappings()}
        ends = Counter(row.job for row in connection.execute(text("SELECT job FROM ends")))
    lost = sum(job not in rows or rows[job].state not in (State.COMPLETED, State.ERROR) for job in made)
    completed = [row for row in rows.values() if row.state is State.COMPLETED]
    unreadable = 0
    for row in completed:
        try:
            alignment_from_json(blobs.read(row.alignment_key or "").decode())
        except (JobsError, ValueError):
            unreadable += 1
    time.sleep(UPLOAD_STALE_MS / 1000 + 1)  # an upload that was broken off less than a minute ago is still waited for
    failed = Counter(row.problem.code for row in rows.values() if row.state is State.ERROR and row.problem)
    collect(store, blobs, older_than_s=-60, cache_days=30)
    kept = store.referenced(rows)
    orphans = sum(blob.key not in (kept.get(blob.key.split("/")[1]) or ()) for blob in blobs.list("jobs"))
    return Verdict(
        submitted=len(made),
        completed=len(completed),
        real_completed=sum(made.get(row.id) == "real" for row in completed),
        failed=failed,
        lost=lost,
        wronged=sum(row.state is State.ERROR and made.get(row.id) != POISONED for row in rows.values()),
        finished_twice=sum(count > 1 for count in ends.values()),
        unreadable=unreadable,
        orphans=orphans,
        counters={name: value for (name, label), value in store.counts().items() if not label},
    )

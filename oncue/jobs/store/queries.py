"""The store's methods for users' jobs: listing, cancelling, trying again, deleting; and for finding what may be cleaned
away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select, tuple_

from oncue.jobs.errors import IllegalTransition
from oncue.jobs.model import FINAL, Job, Lane, State, Upload, parsed_key
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.decoding import as_job, as_moment, keys_in
from oncue.jobs.store.desk_files import desk_files
from oncue.jobs.store.endings import cancelling, correcting
from oncue.jobs.store.failing import forget
from oncue.jobs.store.mapping import REQUEUED, Database, is_due, load_job, longest_waiting, place_of
from oncue.jobs.store.submitting import UPLOAD_STALE_MS
from oncue.jobs.store.tables import jobs, uploads
from oncue.jobs.store.transitions import change_state

DAY_MS = 86_400_000
_FINAL = [state.value for state in FINAL]
_SETTLED = frozenset({State.QUEUED.value, *_FINAL})


class Catalogue(Database):
    """Methods for users' jobs.

    Each is one transaction and may raise `StoreUnavailable`; another tenant's id raises `NotFound`.
    """

    def get(self, job_id: str, tenant: str) -> Job:
        """The job with this id. Raises `NotFound`."""
        with reading(self.engine) as connection:
            return load_job(connection, job_id, tenant)

    def versions(self, job_ids: Iterable[str]) -> Mapping[str, int]:
        """The version of each job that exists, by id: one query for all that watch."""
        with reading(self.engine) as connection:
            found = connection.execute(select(jobs.c.id, jobs.c.version).where(jobs.c.id.in_(list(job_ids))))
            return {row.id: row.version for row in found}

    def list(
        self,
        tenant: str,
        *,
        state: State | None = None,
        batch: str | None = None,
        starting_after: str | None = None,
        limit: int = 20,
    ) -> Sequence[Job]:
        """Jobs of a tenant, newest first, at most `limit` after a cursor. Raises `NotFound` for a cursor that is no job."""
        wanted: list[ColumnElement[bool]] = [jobs.c.tenant == tenant]
        if state is not None:
            wanted.append(jobs.c.state == state.value)
        if batch is not None:
            wanted.append(jobs.c.batch_id == batch)
        order = (jobs.c.created_at_ms.desc(), jobs.c.id.desc())
        with reading(self.engine) as connection:
            if starting_after is not None:
                load_job(connection, starting_after, tenant)  # one of this tenant's
                wanted.append(tuple_(jobs.c.created_at_ms, jobs.c.id) < place_of(connection, jobs, starting_after))
            rows = connection.execute(select(jobs).where(*wanted).order_by(*order).limit(limit)).mappings()
            return [as_job(row) for row in rows]

    def cancel(self, job_id: str, tenant: str) -> Job:
        """Cancels a queued job at once, and asks the worker of one that is processing to stop; a second time it changes
        nothing.

        A correction that is cancelled leaves the job `completed`, with the captions it had.

        Raises `IllegalTransition` for a job that ended otherwise.
        """
        with writing(self.engine) as connection:
            changed = self.cancel_where(connection, jobs.c.id == job_id, jobs.c.tenant == tenant)
            job = load_job(connection, job_id, tenant)
        if not changed and job.is_final and job.state is not State.CANCELLED:
            raise IllegalTransition(f"Job {job_id} is {job.state} already; there is nothing to cancel.", status=job.state)
        return job

    def cancel_where(self, connection: Connection, *where: ColumnElement[bool]) -> int:
        """Cancels, within a transaction, all jobs that `where` holds for and that have not finished; returns their count."""
        active = jobs.c.state.in_([State.QUEUED.value, State.PROCESSING.value])
        return connection.execute(cancelling(self).where(active, *where)).rowcount

    def retry(self, job_id: str, tenant: str) -> Job:
        """Queues a failed or cancelled job again with new attempts. Raises `IllegalTransition`."""
        return self._again(job_id, tenant, {State.ERROR, State.CANCELLED}, {})

    def replace_transcript(self, job_id: str, tenant: str, transcript: Upload, text_key: str) -> Job:
        """Queues a finished job again with a corrected transcript; a result that is there stays until there is another.

        Raises `IllegalTransition`.
        """
        return self._again(job_id, tenant, FINAL, correcting(self, transcript, text_key))

    def _again(self, job_id: str, tenant: str, from_states: Iterable[State], values: Mapping[str, Any]) -> Job:
        again = change_state(
            State.QUEUED,
            **REQUEUED,
            **values,
            attempts=0,
            queued_at_ms=self.now,
            started_at_ms=None,
            completed_at_ms=None,
            problem=None,
            failed_on=None,
        ).where(jobs.c.id == job_id, jobs.c.tenant == tenant, jobs.c.state.in_([state.value for state in from_states]))
        with writing(self.engine) as connection:
            changed = connection.execute(again).rowcount == 1
            if changed:
                forget(connection, job_id)
            job = load_job(connection, job_id, tenant)
        if not changed:
            hint = "Its captions are there." if job.state is State.COMPLETED else "Wait for it, or cancel it first."
            raise IllegalTransition(f"Job {job_id} is {job.state}. {hint}", status=job.state)
        return job

    def delete(self, job_id: str, tenant: str) -> Job:
        """Removes a finished job, and returns what it was. Raises `IllegalTransition`."""
        with writing(self.engine) as connection:
            job = load_job(connection, job_id, tenant)
            gone = delete(jobs).where(jobs.c.id == job_id, jobs.c.tenant == tenant, jobs.c.state.in_(_FINAL))
            if connection.execute(gone).rowcount != 1:
                raise IllegalTransition(f"Job {job_id} is {job.state}. Cancel it first.", status=job.state)
        return job

    def next_queued(self, limit: int) -> Sequence[str]:
        """Ids of queued jobs that are due, longest waiting first, for wake-ups."""
        columns = (jobs.c.queued_at_ms, jobs.c.id)
        with reading(self.engine) as connection:
            due = [longest_waiting(lane, *columns).where(is_due(self)).limit(limit) for lane in Lane]
            lanes = [connection.execute(each).all() for each in due]
        return [row.id for row in sorted(chain(*lanes), key=lambda row: as_moment(row.queued_at_ms))[:limit]]

    def expired(self, retention_days: float, limit: int = 100) -> Sequence[tuple[str, str]]:
        """The (id, tenant) of jobs that finished longer ago than so many days."""
        # An expression in place of the state, so that SQLite does not choose the index of states: that of times finds these.
        final = (jobs.c.state + "").in_(_FINAL)
        due = jobs.c.completed_at_ms < self.ago(int(retention_days * DAY_MS))
        old = select(jobs.c.id, jobs.c.tenant).where(final, due).order_by(jobs.c.completed_at_ms)
        with reading(self.engine) as connection:
            return [(row.id, row.tenant) for row in connection.execute(old.limit(limit))]

    def referenced(self, job_ids: Iterable[str]) -> Mapping[str, frozenset[str] | None]:
        """The blob keys that each id which is a job refers to.

        None means: leave all its files, as it is worked on, uploaded or unreadable.
        """
        wanted = list(job_ids)
        files = (jobs.c.audio, jobs.c.transcript, jobs.c.previous_transcript)
        texts_of = (jobs.c.text_key, jobs.c.previous_text_key, jobs.c.correction_text_key)
        rows = select(jobs.c.id, jobs.c.state, *files, *texts_of, jobs.c.alignment_key)
        alive = select(uploads.c.id).where(uploads.c.touched_at_ms >= self.now - UPLOAD_STALE_MS)
        found: dict[str, frozenset[str] | None] = {}
        with reading(self.engine) as connection:
            for row in connection.execute(rows.where(jobs.c.id.in_(wanted))).mappings():
                before = () if row["previous_transcript"] is None else ("previous_transcript",)
                keys = keys_in(row, "audio", "transcript", *before)
                if keys is None or row["state"] not in _SETTLED:  # damaged, worked on, or of another version
                    found[row["id"]] = None
                    continue
                texts = {row[column.name] for column in texts_of} - {None}
                found[row["id"]] = frozenset(keys | texts | set(map(parsed_key, texts)) | ({row["alignment_key"]} - {None}))
            for job_id, kept in desk_files(connection, wanted).items():
                if (others := found.get(job_id)) is not None:
                    found[job_id] = others | kept
            for upload_id in connection.execute(alive.where(uploads.c.id.in_(wanted))).scalars():
                found.setdefault(upload_id, None)
        return found

    def total(self) -> int:
        """The count of all jobs."""
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(jobs)).scalar_one()

"""The store's methods for new jobs: the upload that comes first, and the row that makes the job true."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, update

from oncue.jobs.errors import BatchClosed, Duplicate, IdempotencyConflict, IdempotencyInProgress, QueueFull
from oncue.jobs.model import Job, Lane, NewJob, State
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.decoding import as_job
from oncue.jobs.store.mapping import Database, as_json, count_up_to, load_batch
from oncue.jobs.store.tables import QUEUED, jobs, uploads

UPLOAD_STALE_MS = 60_000
"""Milliseconds without a touch after which an upload is dead: its process was killed, or its connection lost without a
word."""


class Submitting(Database):
    """Methods for uploads and new jobs. Each is one transaction and may raise `StoreUnavailable`."""

    def begin_upload(self, upload_id: str, tenant: str, idempotency_key: str | None) -> Job | None:
        """Announces an upload and returns None; where its key already made a job, announces nothing and returns that job.

        Raises `IdempotencyInProgress` while another upload with that key is alive, and `QueueFull`.
        """
        try:
            with writing(self.engine) as connection:
                if idempotency_key is not None:
                    same_key = (jobs.c.tenant == tenant, jobs.c.idempotency_key == idempotency_key)
                    made = connection.execute(select(jobs).where(*same_key)).mappings().first()
                    if made is not None:
                        return as_job(made)
                    connection.execute(
                        delete(uploads).where(
                            uploads.c.tenant == tenant,
                            uploads.c.idempotency_key == idempotency_key,
                            uploads.c.touched_at_ms < self.now - UPLOAD_STALE_MS,
                        )
                    )
                waiting = count_up_to(connection, self.max_queued, QUEUED)
                if waiting >= self.max_queued:
                    raise QueueFull(f"{waiting} jobs wait already. Send this one again later.", queued=waiting)
                connection.execute(
                    insert(uploads).values(
                        id=upload_id, tenant=tenant, idempotency_key=idempotency_key, touched_at_ms=self.now
                    )
                )
        except Duplicate:
            raise IdempotencyInProgress(
                "A request with this Idempotency-Key is still uploading. Send this one again in a moment."
            ) from None
        return None

    def touch_upload(self, upload_id: str) -> bool:
        """Records that the upload is alive. False: it was taken for dead, its key was given to another, and it must stop."""
        with writing(self.engine) as connection:
            alive = update(uploads).where(uploads.c.id == upload_id).values(touched_at_ms=self.now)
            return connection.execute(alive).rowcount == 1

    def end_upload(self, upload_id: str) -> None:
        """Removes an upload that made no job."""
        with writing(self.engine) as connection:
            connection.execute(delete(uploads).where(uploads.c.id == upload_id))

    def create(self, new: NewJob) -> Job:
        """Inserts a queued job and ends its upload; an idempotency key that made a job before gives that job.

        Raises `IdempotencyConflict` where that job's fingerprint differs, `NotFound` for the batch, `BatchClosed`, and
        `Unstorable` for text that the database cannot keep.
        """
        try:
            with writing(self.engine) as connection:
                if new.batch is not None:
                    # Held: else a cancel at the same moment would miss this job, and leave it to run in a cancelled batch.
                    batch = load_batch(connection, new.batch, new.tenant, hold=True)
                    if batch.cancelled_at_ms is not None:
                        raise BatchClosed(f"Batch {new.batch} was cancelled and takes no more jobs. Make another.")
                connection.execute(delete(uploads).where(uploads.c.id == new.id))
                made = connection.execute(insert(jobs).values(**self._row(new)).returning(jobs)).mappings().one()
                return as_job(made)
        except Duplicate:
            if new.idempotency_key is None:
                raise
        return self.made_before(new.tenant, new.idempotency_key, new.fingerprint)

    def made_before(self, tenant: str, idempotency_key: str, fingerprint: str) -> Job:
        """The job that this key made before. Raises `IdempotencyConflict` where it was made of something else.

        Raises `IdempotencyInProgress` where that job was deleted in the meantime: sent again, the request makes a new one.
        """
        with reading(self.engine) as connection:
            same_key = (jobs.c.tenant == tenant, jobs.c.idempotency_key == idempotency_key)
            row = connection.execute(select(jobs).where(*same_key)).mappings().first()
        if row is None:
            raise IdempotencyInProgress("The job that this Idempotency-Key made was deleted just now. Send this one again.")
        job = as_job(row)
        if job.fingerprint != fingerprint:
            raise IdempotencyConflict(
                f"This Idempotency-Key made job {job.id} of other files or options. Use a new key for new content.",
                job=job.id,
            )
        return job

    def _row(self, new: NewJob) -> dict[str, object]:
        return {
            "id": new.id,
            "tenant": new.tenant,
            "idempotency_key": new.idempotency_key,
            "fingerprint": new.fingerprint,
            "batch_id": new.batch,
            "lane": (Lane.BATCH if new.batch else Lane.INTERACTIVE).value,
            "state": State.QUEUED.value,
            "stage": None,
            "progress": 0.0,
            "cancel_requested": False,
            "attempts": 0,
            "token": 0,
            "version": 1,
            "created_at_ms": self.now,
            "queued_at_ms": self.now,
            "audio": as_json(new.audio),
            "transcript": as_json(new.transcript),
            "text_key": new.text_key,
            "options": dict(new.options),
            "metadata": dict(new.metadata),
        }

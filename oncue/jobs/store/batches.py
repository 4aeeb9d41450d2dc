"""The store's methods for batches, which are named sets of jobs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, literal, select, tuple_, update

from oncue.jobs.errors import Duplicate, IdempotencyConflict, NotFound
from oncue.jobs.model import FINAL, Batch, BatchCounts, BatchPage, Job, State
from oncue.jobs.store.changes import changed_since as recent_changes
from oncue.jobs.store.changes import changes_version
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.decoding import as_batch, as_job, as_progress, as_state
from oncue.jobs.store.mapping import load_batch, place_of
from oncue.jobs.store.queries import Catalogue
from oncue.jobs.store.stored_json import ensure_json
from oncue.jobs.store.tables import batches, jobs


class Batches(Catalogue):
    """Methods for batches.

    Each is one transaction and may raise `StoreUnavailable`; another tenant's id raises `NotFound`.
    """

    def create_batch(
        self, batch_id: str, tenant: str, name: str, metadata: Mapping[str, object], idempotency_key: str | None
    ) -> Batch:
        """Makes a batch, or returns the one that this key made before.

        Raises `IdempotencyConflict` where name or metadata differ.
        """
        ensure_json(metadata)
        fingerprint = hashlib.sha256(json.dumps([name, metadata], sort_keys=True).encode()).hexdigest()
        new = {
            "id": batch_id,
            "tenant": tenant,
            "idempotency_key": idempotency_key,
            "fingerprint": fingerprint,
            "name": name,
            "metadata": dict(metadata),
            "created_at_ms": self.now,
        }
        try:
            with writing(self.engine) as connection:
                return as_batch(connection.execute(insert(batches).values(**new).returning(batches)).mappings().one())
        except Duplicate:
            with reading(self.engine) as connection:
                same_key = (batches.c.tenant == tenant, batches.c.idempotency_key == idempotency_key)
                row = connection.execute(select(batches).where(*same_key)).mappings().one()
        if row["fingerprint"] != fingerprint:
            raise IdempotencyConflict(
                f"This Idempotency-Key made batch {row['id']} with another name or metadata. Use a new key.", batch=row["id"]
            ) from None
        return as_batch(row)

    def get_batch(self, batch_id: str, tenant: str) -> Batch:
        """The batch with this id. Raises `NotFound`."""
        with reading(self.engine) as connection:
            return load_batch(connection, batch_id, tenant)

    def list_batches(self, tenant: str, *, starting_after: str | None = None, limit: int = 20) -> Sequence[Batch]:
        """Batches of a tenant, newest first, at most `limit` after a cursor.

        Raises `NotFound` for a cursor that is no batch.
        """
        wanted: list[ColumnElement[bool]] = [batches.c.tenant == tenant]
        order = (batches.c.created_at_ms.desc(), batches.c.id.desc())
        with reading(self.engine) as connection:
            if starting_after is not None:
                load_batch(connection, starting_after, tenant)  # one of this tenant's
                wanted.append(tuple_(batches.c.created_at_ms, batches.c.id) < place_of(connection, batches, starting_after))
            rows = connection.execute(select(batches).where(*wanted).order_by(*order).limit(limit)).mappings()
            return [as_batch(row) for row in rows]

    def batch_counts(self, batch_ids: Iterable[str]) -> Mapping[str, BatchCounts]:
        """The count of jobs by state and the mean progress of each batch.

        Jobs that ended count as done, however they ended.
        """
        wanted = list(batch_ids)
        counts: dict[str, dict[State, int]] = {batch: {} for batch in wanted}
        done: dict[str, float] = dict.fromkeys(wanted, 0.0)
        # Two questions, so that the first, about all jobs, is answered from an index, and rows are read of those that run.
        numbers = select(jobs.c.batch_id, jobs.c.state, func.count()).where(jobs.c.batch_id.in_(wanted))
        running = select(jobs.c.batch_id, jobs.c.progress).where(
            jobs.c.batch_id.in_(wanted), jobs.c.state == State.PROCESSING.value
        )
        with reading(self.engine) as connection:
            for batch, name, count in connection.execute(numbers.group_by(jobs.c.batch_id, jobs.c.state)):
                state = as_state(name)
                counts[batch][state] = counts[batch].get(state, 0) + count
                done[batch] += count if state in FINAL else 0
            for batch, progress in connection.execute(running):
                done[batch] += as_progress(progress)
        return {
            batch: BatchCounts(counts[batch], done[batch] / sum(counts[batch].values()) if counts[batch] else 0.0)
            for batch in wanted
        }

    def batch_page(
        self,
        batch_id: str,
        tenant: str,
        *,
        starting_after: str | Job | None = None,
        changed_since: int | None = None,
        limit: int = 100,
    ) -> BatchPage:
        """Jobs of a batch, oldest first: all, or those that changed since `version` of an earlier page.

        A version that this database cannot have given, such as one from before a backup was brought back, gives all. Raises
        `NotFound` for the batch, and for a cursor that is none of its jobs; a `Job` is a cursor even after it was deleted.
        """
        mine = jobs.c.batch_id == batch_id
        wanted = [mine]
        with reading(self.engine) as connection:
            load_batch(connection, batch_id, tenant)
            version = changes_version(connection)  # before the rows: what changes between the two is told twice, not never
            if changed_since is not None and changed_since <= version:
                wanted.append(jobs.c.id.in_(recent_changes(connection, changed_since, mine)))
            if starting_after is not None:
                after = _place(connection, starting_after, batch_id)
                wanted.append(tuple_(jobs.c.created_at_ms, jobs.c.id) > after)
            order = select(jobs).where(*wanted).order_by(jobs.c.created_at_ms, jobs.c.id).limit(limit + 1)
            found = [as_job(row) for row in connection.execute(order).mappings()]
        return BatchPage(found[:limit], len(found) > limit, version)

    def cancel_batch(self, batch_id: str, tenant: str) -> Batch:
        """Cancels the jobs that have not finished, and closes the batch: it takes no more jobs. Raises `NotFound`."""
        with writing(self.engine) as connection:
            load_batch(connection, batch_id, tenant)
            connection.execute(
                update(batches)
                .where(batches.c.id == batch_id)
                .values(cancelled_at_ms=func.coalesce(batches.c.cancelled_at_ms, self.now))
            )
            self.cancel_where(connection, jobs.c.batch_id == batch_id)
            return load_batch(connection, batch_id, tenant)


def _place(connection: Connection, cursor: str | Job, batch_id: str) -> ColumnElement[Any]:
    if isinstance(cursor, Job):
        place = place_of(connection, jobs, cursor.id)
        return tuple_(literal(cursor.created_at_ms), literal(cursor.id)) if place is None else place
    found = select(jobs.c.id).where(jobs.c.batch_id == batch_id, jobs.c.id == cursor)
    place = place_of(connection, jobs, cursor) if connection.execute(found).scalar() else None
    if place is None:
        raise NotFound(f"There is no job {cursor} in this batch. Start again without it.")
    return place

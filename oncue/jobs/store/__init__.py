"""The job store. Its rows are the truth about jobs; messages, files and processes may be lost."""

from __future__ import annotations

from oncue.jobs.settings import Settings
from oncue.jobs.store.aligners import Aligners
from oncue.jobs.store.batches import Batches
from oncue.jobs.store.database import open_database
from oncue.jobs.store.desk_approvals import DeskApprovals
from oncue.jobs.store.desk_work import DeskWork
from oncue.jobs.store.duties import Duties
from oncue.jobs.store.keys import Keys
from oncue.jobs.store.leases import Leases
from oncue.jobs.store.metrics import Counting
from oncue.jobs.store.searching import Searching
from oncue.jobs.store.submitting import Submitting
from oncue.jobs.store.workers import Workers

__all__ = ["SqlStore", "open_store"]


class SqlStore(Submitting, Leases, Batches, Searching, Keys, Counting, Duties, Workers, DeskApprovals, DeskWork, Aligners):
    """The whole store, on SQLite or PostgreSQL. Safe from any thread; after a fork, open another."""


def open_store(settings: Settings, *, connections: int = 16) -> SqlStore:
    """The store that the settings name; it connects on first use. Its tables must be there (`oncue.jobs.store.migrate`)."""
    return SqlStore(
        open_database(settings.resolved_database_url, connections=connections),
        lease_s=settings.lease_s,
        max_attempts=settings.max_attempts,
        max_queued=settings.max_queued,
        retry_after_s=settings.retry_after_s,
    )

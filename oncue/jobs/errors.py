"""Errors of the store and the files, each with a stable code. The service turns them into problems."""

from __future__ import annotations

import errno

from oncue.errors import OncueError

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The numbers with which an `OSError` says that there is no room: on the disk, in a quota, in a file's own limit."""


class JobsError(OncueError):
    """Base of what `jobs` raises."""


class NotFound(JobsError):
    """There is no such job, batch or file (or it belongs to another tenant, which must look the same)."""

    code = "not_found"


class IdempotencyConflict(JobsError):
    """The idempotency key was used before, for another content."""

    code = "idempotency_conflict"


class IdempotencyInProgress(JobsError):
    """A request with the same idempotency key is still uploading."""

    code = "idempotency_in_progress"


class IllegalTransition(JobsError):
    """The job is not in a state from which that can be done."""

    code = "not_finished"


class BatchClosed(JobsError):
    """The batch was cancelled and takes no more jobs."""

    code = "batch_cancelled"


class QueueFull(JobsError):
    """Too many jobs wait already; later there will be room."""

    code = "rate_limited"


class StoreUnavailable(JobsError):
    """The database does not answer now; the same request may succeed in a moment."""

    code = "unavailable"


class StoreBroken(StoreUnavailable):
    """The database answers, and refuses: a table is missing, its disk is full, the password is wrong. Waiting does not help,
    its operator must; whoever holds something that must not be lost goes on asking, as where it is away."""

    code = "store_broken"


class Duplicate(StoreBroken):
    """A value that must be there once is there already. Raised and caught within the store."""


class Unstorable(JobsError):
    """A value holds what the database cannot keep, such as the character NUL."""

    code = "invalid_request"


class StoreUnusable(JobsError):
    """The database is there, but is none of ours, or of a newer version; waiting will not help."""

    code = "database_unusable"


class DiskFull(JobsError):
    """There is no room for a file."""

    code = "storage_full"


class SettingsInvalid(JobsError):
    """A setting of the environment has a value that it cannot have."""

    code = "settings_invalid"

"""Errors of the job store and the file store, each with a stable code. The service turns them into problems."""

from __future__ import annotations

import errno

from oncue.errors import OncueError

DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The error numbers with which an `OSError` says that there is no room: on the disk, in a quota, in a file's own limit."""


class JobsError(OncueError):
    """Base of all errors that `oncue.jobs` raises."""


class NotFound(JobsError):
    """A job, batch or file is not there. One of another tenant's looks the same."""

    code = "not_found"


class IdempotencyConflict(JobsError):
    """The idempotency key was used before, for a request with another content."""

    code = "idempotency_conflict"


class IdempotencyInProgress(JobsError):
    """A request with the same idempotency key is still uploading."""

    code = "idempotency_in_progress"


class IllegalTransition(JobsError):
    """The job is in a state from which it cannot take the wanted one."""

    code = "not_finished"


class BatchClosed(JobsError):
    """The batch was cancelled and takes no more jobs."""

    code = "batch_cancelled"


class QueueFull(JobsError):
    """The queue holds as many jobs as may wait; later there will be room."""

    code = "rate_limited"


class DeskNotOpen(JobsError):
    """The job has no desk: nobody has opened one."""

    code = "desk_not_open"


class RevisionUnknown(JobsError):
    """The desk has no revision of that number."""

    code = "revision_unknown"


class HeadMoved(JobsError):
    """The desk has a newer revision than the one that was to be followed; `head` is its number. Look at it and try again."""

    code = "rate_limited"


class EditIdReused(JobsError):
    """The edit id was used before, for other edits."""

    code = "edit_id_reused"


class DeskFull(JobsError):
    """The desk has as many revisions as one may have."""

    code = "desk_full"


class DeskDamaged(JobsError):
    """A row of a desk cannot be read. Nothing is made of the rest: an edit that is left out in silence would be a loss."""

    code = "desk_damaged"


class StoreUnavailable(JobsError):
    """The database does not answer now. The same request may succeed in a moment."""

    code = "unavailable"


class StoreBroken(StoreUnavailable):
    """The database answers and refuses: a table is missing, its disk is full, the password is wrong.

    Waiting does not help, only its operator does. Whoever holds something that must not be lost goes on asking all the same.
    """

    code = "store_broken"


class Duplicate(StoreBroken):
    """A value that must be there only once is there already. It is raised and caught within the store."""


class Unstorable(JobsError):
    """A value holds what the database cannot keep, such as the character NUL."""

    code = "invalid_request"


class StoreUnusable(JobsError):
    """The database does not hold Oncue's tables, or those of a newer version. Waiting does not help."""

    code = "database_unusable"


class DiskFull(JobsError):
    """There is no room for a file on the disk of the file store."""

    code = "storage_full"


class SettingsInvalid(JobsError):
    """A setting of the environment has a value that it cannot have."""

    code = "settings_invalid"

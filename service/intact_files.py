"""Reading a job's files where they may be lost or damaged: `files_damaged`, in place of an error that says nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from oncue.errors import UsageError
from oncue.jobs.errors import NotFound
from service.problems import Refused

_log = logging.getLogger(__name__)


@contextmanager
def intact() -> Iterator[None]:
    """A context manager for reading a job's files: `Refused` (`files_damaged`) for one that is lost or is none of
    Oncue's."""
    try:
        yield
    except (NotFound, UsageError) as error:
        raise damaged(error.detail) from error
    except UnicodeDecodeError as error:
        raise damaged(f"it is no UTF-8: {error.reason}") from error


def damaged(why: str) -> Refused:
    """The refusal for a job one of whose files is lost or damaged."""
    _log.error("a file of a job is lost or damaged: %s", why)
    return Refused(
        "files_damaged",
        "A file of this job is lost or damaged. Send its transcript again (PUT), or the recording as a new job.",
        reason=why,
    )

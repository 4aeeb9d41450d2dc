"""Errors of a database, told apart: those that pass, those that its operator must mend, and those of the caller's values."""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from oncue.jobs.errors import Duplicate, JobsError, StoreBroken, StoreUnavailable, StoreUnusable, Unstorable

FAULT_LOG_EVERY_S = 10.0
"""Seconds between two log lines about the same cause: thousands of requests may meet it in a second."""

MOST_CAUSES = 200

_log = logging.getLogger(__name__)

_AWAY = "The database does not answer now. Try again in a moment."

_PASSING_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_INTERRUPT", "SQLITE_PROTOCOL")

_PASSING_POSTGRES = ("08", "40", "53", "55", "57")
"""Classes of SQLSTATE that pass: connection, serialisation and deadlock, resources, locks, the operator's intervention."""

_DISK_FULL = "53100"

_REFUSED = re.compile(
    r"authentication failed|no password supplied|does not exist|no pg_hba\.conf entry|permission denied|not allowed to|"
    r"no such (user|database)|certificate",
    re.IGNORECASE,
)
"""Messages of a server that refuses a connection. While one is made, libpq has no SQLSTATE to give, only the server's
message, in English where it is PgBouncer's or the server's default."""


@contextmanager
def translated() -> Iterator[None]:
    """A context manager that turns the database's errors into `StoreUnavailable`, `StoreBroken`, `Duplicate`,
    `StoreUnusable` and `Unstorable`."""
    try:
        yield
    except PoolTimeout as error:
        raise _away(error) from error
    except DBAPIError as error:
        raise _told_apart(error) from error
    except StatementError as error:  # while the statement's values were made ready
        if isinstance(error.orig, JobsError):
            raise error.orig from error
        raise Unstorable(f"A value cannot be stored: {error.orig}.") from error
    except (OverflowError, UnicodeError) as error:  # in the driver: a number beyond 64 bits, half of a surrogate pair
        raise Unstorable("A value cannot be stored: a number is too large, or a text is no Unicode.") from error
    except sqlite3.DatabaseError as error:  # while a connection is being prepared
        raise _of_sqlite(error) from error


def _told_apart(error: DBAPIError) -> JobsError:
    cause = error.orig
    if isinstance(error, DataError):
        return Unstorable("A value holds what cannot be stored, such as a NUL character or a number that is none.")
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    state = getattr(cause, "sqlstate", None) or ""
    if isinstance(error, IntegrityError) and state == "23505":
        return Duplicate("A value that must be there once is there already.")
    if state.startswith("54"):  # nested too deeply, too long for an index
        return Unstorable("A value is too large or nested too deeply to be stored.")
    if error.connection_invalidated or isinstance(error, InterfaceError):
        return _away(error)
    if state.startswith(_PASSING_POSTGRES) and state != _DISK_FULL:
        return _away(error)
    if isinstance(error, OperationalError) and not state and not _REFUSED.search(str(cause)):
        return _away(error)
    return _broken(error)


def _of_sqlite(cause: sqlite3.Error) -> JobsError:
    name = getattr(cause, "sqlite_errorname", None) or ""
    if name.startswith(_PASSING_SQLITE):
        return _away(cause)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return StoreUnusable(f"The database cannot be used: {cause}. Bring it back from a backup, or choose another folder.")
    if name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
        return Duplicate("A value that must be there once is there already.")
    if isinstance(cause, sqlite3.DataError) or name == "SQLITE_TOOBIG":
        return Unstorable("A value is too large to be stored.")
    if isinstance(cause, sqlite3.InterfaceError | sqlite3.ProgrammingError) and "binding" in str(cause):
        return Unstorable("A value is of a kind that cannot be stored.")
    return _broken(cause)


def _away(error: Exception) -> StoreUnavailable:
    _tell.about(logging.WARNING, "the database does not answer", error)
    return StoreUnavailable(_AWAY)


def _broken(error: Exception) -> StoreBroken:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    name = getattr(cause, "sqlite_errorname", None) or type(cause).__name__
    _tell.about(logging.ERROR, "the database refuses", error)
    return StoreBroken(
        f"The database refuses what Oncue asks of it ({name}), and will until its operator has mended that: the cause is in "
        "the log of the process that met it.",
        cause=name,
    )


class _Teller:
    """A log that writes each cause once in `FAULT_LOG_EVERY_S`, with the count of times it was met in between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, tuple[float, int]] = {}

    def about(self, level: int, what: str, error: Exception) -> None:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        line = " ".join(f"{type(cause).__name__}: {cause}".split())[:500]
        key = f"{what}: {line}"
        with self._lock:
            if len(self._told) > MOST_CAUSES:
                self._told.clear()
            told_at, unsaid = self._told.get(key, (float("-inf"), 0))
            if time.monotonic() - told_at < FAULT_LOG_EVERY_S:
                self._told[key] = (told_at, unsaid + 1)
                return
            self._told[key] = (time.monotonic(), 0)
        more = f" (and {unsaid} times since it was last told)" if unsaid else ""
        _log.log(level, "%s%s", key, more)


_tell = _Teller()

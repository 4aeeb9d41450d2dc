"""SQLite and PostgreSQL behaving alike: short transactions, the database's own clock, one kind of error."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Engine, create_engine, event, literal_column
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from jobs.errors import StoreUnavailable, StoreUnusable, Unstorable

BUSY_TIMEOUT_S = 5.0
"""How long a statement waits for a lock before the caller is told to come back."""

CONNECT_TIMEOUT_S = 5

IN_LINE_TIMEOUT_S = 15.0
"""How long a thread waits for the other writers of its own process."""

_writers = threading.Lock()
"""Whoever waits for SQLite's own lock asks again after a pause, and others come first: of 512 uploads from 64 clients, 8 to
42 were refused after `BUSY_TIMEOUT_S`. Waiting in line here first, none was, and the slowest took half the time."""


def open_database(url: str, *, connections: int = 16) -> Engine:
    """An engine for `sqlite:///file` or `postgresql+psycopg://...`; makes SQLite's folder. It connects on first use."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            parsed,
            pool_size=connections,
            max_overflow=connections,
            pool_timeout=BUSY_TIMEOUT_S,
            connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    timeouts = f"-c lock_timeout={int(BUSY_TIMEOUT_S * 1000)} -c statement_timeout=30000"
    return create_engine(
        parsed,
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=True,
        pool_timeout=BUSY_TIMEOUT_S,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": timeouts},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not guessed by the driver
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    # Where several processes open a new file at once, SQLite answers "locked" here without waiting as it does elsewhere:
    # 2 of 480 openings by eight processes.
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail, not wait, where another wrote in between.
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def clock_ms(engine: Engine) -> ColumnElement[int]:
    """Milliseconds since 1970 by the database's clock, as an SQL expression: workers' clocks are never compared."""
    if engine.dialect.name == "sqlite":
        # unixepoch('subsec') needs SQLite 3.42; a Julian day in a double is exact to 0.05 ms.
        return literal_column("CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)", BigInteger)
    return literal_column("CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)", BigInteger)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for reading. Raises `StoreUnavailable`, `Unstorable`."""
    with _translated(), engine.connect().execution_options(writes=False) as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed at the end. Raises `StoreUnavailable`, `Unstorable`."""
    with _in_line(engine), _translated(), engine.begin() as connection:
        yield connection


@contextmanager
def _in_line(engine: Engine) -> Iterator[None]:
    """One writer of this process at a time, where the database has no more than one."""
    if engine.dialect.name != "sqlite":
        yield
        return
    if not _writers.acquire(timeout=IN_LINE_TIMEOUT_S):
        raise StoreUnavailable("The database does not answer now. Try again in a moment.")
    try:
        yield
    finally:
        _writers.release()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise StoreUnavailable("The database does not answer now. Try again in a moment.") from error
    except DataError as error:
        raise Unstorable("A value holds what cannot be stored, such as a NUL character or a number that is none.") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailable("The connection to the database was lost. Try again in a moment.") from error
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise _unusable(str(error.orig)) from error
        raise
    except sqlite3.DatabaseError as error:  # while a connection is being prepared
        raise _unusable(str(error)) from error


def _unusable(reason: str) -> StoreUnusable:
    return StoreUnusable(f"The database cannot be used: {reason}. Bring it back from a backup, or choose another folder.")

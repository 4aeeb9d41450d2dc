"""SQLite and PostgreSQL made alike: short transactions, the database's own clock, one kind of error."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Engine, create_engine, event, literal_column
from sqlalchemy.engine import make_url

from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.store.faults import translated
from oncue.system.private_folder import FILE_MODE, close_to_others

BUSY_TIMEOUT_S = 5.0
"""Seconds that a statement waits for a lock before its caller is told to come back."""

CONNECT_TIMEOUT_S = 5

CONNECTION: Mapping[str, Any] = MappingProxyType(
    {
        "connect_timeout": CONNECT_TIMEOUT_S,
        # A host that vanished is noticed in 30 s, not in the quarter of an hour that TCP would try.
        "keepalives": 1,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "prepare_threshold": None,  # behind a pooler, the next transaction's server knows no statement prepared before
        "application_name": "oncue",
    }
)
"""Parameters of connections to PostgreSQL, also through PgBouncer in transaction mode. Those in the URL take precedence."""

STATEMENT_TIMEOUT_MS = 30_000

IN_LINE_TIMEOUT_S = 15.0
"""Seconds that a thread waits for the other writers of its own process."""

_writers = threading.Lock()
"""The line in which the writers of this process wait for SQLite.

SQLite's own lock is asked for again after pauses, in no order: of 512 uploads from 64 clients, 8 to 42 were refused after
`BUSY_TIMEOUT_S`. With this line before it, none was, and the slowest took half the time.
"""


def open_database(url: str, *, connections: int = 16) -> Engine:
    """The SQLAlchemy engine for `sqlite:///file` or `postgresql+psycopg://...`; it connects on first use.

    Makes SQLite's folder.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            _make_private_file(Path(parsed.database))
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
    engine = create_engine(
        parsed,
        pool_size=connections,
        max_overflow=connections,
        pool_pre_ping=True,
        pool_timeout=BUSY_TIMEOUT_S,
        connect_args={**CONNECTION, **parsed.query},
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _make_private_file(database: Path) -> None:
    """Makes the file so that only the owner may read it; SQLite gives those beside it the same rights.

    A file that is there is opened by SQLite only. Closing any descriptor of a file gives up all locks that this process
    holds on it (POSIX): the next process to close its connections would take the log, `-wal`, away from those still open
    here, which would go on alone in a deleted one and see nothing of the others any more.
    """
    with suppress(OSError):  # it is there, or what is wrong is told once it is opened
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL, FILE_MODE))
    for name in (database.name, f"{database.name}-wal", f"{database.name}-shm"):
        close_to_others(database.with_name(name))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # A text that is no UTF-8 was put there by hand: it must not end the query of the rows beside it.
    connection.text_factory = _readable
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not guessed by the driver
    cursor = connection.cursor()
    _switch_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _readable(text: bytes) -> str:
    return text.decode("utf-8", "replace")


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


def _begin_postgresql(connection: Connection) -> None:
    # Within the transaction: a pooler gives each transaction another server, and refuses `options` at the start.
    limits = f"SET LOCAL lock_timeout = {int(BUSY_TIMEOUT_S * 1000)}; SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}"
    if not connection.get_execution_options().get("durable", True):
        limits += "; SET LOCAL synchronous_commit = off"
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(limits)


def clock_ms(engine: Engine) -> ColumnElement[int]:
    """An SQL expression of milliseconds since 1970 by the database's clock: workers' clocks are never compared."""
    if engine.dialect.name == "sqlite":
        # unixepoch('subsec') needs SQLite 3.42; a Julian day in a double is exact to 0.05 ms.
        return literal_column("CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)", BigInteger)
    return literal_column("CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)", BigInteger)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A context manager with a connection for reading. Raises `StoreUnavailable`, `StoreBroken`, `Unstorable`."""
    with translated(), engine.connect().execution_options(writes=False) as connection:
        yield connection


@contextmanager
def writing(engine: Engine, *, durable: bool = True) -> Iterator[Connection]:
    """A context manager with a transaction, committed at the end. Raises `StoreUnavailable`, `StoreBroken`, `Unstorable`,
    `Duplicate`.

    A commit that is not `durable` returns before it is on the disk: a crash of the server may undo all of it.
    """
    with (
        _in_line(engine),
        translated(),
        engine.connect().execution_options(durable=durable) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def _in_line(engine: Engine) -> Iterator[None]:
    """A context manager that lets one thread of this process write at a time, where the database is SQLite."""
    if engine.dialect.name != "sqlite":
        yield
        return
    if not _writers.acquire(timeout=IN_LINE_TIMEOUT_S):
        raise StoreUnavailable("The database does not answer now. Try again in a moment.")
    try:
        yield
    finally:
        _writers.release()

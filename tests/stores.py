"""Job stores as tests open them, and processes that do something at one moment."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.migrate import migrate
from oncue.jobs.store.tables import metadata
from oncue.system.private_folder import FILE_MODE, make_private


@cache
def empty_database() -> bytes:
    """SQLite's file with tables and no rows, as `migrate` made it once in this process."""
    with tempfile.TemporaryDirectory() as folder:
        migrate(Settings(data_dir=Path(folder)))
        return (Path(folder) / "oncue.db").read_bytes()


@cache
def _migrate_once(url: str) -> None:
    migrate(Settings(database_url=url))


def make_tables(settings: Settings) -> None:
    """Does what `migrate` does, with less work: a new SQLite database is a copy, and one by URL is migrated once.

    For tests that are about something else than migrations.
    """
    database = settings.data_dir / "oncue.db"
    if settings.database_url:
        _migrate_once(settings.database_url)
        return
    if database.exists():
        migrate(settings)
        return
    make_private(settings.data_dir)
    database.touch(mode=FILE_MODE)
    database.write_bytes(empty_database())


@contextmanager
def empty_store(settings: Settings) -> Iterator[SqlStore]:
    """The settings' store with tables that are there and empty, closed at the end."""
    make_tables(settings)
    store = open_store(settings)
    with store.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    yield store
    store.close()


def in_processes(count: int, prepare: str, body: str) -> list[str]:
    """The words that `count` processes print, each running `body` after `prepare`, all released at one moment.

    `body` may be lines, each without indentation. Fails where a process ends with an error.
    """
    code = f"import sys\n{prepare}\nprint('ready', flush=True)\nsys.stdin.readline()\n{body}\n"
    command = [sys.executable, "-c", code]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in started:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    printed = [each.communicate()[0].split() for each in started]
    assert [each.returncode for each in started] == [0] * count
    return [word for words in printed for word in words]

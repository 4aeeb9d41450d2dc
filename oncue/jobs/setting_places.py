"""Checks, when a process starts, that the folders, files and programs that its settings name can be used on this machine."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from oncue.jobs.errors import DISK_FULL, SettingsInvalid
from oncue.jobs.settings import EXIT_SETTINGS, Settings, exit_for, read_settings


def check_places(settings: Settings, *, files: bool = True, engine: bool = False) -> None:
    """Checks the database's address and folder; with `files` the folder of the files, with `engine` the engine's program.

    Raises `SettingsInvalid`. Servers are not asked: they may come up later.
    """
    wrong = [*_wrong_database(settings), *(_wrong_files(settings) if files else ())]
    if engine and settings.engine_command and shutil.which(settings.engine_arguments[0]) is None:
        wrong.append(f"ONCUE_ENGINE_COMMAND: there is no program {settings.engine_arguments[0]}")
    if wrong:
        raise SettingsInvalid(f"{'; '.join(wrong)}. See docs/settings.md.")


def settings_or_exit(*, engine: bool = False, code: int = EXIT_SETTINGS) -> Settings:
    """The settings of a process that gunicorn or Celery starts.

    Settings that cannot be end it with one line and status `code`.
    """
    try:
        settings = read_settings()
        check_places(settings, engine=engine)
    except SettingsInvalid as error:
        exit_for(error, code)
    return settings


def _wrong_database(settings: Settings) -> Iterator[str]:
    variable = "ONCUE_DATABASE_URL" if settings.database_url else "ONCUE_DATA_DIR"
    try:
        url = make_url(settings.resolved_database_url)
    except ArgumentError:
        yield f"{variable}: it is no address of a database"
        return
    if url.get_backend_name() != "sqlite":
        yield from _wrong_options(url, variable)
    elif Path(url.database or "").is_dir():
        yield f"{variable}: {url.database} is a folder, not a file"
    else:
        yield from _wrong_folder(variable, Path(url.database or "").parent)


def _wrong_options(url: URL, variable: str) -> Iterator[str]:
    from psycopg import ProgrammingError
    from psycopg.conninfo import make_conninfo

    try:
        make_conninfo(**{name: values[-1] for name, values in url.normalized_query.items()})
    except ProgrammingError:
        yield f"{variable}: PostgreSQL does not know what follows the `?`"


def _wrong_files(settings: Settings) -> Iterator[str]:
    url = settings.resolved_blobs_url
    if url.startswith("file://"):
        yield from _wrong_folder(
            "ONCUE_BLOBS_URL" if settings.blobs_url else "ONCUE_DATA_DIR", Path(url.removeprefix("file://"))
        )


def _wrong_folder(variable: str, folder: Path) -> Iterator[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        if error.errno not in DISK_FULL:  # which passes, and is told where it matters
            yield f"{variable}: cannot write to the folder {folder}: {error.strerror}"

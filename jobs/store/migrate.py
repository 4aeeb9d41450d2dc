"""Brings the database's tables to the version that this code needs."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from jobs.errors import StoreUnavailable, StoreUnusable
from jobs.settings import Settings
from jobs.store.database import open_database, writing

START_PATIENCE_S = 300.0
"""How long a process that is starting waits for its database: restarting it over and over would help nobody."""

ASK_EVERY_S = 1.0

_log = logging.getLogger(__name__)
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_305_829_161  # any number, the same in every process of Oncue


def migrate(settings: Settings, *, wait_s: float = 0) -> None:
    """Runs what is missing of the migrations; nothing when all are there. Any number of processes may do so at once.

    A database that does not answer is asked again for `wait_s`. Raises `StoreUnavailable`.
    """
    engine = open_database(settings.resolved_database_url, connections=1)
    deadline = time.monotonic() + wait_s
    try:
        while True:
            try:
                return migrate_engine(engine)
            except StoreUnavailable as error:
                if time.monotonic() >= deadline:
                    raise
                _log.warning("waiting for the database: %s", error.detail)
                time.sleep(ASK_EVERY_S)
    finally:
        engine.dispose()


def migrate_engine(engine: Engine) -> None:
    """As `migrate`, on an open database."""
    with writing(engine) as connection:
        _wait_for_others(connection)
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnusable(f"The database is of a newer version of Oncue ({error}). Run that one.") from error


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction has locked the whole database already
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # else it would end the wait, and a long migration, too
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})

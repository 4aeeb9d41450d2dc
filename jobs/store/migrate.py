"""Brings the database's tables to the version that this code needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from jobs.settings import Settings
from jobs.store.database import open_database, writing

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_305_829_161  # any number, the same in every process of Oncue


def migrate(settings: Settings) -> None:
    """Runs what is missing of the migrations; nothing when all are there. Any number of processes may do so at once.

    Raises `StoreUnavailable`.
    """
    engine = open_database(settings.resolved_database_url, connections=1)
    try:
        migrate_engine(engine)
    finally:
        engine.dispose()


def migrate_engine(engine: Engine) -> None:
    """As `migrate`, on an open database."""
    with writing(engine) as connection:
        _wait_for_others(connection)
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction has locked the whole database already
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # else it would end the wait, and a long migration, too
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})

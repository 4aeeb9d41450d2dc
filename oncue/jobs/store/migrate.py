"""Brings the database's tables to the version that this code needs."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from oncue.jobs.errors import StoreBroken, StoreUnavailable, StoreUnusable
from oncue.jobs.settings import Settings
from oncue.jobs.store.database import open_database, writing
from oncue.jobs.store.indexes import build_missing_indexes, create_missing_indexes
from oncue.jobs.store.tables import jobs
from oncue.system.private_folder import make_private

COMPATIBLE = "0001"
"""The oldest migration whose code works with these tables as they are now. A migration that takes away something which such
code needs raises it; one that only adds leaves it alone."""

LOCKED_FOR_MS = 2000

START_PATIENCE_S = 300.0
"""Seconds that a process which starts waits for its database: starting over and over would help nobody."""

LOCK_RETRY_S = 1.0

_log = logging.getLogger(__name__)
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_305_829_161  # any number, the same in every process of Oncue


def migrate(settings: Settings, *, wait_s: float = 0) -> None:
    """Runs the migrations that are missing, if any. Any number of processes may do so at once.

    A database that does not answer is asked again for `wait_s` seconds. Raises `StoreUnavailable` after that, and
    `StoreBroken` and `StoreUnusable` at once.
    """
    if not settings.database_url:
        make_private(settings.data_dir)
    engine = open_database(settings.resolved_database_url, connections=1)
    deadline = time.monotonic() + wait_s
    try:
        while True:
            try:
                return migrate_engine(engine)
            except StoreBroken:
                raise
            except StoreUnavailable as error:
                if time.monotonic() >= deadline:
                    raise
                _log.warning("waiting for the database: %s", error.detail)
                time.sleep(LOCK_RETRY_S)
    finally:
        engine.dispose()


def migrate_engine(engine: Engine) -> None:
    """Runs the migrations that are missing on an open database; raises the same errors as `migrate`."""
    with writing(engine) as connection:
        _wait_for_others(connection)
        fresh = not inspect(connection).has_table(jobs.name)
        _upgrade(connection)
        if fresh or connection.dialect.name == "sqlite":
            create_missing_indexes(connection)
            return
    build_missing_indexes(engine)


def _upgrade(connection: Connection) -> None:
    """Runs the migrations that are missing, and stores which code may use the tables, and how far they are.

    `version_num` is what every version of Oncue looks at as it starts: it stays at `COMPATIBLE`, so that a process of an
    older version which is started while others are newer finds its own. `reached` is the newest migration that was run.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    reached = None
    if inspect(connection).has_table("alembic_version"):
        if "reached" not in {column["name"] for column in inspect(connection).get_columns("alembic_version")}:
            connection.execute(text("ALTER TABLE alembic_version ADD COLUMN reached VARCHAR(32)"))
        found = connection.execute(text("SELECT version_num, reached FROM alembic_version")).first()
        if found is not None and found.version_num not in known:
            raise StoreUnusable(f"The database is of a newer version of Oncue ({found.version_num}). Run that one.")
        reached = None if found is None else found.reached or found.version_num
    if reached is not None and reached not in known:
        _log.info("the tables are of a newer version (%s), and this one may use them", reached)
        return
    if reached is not None:
        connection.execute(text("UPDATE alembic_version SET version_num = :reached"), {"reached": reached})
    command.upgrade(config, "head")
    if reached is None:
        connection.execute(text("ALTER TABLE alembic_version ADD COLUMN reached VARCHAR(32)"))
    connection.execute(text("UPDATE alembic_version SET reached = version_num"))
    connection.execute(text("UPDATE alembic_version SET version_num = :oldest"), {"oldest": COMPATIBLE})


def _wait_for_others(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # SQLite's transaction has locked the whole database already
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # else it would end the wait, and a long migration, too
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        # A change of a table that is in use waits for those who use it, and all others wait behind it: rather not for long,
        # and once more in a moment.
        connection.execute(text(f"SET LOCAL lock_timeout = {LOCKED_FOR_MS}"))

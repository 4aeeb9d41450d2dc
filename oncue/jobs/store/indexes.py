"""Builds indexes after the tables are there, without keeping anybody from writing meanwhile."""

from __future__ import annotations

import logging

from sqlalchemy import Connection, Engine, Index, inspect, text
from sqlalchemy.schema import CreateIndex

from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.faults import translated
from oncue.jobs.store.tables import metadata

_LOCK = 7_305_829_162  # another than the migrations' own, which is waited for

_log = logging.getLogger(__name__)

_HALF_BUILT = text(
    "SELECT relation.relname FROM pg_index JOIN pg_class relation ON relation.oid = indexrelid "
    "WHERE NOT indisvalid AND pg_table_is_visible(indrelid) AND relation.relname = ANY(:names) "
    "AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index building WHERE building.index_relid = indexrelid)"
)
"""A query of the indexes that a build which broke off left behind: PostgreSQL keeps them up to date and never uses them."""


def create_missing_indexes(connection: Connection) -> None:
    """Creates missing indexes within a transaction: those of new tables, or all on SQLite, which has one writer anyway."""
    for index in _missing(connection):
        connection.execute(CreateIndex(index, if_not_exists=True))


def build_missing_indexes(engine: Engine) -> None:
    """Builds the indexes that `tables` names and a PostgreSQL lacks, one after the other, while others write.

    One process builds, and the others start without waiting for it. Raises `StoreUnavailable`.
    """
    with reading(engine) as connection:
        if not _missing(connection) and not _half_built(connection):
            return
    with writing(engine) as keeper:
        # Asked for, not waited for, and without parameters: a statement that waits, and one with parameters until the next,
        # hold a snapshot, and the build would wait for those who do.
        if not keeper.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({_LOCK})").scalar():
            return
        with translated(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in _half_built(connection):
                _log.warning("the index %s was left half-built; it is built again", name)
                connection.execute(text(f'DROP INDEX CONCURRENTLY IF EXISTS "{name}"'))
            for index in _missing(connection):
                _log.info("building the index %s", index.name)
                create = str(CreateIndex(index, if_not_exists=True).compile(dialect=engine.dialect))
                connection.exec_driver_sql(create.replace("CREATE INDEX", "CREATE INDEX CONCURRENTLY", 1))


def _missing(connection: Connection) -> list[Index]:
    there = _names(connection)
    wanted = [index for table in metadata.sorted_tables for index in table.indexes if index.name not in there]
    return sorted(wanted, key=lambda index: str(index.name))


def _names(connection: Connection) -> set[str]:
    inspector = inspect(connection)
    return {str(found["name"]) for table in metadata.tables for found in inspector.get_indexes(table)}


def _half_built(connection: Connection) -> list[str]:
    names = [str(index.name) for table in metadata.sorted_tables for index in table.indexes]
    return list(connection.execute(_HALF_BUILT, {"names": names}).scalars())

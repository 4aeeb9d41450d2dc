"""Migrations: they make exactly the tables the code speaks of, any number of times, by any number of processes at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from oncue.jobs.errors import StoreUnusable
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from oncue.jobs.store.database import open_database
from oncue.jobs.store.migrate import migrate
from oncue.jobs.store.tables import metadata
from tests.job_makers import TENANT, new_job
from tests.stores import in_processes

TOGETHER = 4


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    opened = open_database(settings.resolved_database_url)
    yield opened
    opened.dispose()


def test_the_newest_migration_makes_the_tables_of_the_code(settings: Settings, engine: Engine) -> None:
    migrate(settings)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_a_second_run_changes_nothing_and_loses_no_job(settings: Settings, engine: Engine) -> None:
    migrate(settings)
    with closing(open_store(settings)) as store:
        job = store.create(new_job())
        migrate(settings)
        assert store.get(job.id, TENANT) == job
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1


def test_a_migration_that_breaks_off_leaves_the_tables_as_they_were(
    settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks_off(*_: object, **__: object) -> None:
        raise KeyError

    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_index", breaks_off)
        with pytest.raises(KeyError):
            migrate(settings)
    assert inspect(engine).get_table_names() == []
    migrate(settings)
    assert set(metadata.tables) < set(inspect(engine).get_table_names())


def test_processes_that_start_together_migrate_once(settings: Settings, engine: Engine) -> None:
    prepare = (
        "from oncue.jobs.settings import Settings; from oncue.jobs.store.migrate import migrate\n"
        f"settings = Settings.model_validate_json({settings.model_dump_json()!r})"
    )
    in_processes(TOGETHER, prepare, "migrate(settings)")
    assert set(metadata.tables) < set(inspect(engine).get_table_names())


def test_a_new_file_that_another_process_is_writing_to_is_waited_for(settings: Settings, tmp_path: Path) -> None:
    """It is not in write-ahead mode yet, and SQLite would refuse the change at once rather than wait."""
    with closing(sqlite3.connect(tmp_path / "oncue.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.2, other.execute, ["COMMIT"])
        release.start()
        migrate(settings)
        release.join()


def test_a_file_that_is_no_database_is_told_so(settings: Settings) -> None:
    (settings.data_dir / "oncue.db").write_bytes(b"this is not a database " * 1000)
    with pytest.raises(StoreUnusable, match="not a database"):
        migrate(settings)


def test_a_database_of_a_newer_version_is_told_so(settings: Settings, engine: Engine) -> None:
    migrate(settings)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnusable, match="newer version"):
        migrate(settings)

"""What goes wrong in a database, told apart on both: what passes, what its operator must mend, what the caller sent."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text

from oncue.jobs.errors import Duplicate, StoreBroken, StoreUnavailable, Unstorable
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.migrate import migrate
from tests.job_makers import TENANT, new_job
from tests.servers import PostgresServer, free_port

only_postgres = pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
only_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def torn(store: SqlStore, settings: Settings) -> SqlStore:
    """A store of whose tables one lacks a column."""
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE uploads RENAME COLUMN touched_at_ms TO touched"))
    return store


def mend(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE uploads RENAME COLUMN touched TO touched_at_ms"))


def test_a_missing_column_is_lasting_and_its_cause_is_logged_once(torn: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    try:
        for _ in range(3):
            with pytest.raises(StoreBroken, match="operator") as caught:
                torn.begin_upload("job_1", TENANT, None)
        assert caught.value.code == "store_broken"
        told = [record for record in caplog.records if "touched_at_ms" in record.getMessage()]
        assert [record.levelno for record in told] == [logging.ERROR]
    finally:
        mend(torn)


def test_a_value_that_may_not_be_missing_is_no_key_in_use(store: SqlStore) -> None:
    with pytest.raises(StoreBroken) as caught:
        store.begin_upload("job_1", None, "key")  # type: ignore[arg-type]
    assert not isinstance(caught.value, Duplicate)


def test_an_id_that_is_there_twice_does_not_escape_untranslated(store: SqlStore) -> None:
    store.create(new_job(id="job_twice"))
    with pytest.raises(StoreBroken):
        store.create(new_job(id="job_twice"))


def test_a_text_that_no_database_holds_is_the_senders_mistake(store: SqlStore) -> None:
    with pytest.raises(Unstorable):
        store.versions(["half of a pair: \ud800"])
    with pytest.raises(Unstorable):
        store.get("job_1", "half of a pair: \ud800")


@pytest.mark.parametrize("name", ["nowhere", "oncue?user=nobody_of_that_name"])
def test_a_database_or_user_that_is_not_there_is_lasting(postgres: PostgresServer, tmp_path: Path, name: str) -> None:
    url = f"postgresql://127.0.0.1:{postgres.port}/{name}" if "user" in name else postgres.url_of(name)
    with pytest.raises(StoreBroken):
        migrate(Settings(data_dir=tmp_path, database_url=url), wait_s=60)


def test_a_server_that_does_not_answer_passes_and_its_cause_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = open_store(Settings(data_dir=tmp_path, database_url=f"postgresql://postgres@127.0.0.1:{free_port()}/oncue"))
    with pytest.raises(StoreUnavailable) as caught:
        store.ping()
    assert caught.value.code == "unavailable"
    assert "refused" in caplog.text


@only_postgres
def test_a_read_only_postgres_is_lasting(store: SqlStore, settings: Settings) -> None:
    options = "options=-c%20default_transaction_read_only%3Don"
    read_only = open_store(Settings(data_dir=settings.data_dir, database_url=f"{settings.database_url}?{options}"))
    with pytest.raises(StoreBroken):
        read_only.create(new_job())
    assert read_only.list(TENANT) == []
    read_only.close()


@only_sqlite
def test_a_full_disk_of_the_database_is_lasting_until_there_is_room(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    store.close()
    event.listen(store.engine, "connect", fill)
    with pytest.raises(StoreBroken) as caught:
        store.create(new_job(metadata={"a": "x" * 1_000_000}))
    assert caught.value.data["cause"] == "SQLITE_FULL"


@only_sqlite
@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any file")
def test_a_read_only_sqlite_is_lasting(store: SqlStore, settings: Settings) -> None:
    store.close()
    (settings.data_dir / "oncue.db").chmod(0o400)
    with pytest.raises(StoreBroken):
        store.create(new_job())

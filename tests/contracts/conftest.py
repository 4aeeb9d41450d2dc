"""Both kinds of database, each test with empty tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.migrate import migrate
from oncue.jobs.store.tables import metadata
from tests.servers import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = ""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url
    return Settings(data_dir=tmp_path, database_url=url, lease_s=60, max_attempts=3, max_queued=100, retry_after_s=0)


@pytest.fixture
def store(settings: Settings) -> Iterator[SqlStore]:
    migrate(settings)
    opened = open_store(settings)
    with opened.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    yield opened
    opened.close()

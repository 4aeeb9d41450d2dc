"""Both kinds of database, each test with empty tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from tests.servers import PostgresServer
from tests.stores import empty_store


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = ""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server.url
    return Settings(data_dir=tmp_path, database_url=url, lease_s=60, max_attempts=3, max_queued=100, retry_after_s=0)


@pytest.fixture
def store(settings: Settings) -> Iterator[SqlStore]:
    with empty_store(settings) as store:
        yield store

"""PgBouncer in transaction mode between: each transaction may be another server's, which knows nothing of the last."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from oncue.jobs.model import State
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.migrate import migrate
from tests.job_makers import DONE, TENANT, claimed, new_job
from tests.pooler import pooled
from tests.servers import PostgresServer
from tests.stores import empty_store


@pytest.fixture
def store(postgres: PostgresServer, tmp_path: Path) -> Iterator[SqlStore]:
    with pooled(postgres) as url, empty_store(Settings(data_dir=tmp_path, database_url=url)) as store:
        yield store


def test_many_writers_and_readers_share_few_connections_and_every_job_ends(store: SqlStore) -> None:
    store.create_batch("b", TENANT, "", {}, None)

    def use(number: int) -> int:
        for _ in range(8):
            store.create(new_job(batch="b" if number % 2 else None))
            claim = claimed(store)
            assert store.heartbeat(claim, "recognise", 0.5).held
            assert store.peek(claim).held
            store.finish(claim, DONE)
            store.list(TENANT, limit=5)
            store.reap()
        return 8

    with ThreadPoolExecutor(12) as users:
        assert sum(users.map(use, range(12))) == 96
    assert {job.state for job in store.list(TENANT, limit=200)} == {State.COMPLETED}
    assert store.batch_counts(["b"])["b"].total == 48


def test_each_transaction_has_its_own_limits_and_leaves_none_behind(store: SqlStore) -> None:
    asked = text("SELECT current_setting('lock_timeout'), current_setting('synchronous_commit')")
    with writing(store.engine, durable=False) as connection:
        assert tuple(connection.execute(asked).one()) == ("5s", "off")
    for _ in range(5):
        with reading(store.engine) as connection:
            assert tuple(connection.execute(asked).one()) == ("5s", "on")


def test_a_second_run_of_the_migrations_goes_through_it_too(store: SqlStore, tmp_path: Path) -> None:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP INDEX ix_jobs_completed_at_ms"))
    url = store.engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    migrate(Settings(data_dir=tmp_path, database_url=url))
    with store.engine.connect() as connection:
        found = connection.execute(text("SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_jobs_completed_at_ms'"))
        assert found.scalar_one() == 1

"""The first published version beside this one, on both databases: its tables open, its processes go on, and start again."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from oncue.jobs.model import State
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.indexes import build_missing_indexes
from oncue.jobs.store.migrate import migrate
from oncue.jobs.store.tables import metadata
from tests.job_makers import DONE, TENANT, claimed, later, new_job
from tests.servers import PostgresServer

FIRST = "90823eba382fe787f457233043fe6b83fc453381"

OLD = """
import json, sys
from jobs.model import NewJob, Outcome, Upload
from jobs.settings import Settings
from jobs.store import open_store
from jobs.store.migrate import migrate
settings = Settings(**json.loads(sys.argv[1]))
migrate(settings)
store = open_store(settings)

def submit(job_id, batch=None):
    up = Upload(f"jobs/{job_id}/audio", "news.mp3", 3, "00" * 32)
    return store.create(NewJob(job_id, up, up, f"jobs/{job_id}/text", "same", batch=batch))

done = Outcome("jobs/x/1/alignment.json", 5000, "en", {"mean_confidence": 0.9})
"""


@pytest.fixture(scope="session")
def first_version(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the first version, from the repository's history."""
    archive = subprocess.run(
        ["git", "-C", str(repository), "archive", "--format=tar", FIRST, "jobs"], capture_output=True, check=False
    )
    if archive.returncode:
        pytest.skip(f"needs the repository's history with {FIRST[:7]}: {archive.stderr.decode().strip()[:200]}")
    folder = tmp_path_factory.mktemp("first")
    with tarfile.open(fileobj=BytesIO(archive.stdout)) as tar:
        if hasattr(tarfile, "data_filter"):  # Debian 12's own Python has none; the archive is ours
            tar.extractall(folder, filter="data")
        else:
            tar.extractall(folder)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A place for a database with no tables in it."""
    if request.param == "sqlite":
        yield Settings(data_dir=tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    admin = create_engine(
        server.url_of("postgres").replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS beside WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE beside"))
    yield Settings(data_dir=tmp_path, database_url=server.url_of("beside"))
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS beside WITH (FORCE)"))
    admin.dispose()


class OldProcess:
    """A process of the first version, which does one line at a time and prints what comes of it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self._folder = folder
        self._given = json.dumps({"data_dir": str(settings.data_dir), "database_url": settings.database_url})
        loop = "print('ready', flush=True)\nfor line in sys.stdin: exec(line); print(flush=True)\n"
        self._process = subprocess.Popen(
            [sys.executable, "-c", OLD + loop, self._given],
            cwd=folder,
            env={"PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._expect("ready")

    def do(self, line: str) -> str:
        """What it prints; it must not fail."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._expect(None)

    def end(self) -> None:
        self._process.communicate()

    def _expect(self, wanted: str | None) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            pytest.fail(self._process.communicate()[1][-3000:])
        if wanted is not None:
            assert line.strip() == wanted
            return wanted
        if line.strip():
            assert self._process.stdout.readline() == "\n"
        return line.strip()


@pytest.fixture
def old(first_version: Path, settings: Settings) -> Iterator[OldProcess]:
    process = OldProcess(first_version, settings)
    yield process
    process.end()


@pytest.fixture
def store(old: OldProcess, settings: Settings) -> Iterator[SqlStore]:
    """This version's store, on tables that the first version made and used, and whose process lives on."""
    old.do("submit('job_before')")
    old.do("store.create_batch('old', 'default', 'May', {}, None); submit('job_batch', 'old')")
    migrate(settings)
    opened = open_store(settings)
    yield opened
    opened.close()


def test_a_database_of_the_first_version_has_all_that_this_one_makes(store: SqlStore, settings: Settings) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    assert {claimed(store).job.id for _ in range(2)} == {"job_before", "job_batch"}


def test_old_and_new_processes_submit_claim_and_finish_side_by_side(store: SqlStore, old: OldProcess) -> None:
    old.do("submit('job_after')")
    assert [claimed(store).job.id for _ in range(3)] == ["job_before", "job_after", "job_batch"]
    new = store.create(new_job())
    assert old.do("claim = store.claim(); print(claim.job.id)") == new.id
    assert store.claim() is None
    other = store.create(new_job())
    claim = claimed(store)
    assert old.do("print(store.heartbeat(claim, 'recognise', 0.5).held, store.finish(claim, done))") == "True True"
    assert store.finish(claim, DONE)
    assert {store.get(job, TENANT).state for job in (new.id, other.id)} == {State.COMPLETED}
    assert old.do(f"print(store.get({other.id!r}, 'default').quality, len(store.list('default')))").startswith("{")


def test_what_an_old_process_gives_back_or_reaps_has_its_turn(store: SqlStore, old: OldProcess) -> None:
    claims = [claimed(store), claimed(store)]
    assert store.forget_empty_turns() == 2
    assert store.claim() is None
    later(store, 61)
    old.do("from sqlalchemy import literal; store.now = store.now + literal(61000)")
    assert old.do("print(len(store.reap().requeued))") == "2"
    assert {claimed(store).job.id for _ in range(2)} == {claim.job.id for claim in claims}
    assert not store.finish(claims[0], DONE)


def test_an_old_process_that_is_started_again_meanwhile_finds_its_tables(
    store: SqlStore, first_version: Path, settings: Settings
) -> None:
    again = OldProcess(first_version, settings)
    again.do("submit('job_again')")
    again.end()
    assert store.get("job_again", TENANT).state is State.QUEUED
    migrate(settings)
    with store.engine.connect() as connection:
        row: Any = connection.execute(text("SELECT version_num, reached FROM alembic_version")).one()
    assert row.version_num == "0001"
    assert row.reached > "0001"


def test_an_old_process_works_on_tables_that_this_version_made(first_version: Path, settings: Settings) -> None:
    migrate(settings)
    store = open_store(settings)
    old = OldProcess(first_version, settings)
    old.do("submit('job_old')")
    assert claimed(store).job.id == "job_old"
    old.end()
    store.close()


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_an_index_is_built_while_others_write_and_one_that_broke_off_is_built_again(store: SqlStore) -> None:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP INDEX ix_jobs_completed_at_ms"))
        connection.execute(text("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_jobs_unknown'::regclass"))
    build_missing_indexes(store.engine)
    names = {index["name"] for index in inspect(store.engine).get_indexes("jobs")}
    assert {"ix_jobs_completed_at_ms", "ix_jobs_unknown"} <= names
    with store.engine.connect() as connection:
        broken = connection.execute(text("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).scalar_one()
    assert broken == 0


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_a_change_of_the_tables_gives_way_to_those_who_use_them(old: OldProcess, settings: Settings) -> None:
    """Else all who come after it would wait behind it, for as long as somebody's transaction lasts."""
    from oncue.jobs.errors import StoreUnavailable

    user = create_engine(settings.resolved_database_url)
    with user.begin() as connection:
        connection.execute(text("LOCK TABLE jobs IN ROW EXCLUSIVE MODE"))
        with pytest.raises(StoreUnavailable):
            migrate(settings)
        old.do("submit('job_meanwhile')")
    migrate(settings)
    user.dispose()

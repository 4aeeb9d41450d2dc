"""Nobody but the owner may look into the data folder, whoever made it, and whatever the process's umask is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from oncue.cli.supervise.data_folder import data_folder
from oncue.jobs.blobs import open_blobs
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from oncue.jobs.store.migrate import migrate
from tests.job_makers import new_job

OTHERS = 0o077


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def open_ones(folder: Path) -> list[str]:
    """What others have rights to, the folder itself with it."""
    return [str(path) for path in (folder, *folder.rglob("*")) if path.stat().st_mode & OTHERS]


def use(settings: Settings) -> None:
    migrate(settings)
    blobs = open_blobs(settings)
    blobs.put("jobs/job_1/audio", b"sound")
    with closing(open_store(settings)) as store:
        store.create(new_job())
        assert (settings.data_dir / "oncue.db-wal").exists()
        assert open_ones(settings.data_dir) == []


def test_a_new_data_folder_is_its_owners_with_all_that_is_made_in_it(tmp_path: Path) -> None:
    use(Settings(data_dir=tmp_path / "made" / "data"))


def test_a_data_folder_of_an_earlier_version_is_closed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "blobs").mkdir(parents=True)
    for name in ("oncue.db", "oncue.db-wal"):
        (data / name).touch(mode=0o666)
    use(Settings(data_dir=data))


def test_serving_from_a_folder_closes_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with data_folder(tmp_path / "data"):
        assert open_ones(tmp_path / "data") == []


def test_a_folder_of_files_that_an_operator_names_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o775)
    settings = Settings(data_dir=tmp_path / "data", blobs_url=f"file://{tmp_path / 'shared'}")
    open_blobs(settings).put("jobs/job_1/audio", b"sound")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o775
    open_blobs(settings.model_copy(update={"blobs_url": f"file://{tmp_path / 'made'}"}))

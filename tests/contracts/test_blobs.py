"""One suite for files on a local disk and in S3, the latter over a real socket."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from oncue.jobs.blobs import Blob, Blobs, open_blobs
from oncue.jobs.errors import DiskFull, NotFound
from oncue.jobs.garbage import collect
from oncue.jobs.model import State, parsed_key
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from tests.job_makers import TENANT, new_job
from tests.servers import S3Server
from tests.stores import make_tables

LARGE_BYTES = 12 * 1024 * 1024
"""More than one part of an S3 upload."""


@pytest.fixture(params=["local", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    if request.param == "local":
        return Settings(data_dir=tmp_path)
    server: S3Server = request.getfixturevalue("s3")
    prefix = "".join(c for c in request.node.name if c.isalnum())
    return Settings(data_dir=tmp_path, blobs_url=f"s3://{server.bucket}/{prefix}", s3_endpoint_url=server.endpoint_url)


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    return open_blobs(settings)


def keys(blobs: Blobs, prefix: str = "") -> list[str]:
    return sorted(blob.key for blob in blobs.list(prefix))


def test_what_is_put_is_read_listed_and_deleted(blobs: Blobs) -> None:
    blobs.put("jobs/a/audio", b"sound")
    blobs.put("jobs/ab/audio", b"other")
    assert blobs.read("jobs/a/audio") == b"sound"
    assert blobs.exists("jobs/a/audio")
    assert not blobs.exists("jobs/a")
    assert keys(blobs) == ["jobs/a/audio", "jobs/ab/audio"]
    assert keys(blobs, "jobs/a") == ["jobs/a/audio"], "a folder, not a beginning of a name"
    listed = next(blob for blob in blobs.list("jobs/a"))
    assert (listed.bytes, -5 < listed.age_s < 60) == (5, True)
    blobs.delete("jobs/a/audio")
    blobs.delete("jobs/a/audio")
    assert keys(blobs, "jobs/a") == []
    assert keys(blobs, "nowhere") == []


def test_a_missing_file_is_not_found(blobs: Blobs) -> None:
    with pytest.raises(NotFound):
        blobs.read("jobs/a/audio")
    with pytest.raises(NotFound), blobs.local_file("jobs/a/audio"):
        pass


def test_a_second_put_replaces_the_first(blobs: Blobs) -> None:
    blobs.put("x", b"first")
    blobs.put("x", b"second")
    assert blobs.read("x") == b"second"


@pytest.mark.parametrize("size", [0, 10, LARGE_BYTES])
def test_a_write_that_breaks_off_leaves_nothing(blobs: Blobs, size: int) -> None:
    with suppress(KeyError), blobs.write("jobs/a/audio") as file:
        file.write(bytes(size))
        raise KeyError
    assert keys(blobs) == []
    assert not blobs.exists("jobs/a/audio")
    assert blobs.abort_stale_uploads(-60) == 0, "nor parts of it in S3"


def test_a_large_file_arrives_whole_and_is_there_as_a_local_file(blobs: Blobs) -> None:
    piece = os.urandom(1024 * 1024)
    with blobs.write("jobs/a/audio") as file:
        for _ in range(LARGE_BYTES // len(piece)):
            file.write(piece)
        assert not blobs.exists("jobs/a/audio"), "not before it is whole"
    with blobs.local_file("jobs/a/audio") as path:
        assert path.stat().st_size == LARGE_BYTES
        assert path.read_bytes()[-len(piece) :] == piece


def test_a_killed_writer_leaves_nothing_under_the_key_and_the_rest_is_collected(settings: Settings, blobs: Blobs) -> None:
    code = (
        "import sys, time; from oncue.jobs.blobs import open_blobs; from oncue.jobs.settings import Settings\n"
        f"blobs = open_blobs(Settings.model_validate_json({settings.model_dump_json()!r}))\n"
        "with blobs.write('jobs/job_a/audio') as file:\n"
        f"    file.write(bytes({LARGE_BYTES})); print('written', flush=True); time.sleep(60)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "written\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    assert not blobs.exists("jobs/job_a/audio")
    make_tables(settings)
    store = open_store(settings)
    assert collect(store, blobs, older_than_s=0, cache_days=30).files == 1  # moto says of all parts that they are of 2010
    assert keys(blobs) == []
    assert blobs.abort_stale_uploads(-60) == 0


def test_collecting_removes_what_nothing_refers_to_and_only_that(settings: Settings, blobs: Blobs) -> None:
    make_tables(settings)
    store = open_store(settings)
    job = store.create(new_job())
    kept = [job.audio.key, job.transcript.key, job.text_key, parsed_key(job.text_key)]
    for key in (*kept, f"jobs/{job.id}/1/alignment.json", "jobs/job_gone/audio", "cache/old"):
        blobs.put(key, b"12345")
    collected = collect(store, blobs, older_than_s=3600, cache_days=30)
    assert (collected.files, collected.orphan_bytes) == (0, 10)
    collected = collect(store, blobs, older_than_s=-60, cache_days=30)
    assert (collected.files, collected.bytes, collected.orphan_bytes) == (2, 10, 0)
    assert keys(blobs) == sorted([*kept, "cache/old"])
    collect(store, blobs, older_than_s=-60, cache_days=-1)
    assert keys(blobs) == sorted(kept)
    assert store.get(job.id, TENANT).state is State.QUEUED


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import resource; from oncue.jobs.blobs import Blobs; from oncue.jobs.errors import DiskFull; import signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (10000, 10000))\n"
        f"blobs = Blobs('file://{tmp_path}')\n"
        "try:\n    blobs.put('a', bytes(20000))\nexcept DiskFull as error:\n    print(error.code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"{DiskFull.code}\n"
    assert list(tmp_path.iterdir()) == []


class Unwanted(Exception):
    """What a check raises when a copy is not wanted any more."""


def test_a_copy_that_is_not_wanted_any_more_is_broken_off_and_leaves_nothing(blobs: Blobs, tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(LARGE_BYTES))
    checks = []

    def check() -> None:
        checks.append(1)
        if len(checks) == 2:
            raise Unwanted

    with pytest.raises(Unwanted):
        blobs.put_file("jobs/a/alignment.json", large, check)
    assert keys(blobs) == []
    blobs.put_file("jobs/a/audio", large)
    checks.clear()
    with suppress(Unwanted), blobs.local_file("jobs/a/audio", check) as path:
        assert path.stat().st_size == LARGE_BYTES, "a local file is not copied"
        assert not checks


def test_pages_hold_every_file_once_in_the_order_of_their_keys(blobs: Blobs) -> None:
    for key in ("jobs/b/1/alignment.json", "jobs/a/audio", "jobs/a/text", "jobs/c/x/y/z", "jobs/b/audio", "other/a/audio"):
        blobs.put(key, b"12")
    for limit in (1, 2, 3, 5, 100):
        after: str | None = ""
        found: list[Blob] = []
        while after is not None:
            page, after = blobs.page("jobs", after, limit)
            assert len(page) <= limit
            found += page
        assert [blob.key for blob in found] == sorted(blob.key for blob in blobs.list("jobs"))
        assert {blob.bytes for blob in found} == {2}
    assert blobs.page("nowhere", "", 10) == ([], None)
    seen = blobs.look("jobs/a/audio")
    assert seen is not None
    assert (seen.bytes, blobs.look("jobs/a/nothing")) == (2, None)

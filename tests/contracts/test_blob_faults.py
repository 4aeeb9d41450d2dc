"""Files when the disk is full, S3 is away, memory is short, or many write and delete at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from oncue.jobs.blobs import Blobs, open_blobs
from oncue.jobs.errors import DiskFull, StoreUnavailable
from oncue.jobs.settings import Settings
from oncue.system.atomic_files import PARTIAL
from tests.servers import S3Server, free_port

MIB = 1024 * 1024


def open_s3(server: S3Server, folder: str) -> Blobs:
    return open_blobs(Settings(blobs_url=f"s3://{server.bucket}/{folder}", s3_endpoint_url=server.endpoint_url))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients of S3 that do not try again for seconds."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr("s3fs.core.S3FileSystem.retries", 1)


CALLS: dict[str, Callable[[Blobs], object]] = {
    "exists": lambda blobs: blobs.exists("a"),
    "read": lambda blobs: blobs.read("a"),
    "put": lambda blobs: blobs.put("a", b"sound"),
    "put-large": lambda blobs: blobs.put("a", bytes(20 * MIB)),
    "list": lambda blobs: list(blobs.list("a")),
    "delete": lambda blobs: blobs.delete("a"),
    "local-file": lambda blobs: blobs.local_file("a").__enter__(),
    "abort": lambda blobs: blobs.abort_stale_uploads(0),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())
@pytest.mark.usefixtures("impatient", "s3")
def test_an_s3_that_does_not_answer_is_unavailable(call: Callable[[Blobs], object]) -> None:
    blobs = open_s3(S3Server(f"http://127.0.0.1:{free_port()}", "captions"), "away")
    with pytest.raises(StoreUnavailable):
        call(blobs)


@pytest.mark.parametrize("size", [1, 20 * MIB])
def test_a_bucket_that_is_not_there_is_the_operators_matter(s3: S3Server, size: int) -> None:
    with pytest.raises(StoreUnavailable, match="bucket"):
        open_s3(S3Server(s3.endpoint_url, "nowhere"), "x").put("a", bytes(size))


def test_uploads_under_another_folder_of_the_bucket_are_left_alone(s3: S3Server) -> None:
    desk, other = open_s3(s3, "desk"), open_s3(s3, "desk2")
    with other.write("a") as file:
        file.write(bytes(10 * MIB))
        assert desk.abort_stale_uploads(-60) == 0
    assert len(other.read("a")) == 10 * MIB


@pytest.mark.parametrize("kind", ["local", "s3"])
def test_an_error_of_the_one_who_writes_stays_its_own(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    blobs = Blobs(f"file://{tmp_path}") if kind == "local" else open_s3(request.getfixturevalue("s3"), "own")

    def break_off() -> None:
        with blobs.write("a") as file:
            file.write(b"half of")
            raise ConnectionResetError("the client went away")

    with pytest.raises(ConnectionResetError):
        break_off()
    assert not blobs.exists("a")


@pytest.mark.parametrize("kind", ["local", "s3"])
def test_a_file_larger_than_the_memory_for_it_is_written(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> None:
    settings = Settings(data_dir=tmp_path)
    if kind == "s3":
        server: S3Server = request.getfixturevalue("s3")
        settings = Settings(blobs_url=f"s3://{server.bucket}/large", s3_endpoint_url=server.endpoint_url)
    code = (
        "import resource; from oncue.jobs.blobs import open_blobs; from oncue.jobs.settings import Settings\n"
        f"blobs = open_blobs(Settings.model_validate_json({settings.model_dump_json()!r}))\n"
        f"blobs.put('small', bytes({9 * MIB}))\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"piece = bytes({MIB})\n"
        "with blobs.write('large') as file:\n"
        "    for _ in range(160): file.write(piece)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < 32 * MIB


def test_a_folder_that_others_empty_is_there_when_it_is_needed(tmp_path: Path) -> None:
    blobs = Blobs(f"file://{tmp_path}")

    def come_and_go(name: str) -> None:
        for _ in range(60):
            blobs.put(f"jobs/a/deep/{name}", b"sound")
            blobs.delete(f"jobs/a/deep/{name}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(come_and_go, "abcd"))
    assert list(tmp_path.iterdir()) == []


def test_what_breaks_off_leaves_no_empty_folders(tmp_path: Path) -> None:
    blobs = Blobs(f"file://{tmp_path}")
    with suppress(KeyError), blobs.write("jobs/a/audio") as file:
        file.write(b"half of")
        assert [PARTIAL in blob.key for blob in blobs.list()] == [True], "while it is written, the collector sees it"
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_says_so_and_what_was_there_stays(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    private = [unshare or "", "--mount", "--map-root-user", "mount", "-t", "tmpfs", "-o", "size=1m", "none", str(tmp_path)]
    if unshare is None or subprocess.run(private, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs to mount a small disk of its own, which this user may not")
    code = (
        "from oncue.jobs.blobs import Blobs; from oncue.jobs.errors import DiskFull\n"
        f"blobs = Blobs('file://{tmp_path}'); blobs.put('jobs/a/audio', b'first')\n"
        "try:\n    blobs.put('jobs/a/audio', bytes(2_000_000))\nexcept DiskFull as error:\n    print(error.code)\n"
        "print(blobs.read('jobs/a/audio').decode(), *[blob.key for blob in blobs.list()])\n"
    )
    mount = f'mount -t tmpfs -o size=1m none \'{tmp_path}\' && exec "$0" -c "$1"'
    command = [unshare, "--mount", "--map-root-user", "sh", "-c", mount, sys.executable, code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [DiskFull.code, "first", "jobs/a/audio"]

"""What one recording may cost, and that no ffmpeg outlives whoever started it."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import imageio_ffmpeg
import pytest

from oncue.audio import ffmpeg
from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.decode_errors import MediaFile, refusal
from oncue.errors import AudioTooLong, AudioUnreadable, OncueError, StorageFull

WHEEL = str(imageio_ffmpeg.get_ffmpeg_exe())

needs_proc = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks for processes in /proc")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _sparse_wav(path: Path, hours: float) -> Path:
    """Hours of 8 kHz sound that take no room on the disk: a header (RF64, EBU Tech 3306) and a hole."""
    data_bytes = int(hours * 3600 * 8000)
    sizes = struct.pack("<QQQI", data_bytes + 72, data_bytes, data_bytes, 0)
    form = struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)
    header = b"RF64\xff\xff\xff\xffWAVE" + b"ds64" + struct.pack("<I", 28) + sizes
    header += b"fmt " + struct.pack("<I", 16) + form + b"data\xff\xff\xff\xff"
    with path.open("wb") as file:
        file.write(header)
        file.truncate(len(header) + data_bytes)
    return path


def _processes(mark: str) -> list[int]:
    """The ids of the processes with `mark` in their command line, this one left out."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if mark.encode() in command:
                found.append(int(folder.name))
    return found


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_a_header_that_declares_too_much_is_refused_before_decoding(tmp_path: Path, out: Path) -> None:
    source = _sparse_wav(tmp_path / "bomb.wav", hours=50)
    with pytest.raises(AudioTooLong, match=r"is 50:00:00 long, over the limit of 12:00:00: cut it, or raise") as caught:
        decode(source, out)
    assert caught.value.data["max_duration_s"] == 12 * 3600
    assert list(out.iterdir()) == []


def test_fifty_hours_in_a_small_file_that_declares_nothing_are_refused_and_leave_nothing(tmp_path: Path, out: Path) -> None:
    minute = tmp_path / "minute.aac"
    silence = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono:d=60", "-c:a", "aac", "-b:a", "8k"]
    subprocess.run([WHEEL, "-v", "error", "-nostdin", *silence, minute], check=True)
    source = tmp_path / "bomb.aac"
    source.write_bytes(minute.read_bytes() * 50 * 60)
    assert source.stat().st_size < 20_000_000
    seen: list[int] = []

    def watch() -> None:
        while not seen or seen[-1] >= 0:
            seen.append(max((path.stat().st_size for path in out.iterdir()), default=0))
            time.sleep(0.05)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    with pytest.raises(AudioTooLong, match=r"is longer than the limit of 2:00:00"):
        decode(source, out, DecodeLimits(max_duration_s=2 * 3600))
    seen.append(-1)
    assert list(out.iterdir()) == []
    assert max(seen) <= (2 * 3600 + 2) * 32_000


def test_one_second_over_the_limit_is_too_long(tmp_path: Path, out: Path) -> None:
    source = _sparse_wav(tmp_path / "long.wav", hours=61 / 3600)
    assert decode(source, out, DecodeLimits(max_duration_s=61)).duration_ms == 61_000
    with pytest.raises(AudioTooLong):
        decode(source, out, DecodeLimits(max_duration_s=60))


def test_a_recording_that_would_not_fit_on_the_disk_is_refused_before_the_disk_is_full(tmp_path: Path, out: Path) -> None:
    free_bytes = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
    try:
        source = _sparse_wav(tmp_path / "huge.wav", hours=2 * free_bytes / 32_000 / 3600)
    except OSError:
        pytest.skip("this file system cannot hold so large a file, not even an empty one")
    with pytest.raises(StorageFull, match="make room") as caught:
        decode(source, out, DecodeLimits(max_duration_s=10**9))
    needed, free = caught.value.data["needed_bytes"], caught.value.data["free_bytes"]
    assert isinstance(needed, int)
    assert isinstance(free, int)
    assert needed > free
    assert list(out.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_while_decoding_is_no_fault_of_the_recording(tmp_path: Path) -> None:
    source = _sparse_wav(tmp_path / "long.wav", hours=0.1)
    status, log = _run(source, Path("/dev/full"), tmp_path)
    assert isinstance(refusal(MediaFile.at(source), status, log), StorageFull)


def test_a_decoder_that_takes_too_long_is_given_up(tmp_path: Path, out: Path) -> None:
    source = _sparse_wav(tmp_path / "long.wav", hours=11)
    with pytest.raises(AudioUnreadable, match="takes too long to decode"):
        decode(source, out, DecodeLimits(grace_s=0, slowest_speed=1e9))
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("limit", "signals"),
    [({"cpu_s": 1}, {signal.SIGKILL, signal.SIGXCPU}), ({"output_bytes": 1_000_000}, {signal.SIGXFSZ})],
    ids=["processor time", "output size"],
)
def test_the_kernel_ends_a_decoder_that_breaks_a_limit(tmp_path: Path, limit: dict[str, int], signals: set[int]) -> None:
    source = _sparse_wav(tmp_path / "long.wav", hours=100)
    status, _ = _run(source, tmp_path / "out.pcm", tmp_path, **limit)
    assert -status in signals
    assert (tmp_path / "out.pcm").stat().st_size < 40 * 3600 * 32_000


def test_a_decoder_that_cannot_start_in_its_memory_is_not_the_recordings_fault(tmp_path: Path, out: Path) -> None:
    source = _sparse_wav(tmp_path / "short.wav", hours=0.001)
    with pytest.raises(OncueError) as caught:
        decode(source, out, DecodeLimits(memory_bytes=20_000_000))
    assert "not a recording" not in caught.value.detail
    assert list(out.iterdir()) == []


def test_the_decoder_sees_no_secrets_and_writes_no_reports(
    tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FFREPORT", f"file={tmp_path}/report.log:level=48")
    decode(_sparse_wav(tmp_path / "short.wav", hours=0.001), out)
    assert not (tmp_path / "report.log").exists()


@needs_proc
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_whatever_stops_decoding_ends_ffmpeg_and_leaves_no_file(
    tmp_path: Path, out: Path, error: type[BaseException]
) -> None:
    source = _sparse_wav(tmp_path / "long.wav", hours=11)

    def stop(_: float) -> None:
        assert _processes(str(source))
        raise error

    with pytest.raises(error):
        decode(source, out, on_progress=stop)
    assert _processes(str(source)) == []
    assert list(out.iterdir()) == []


@needs_proc
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_ffmpeg_outlives_the_process_that_started_it(tmp_path: Path, out: Path, ending: signal.Signals) -> None:
    source = _sparse_wav(tmp_path / "long.wav", hours=11)
    # A shell starts what it runs in the background without Ctrl-C, and so this test, too.
    hears = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = "import sys, pathlib; from oncue.audio.decode import decode; decode(*map(pathlib.Path, sys.argv[1:]))"
    process = subprocess.Popen([sys.executable, "-c", f"{hears}; {code}", source, out], stderr=subprocess.DEVNULL)
    try:
        assert _soon(lambda: any(path.stat().st_size for path in out.iterdir())), "it never started to decode"
        assert len(_processes(str(source))) == 2
        process.send_signal(ending)
        process.wait(timeout=20)
        assert _soon(lambda: not _processes(str(source)))
    finally:
        process.kill()
        process.wait()


def _run(source: Path, target: Path, folder: Path, *, cpu_s: int = 60, output_bytes: int = 2**40) -> tuple[int, ffmpeg.Log]:
    arguments = ["-nostdin", "-loglevel", "level+info", "-i", str(source), "-ar", "16000", "-f", "s16le", "-y", str(target)]
    return ffmpeg.run(
        arguments,
        folder=folder,
        cpu_s=cpu_s,
        memory_bytes=2 * 2**30,
        output_bytes=output_bytes,
        watch=lambda log: None,
    )

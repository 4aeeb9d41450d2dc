"""Bad input to `oncue align`: one line that says what is wrong, an exit code, and nothing half-written."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from oncue.audio.resample import FEWEST_BYTES_PER_S
from oncue.captions.formats import FORMATS
from oncue.cli import main
from oncue.cli.outputs import Output, write_files
from oncue.errors import StorageFull
from oncue.jobs.scratch import LOCK
from tests.conftest import Recording
from tests.e2e.align_runs import COMMAND, align, ffmpeg
from tests.e2e.commands_here import align_here

Align = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _refused(out: Path, code: int, *arguments: str | Path, run_align: Align = align_here) -> str:
    run = run_align("--quiet", *arguments, "-o", out / "a.srt")
    lines = run.stderr.splitlines()
    assert run.returncode == code, run.stderr
    assert len(lines) == 1, run.stderr
    assert lines[0].startswith("oncue: ")
    assert run.stdout == ""
    assert list(out.iterdir()) == []
    return lines[0]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("missing.mp3", None),
        ("empty.mp3", b""),
        ("text.mp3", b"Good morning. This is no recording.\n" * 50),
    ],
)
def test_what_is_no_recording_is_refused(
    tmp_path: Path, out: Path, radio_address: Recording, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    _refused(out, 4, tmp_path / name, radio_address.transcript)


def test_a_playlist_is_not_followed(tmp_path: Path, out: Path, radio_address: Recording) -> None:
    source = tmp_path / "list.wav"
    source.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{radio_address.audio}\n#EXT-X-ENDLIST\n")
    _refused(out, 4, source, radio_address.transcript)


@pytest.mark.parametrize(
    "arguments",
    [
        ["-f", "lavfi", "-i", "testsrc=d=2:s=64x64", "-c:v", "mpeg4"],
        ["-f", "lavfi", "-i", "anullsrc=d=5:r=16000"],
        ["-f", "lavfi", "-i", "aevalsrc=0.1*sin(440*2*PI*t)+0.1*sin(554*2*PI*t)+0.1*sin(659*2*PI*t):d=8:s=16000"],
    ],
    ids=["no sound track", "silence", "music"],
)
def test_a_recording_without_speech_is_refused(
    tmp_path: Path, out: Path, radio_address: Recording, arguments: list[str]
) -> None:
    source = tmp_path / "a.mkv"
    ffmpeg(*arguments, source)
    _refused(out, 4, source, radio_address.transcript)


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        bytes(range(256)) * 40,
        b"Words of a text. " * 180_000,
        b"a\n" * 999_999,
        "© 2026 WXYZ FM\n0:00 0:00\n".encode(),
    ],
    ids=["missing", "empty", "binary", "3 MB", "too complex", "only chrome"],
)
def test_what_is_no_transcript_is_refused(
    tmp_path: Path, out: Path, radio_address: Recording, content: bytes | None
) -> None:
    source = tmp_path / "a.txt"
    if content is not None:
        source.write_bytes(content)
    _refused(out, 4, radio_address.audio, source)


@pytest.mark.parametrize("text", ["en", "fr"], ids=["of another programme", "in another language"])
def test_a_transcript_that_does_not_belong_is_refused(
    tmp_path: Path, out: Path, radio_address: Recording, udhr: dict[str, Recording], text: str
) -> None:
    ffmpeg("-i", radio_address.audio, "-t", "20", tmp_path / "a.wav")
    said = _refused(out, 3, tmp_path / "a.wav", udhr[text].transcript)
    assert "transcript_mismatch" in said
    assert ("The recording seems to be in English (en)" in said) == (text == "fr")


def test_a_recording_in_another_language_than_its_text_is_named(
    tmp_path: Path, out: Path, radio_address: Recording, udhr: dict[str, Recording]
) -> None:
    ffmpeg("-i", udhr["fr"].audio, "-t", "30", tmp_path / "a.wav")
    said = _refused(out, 3, tmp_path / "a.wav", radio_address.transcript)
    assert "seems to be in French (fr), and the transcript was taken to be in English (en)" in said


def test_a_recording_that_declares_fifty_hours_is_refused(tmp_path: Path, out: Path, radio_address: Recording) -> None:
    source = tmp_path / "a.flac"
    # Enough of it that the file might be so long: in less, a declared duration is taken for a mistake.
    ffmpeg("-f", "lavfi", "-i", "anoisesrc=r=8000", "-t", "2400", "-ac", "1", source)
    assert source.stat().st_size > 50 * 3600 * FEWEST_BYTES_PER_S
    flac = bytearray(source.read_bytes())
    flac[22:26] = (50 * 3600 * 8000).to_bytes(4, "big")  # STREAMINFO's count of samples
    source.write_bytes(flac)
    assert "audio_too_long" in _refused(out, 4, source, radio_address.transcript)


def test_a_full_disk_leaves_no_captions(out: Path) -> None:
    """A limit on the size of files stands in for a full disk; the first of the two files would have fitted."""
    first, second = (Output(out / f"a.{suffix}", FORMATS[suffix]) for suffix in ("srt", "vtt"))
    rendered = [(first, b"1\n" * 10), (second, b"x" * 100_000)]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(StorageFull):
            write_files(rendered)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(out.iterdir()) == []


def test_no_room_for_the_temporary_files_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @click.command
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "argv", ["oncue"])
    with pytest.raises(SystemExit) as ended:
        main.main(full)
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("oncue: storage_full: The disk is full: no captions were written. Make room")


def test_a_truncated_recording_is_captioned_as_far_as_it_goes(tmp_path: Path, out: Path, radio_address: Recording) -> None:
    whole = tmp_path / "whole.mp3"
    ffmpeg("-i", radio_address.audio, "-t", "20", whole)
    source = tmp_path / "a.mp3"
    source.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    run = align_here(source, radio_address.transcript, "-o", out / "a.srt")
    assert run.returncode == 0, run.stderr
    assert "audio_damaged" in run.stderr
    assert "Good morning." in (out / "a.srt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "target", ["missing/a.srt", "/sys/a.srt", "a.pdf", "audio.srt"], ids=["no folder", "read-only", "ending", "input"]
)
def test_an_output_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, radio_address: Recording, target: str
) -> None:
    run = align_here(tmp_path / "audio.srt", radio_address.transcript, "-o", tmp_path / target)
    assert run.returncode == 2, run.stderr
    assert run.stderr.startswith("oncue: ")
    assert len(run.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "options"),
    [(2, ["--nonsense"]), (2, ["--language", "fr", "--model", "tiny.en"]), (1, ["--model", "no-such-model"])],
)
def test_options_that_cannot_be_followed_are_refused(
    out: Path, radio_address: Recording, code: int, options: list[str]
) -> None:
    run_align = align if code == 1 else align_here  # one of them as a process, which ends with the code
    _refused(out, code, radio_address.audio, radio_address.transcript, *options, run_align=run_align)


def test_ctrl_c_ends_it_and_leaves_nothing(tmp_path: Path, out: Path, radio_address: Recording) -> None:
    temporary, longer = tmp_path / "temporary", tmp_path / "longer.wav"
    temporary.mkdir()
    ffmpeg("-stream_loop", "5", "-i", radio_address.audio, longer)
    process = subprocess.Popen(
        [*COMMAND, "--quiet", longer, radio_address.transcript, "-o", out / "a.srt"],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        # A shell starts what it runs in the background without Ctrl-C, and so this test, too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 60
    while not list(temporary.rglob("audio.pcm")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)  # decoded, or nearly; the rest takes some seconds, as the text is said once
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1, errors
    assert errors.strip() == "oncue: interrupted: nothing was written."
    assert list(out.iterdir()) == []
    # The folder of all this user's processes stays, with its lock, and onnxruntime keeps a file of its own (.ses) beside it.
    assert [each.name for each in temporary.glob("oncue-*/*")] == [LOCK]
    deadline = time.monotonic() + 60
    while _is_there(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_there(group: int) -> bool:
    """Whether a process of this group is left, be it one that has ended and of which nobody has taken note yet."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True

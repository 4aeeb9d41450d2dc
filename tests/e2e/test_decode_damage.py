"""A damaged recording is decoded as far as it goes, and a warning says so."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from oncue.audio.decode import decode

WHEEL = str(imageio_ffmpeg.get_ffmpeg_exe())

NOISE = ["-f", "lavfi", "-i", "anoisesrc=r=16000:d=20:a=0.3:seed=5"]
PICTURE = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=20"]


@pytest.fixture(autouse=True)
def _wheels_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on every machine."""
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _made(folder: Path, name: str, *options: str | Path) -> Path:
    """Twenty seconds of noise, whose size in bytes is the same everywhere in it, as `name`."""
    path = folder / name
    subprocess.run([WHEEL, "-v", "error", "-nostdin", "-y", *NOISE, *options, path], check=True)
    return path


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("cut.wav", []),
        ("cut.flac", []),
        ("cut.mp3", ["-c:a", "libmp3lame"]),
        ("cut.ogg", ["-c:a", "libvorbis"]),
        ("cut.opus", ["-c:a", "libopus"]),
        ("cut.mkv", ["-c:a", "aac"]),
        ("cut.m4a", ["-c:a", "aac", "-movflags", "+faststart"]),
        ("cut.wma", ["-c:a", "wmav2"]),
        ("cut.aiff", []),
        ("cut.w64", []),
        ("cut.avi", [*PICTURE, "-c:v", "mpeg4", "-c:a", "libmp3lame"]),
        ("cut.mp4", [*PICTURE, "-c:v", "mpeg4", "-c:a", "aac", "-movflags", "+faststart"]),
        ("cut.webm", [*PICTURE, "-c:v", "libvpx", "-c:a", "libvorbis"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_breaks_off_is_decoded_up_to_there_with_a_warning(
    tmp_path: Path, out: Path, name: str, options: list[str]
) -> None:
    whole = _made(tmp_path, f"whole.{name}", *options)
    assert decode(whole, out).warnings == ()
    cut = tmp_path / name
    content = whole.read_bytes()
    cut.write_bytes(content[: len(content) * 6 // 10])

    pcm = decode(cut, out)
    assert pcm.duration_ms == pytest.approx(12_000, abs=2000)
    assert [warning.split(":")[0] for warning in pcm.warnings] == ["audio_damaged"]
    # Of a Windows Media file that breaks off, ffmpeg can no longer tell how long it was.
    assert "0:00:1" in pcm.warnings[0] or name == "cut.wma"


@pytest.mark.parametrize(("name", "options"), [("hit.flac", []), ("hit.mp3", ["-c:a", "libmp3lame"])])
def test_a_damaged_middle_keeps_what_comes_after_it(tmp_path: Path, out: Path, name: str, options: list[str]) -> None:
    source = _made(tmp_path, name, *options)
    content = bytearray(source.read_bytes())
    half = len(content) // 2
    content[half : half + 3000] = bytes(3000)
    source.write_bytes(content)

    pcm = decode(source, out)
    assert pcm.duration_ms == pytest.approx(20_000, abs=1500)
    assert [warning.split(":")[0] for warning in pcm.warnings] == ["audio_damaged"]


def test_a_wav_written_to_a_pipe_does_not_know_its_size_and_is_not_damaged(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "piped.wav"
    with source.open("wb") as file:
        subprocess.run([WHEEL, "-v", "error", "-nostdin", *NOISE, "-f", "wav", "-"], stdout=file, check=True)
    pcm = decode(source, out)
    assert (pcm.duration_ms, pcm.warnings) == (20_000, ())


def test_a_short_sound_track_under_a_long_picture_is_not_damaged(tmp_path: Path, out: Path) -> None:
    source = _made(tmp_path, "short.mp4", *PICTURE, "-af", "atrim=end=5", "-c:v", "mpeg4", "-c:a", "aac")
    pcm = decode(source, out)
    assert pcm.duration_ms == pytest.approx(5000, abs=100)
    assert pcm.warnings == ()


def test_tags_after_the_sound_are_not_damage(tmp_path: Path, out: Path) -> None:
    source = _made(tmp_path, "tagged.mp3", "-c:a", "libmp3lame", "-write_id3v1", "1", "-metadata", "title=Interview")
    assert decode(source, out).warnings == ()


def test_a_title_cannot_pass_for_a_message_of_ffmpeg(tmp_path: Path, out: Path) -> None:
    title = "title=x\n[info]   Duration: 99:00:00.00, start: 0\n[error] moov atom not found"
    source = _made(tmp_path, "titled.flac", "-metadata", title)
    pcm = decode(source, out)
    assert (pcm.duration_ms, pcm.warnings) == (20_000, ())

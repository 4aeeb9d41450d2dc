"""A clock that jumps: told with its place and length, never hours of silence, and no sound is thrown away for it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from oncue.audio.decode import decode
from oncue.audio.pcm import Pcm
from tests.conftest import Recording

WHEEL = str(imageio_ffmpeg.get_ffmpeg_exe())
SWEEP = "aevalsrc=0.4*sin(2*PI*(200*t+20*t*t)):d=40:s=16000"
HOUR_MS = 3_600_000


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def _made(path: Path, *options: str) -> Path:
    """Forty seconds of a tone that rises all the time, so that nothing in it is like anything else."""
    subprocess.run([WHEEL, "-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", SWEEP, *options, path], check=True)
    return path


def _pitch_hz(pcm: Pcm, at_ms: int) -> float:
    samples = pcm.read(at_ms, at_ms + 400).astype(np.float64)
    crossings = np.count_nonzero(np.diff(np.signbit(samples)))
    return float(crossings / 2 / (len(samples) / 16_000))


def _hole(hours: float, at_s: float = 20) -> list[str]:
    return ["-af", f"asetpts='PTS+gte(T,{at_s})*{round(3600 * hours)}/TB'"]


@pytest.mark.parametrize(
    ("name", "codec", "kept"),
    [
        ("a.mka", "libopus", True),
        ("a.webm", "libopus", True),
        ("a.mp4", "aac", True),
        ("a.flv", "aac", True),
        ("a.nut", "pcm_s16le", True),
        ("a.ts", "aac", False),
        ("a.ogg", "libopus", False),
    ],
)
def test_a_hole_of_ten_hours_is_told_and_takes_no_room(tmp_path: Path, out: Path, name: str, codec: str, kept: bool) -> None:
    pcm = decode(_made(tmp_path / name, *_hole(10), "-c:a", codec), out)
    assert pcm.duration_ms == pytest.approx(40_000, abs=200)
    assert _pitch_hz(pcm, 30_000) == pytest.approx(200 + 40 * 30.2, rel=0.03)
    (warning,) = pcm.warnings
    assert warning.startswith("audio_hole: the recording has a hole without sound of 10:00:00 at 0:00:20; captions ")
    if kept:
        ((at_ms, length_ms),) = pcm.holes
        assert at_ms == pytest.approx(20_000, abs=200)
        assert length_ms == pytest.approx(10 * HOUR_MS, abs=50)
    else:
        assert pcm.holes == ()


def test_a_hole_longer_than_any_recording_may_be_is_told_as_well(tmp_path: Path, out: Path) -> None:
    pcm = decode(_made(tmp_path / "a.mka", *_hole(30), "-c:a", "libopus"), out)
    assert pcm.duration_ms == pytest.approx(40_000, abs=200)
    assert "a hole without sound of 30:00:00 at 0:00:20" in pcm.warnings[0]


def test_two_holes_are_both_told(tmp_path: Path, out: Path) -> None:
    twice = "asetpts='PTS+gte(T,10)*3600/TB+gte(T,30)*7200/TB'"
    pcm = decode(_made(tmp_path / "a.mka", "-af", twice, "-c:a", "libopus"), out)
    assert pcm.duration_ms == pytest.approx(40_000, abs=200)
    assert [round(at_ms, -3) for at_ms, _ in pcm.holes] == [10_000, 30_000]
    assert "1:00:00 at 0:00:10, 2:00:00 at 1:00:30" in pcm.warnings[0]


def test_a_short_hole_is_silence_as_ever(tmp_path: Path, out: Path) -> None:
    pcm = decode(_made(tmp_path / "a.mka", *_hole(5 / 3600), "-c:a", "libopus"), out)
    assert (pcm.warnings, pcm.holes) == ((), ())
    assert pcm.duration_ms == pytest.approx(45_000, abs=200)
    assert not pcm.read(21_000, 24_000).any()


def test_sound_that_begins_hours_after_the_picture_is_told_too(tmp_path: Path, out: Path) -> None:
    source = tmp_path / "a.mkv"
    picture = ["-f", "lavfi", "-t", "2", "-i", "testsrc=size=64x64"]
    options = ["-itsoffset", "36000", "-f", "lavfi", "-i", SWEEP, *picture, "-c:a", "aac", "-c:v", "mpeg4"]
    subprocess.run([WHEEL, "-v", "error", "-nostdin", "-y", *options, source], check=True)
    pcm = decode(source, out)
    assert pcm.duration_ms == pytest.approx(40_000, abs=200)
    assert pcm.holes == ((0, 10 * HOUR_MS),)
    (warning,) = pcm.warnings
    assert "hole without sound of 10:00:00 at 0:00:00" in warning


@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_timestamps_that_go_back_are_told_and_throw_no_more_than_a_moment_away(tmp_path: Path, out: Path, name: str) -> None:
    back = ["-c:a", "aac", "-bsf:a", "setts=ts='TS-gte(TS*TB,20)*15/TB'"]
    pcm = decode(_made(tmp_path / name, *back), out)
    assert [warning.partition(":")[0] for warning in pcm.warnings] == ["audio_clock"]
    assert "at 0:00:20;" in pcm.warnings[0]
    assert pcm.duration_ms > 38_000


def test_joined_recordings_whose_clock_begins_anew_are_decoded_whole(tmp_path: Path, out: Path) -> None:
    joined = tmp_path / "a.ts"
    part = _made(tmp_path / "part.ts", "-t", "20", "-c:a", "aac").read_bytes()
    joined.write_bytes(part + part)
    pcm = decode(joined, out)
    assert (pcm.warnings, pcm.holes) == ((), ())
    assert pcm.duration_ms == pytest.approx(40_000, abs=400)


@pytest.mark.parametrize("ppm", [-4000, 4000])
def test_a_clock_that_drifts_is_no_jump(tmp_path: Path, out: Path, ppm: int) -> None:
    drift = f"aloop=-1:size=640000,atrim=end=600,asetpts='PTS*{1 + ppm / 1e6}'"
    pcm = decode(_made(tmp_path / "a.nut", "-af", drift, "-c:a", "pcm_s16le"), out)
    assert (pcm.warnings, pcm.holes) == ((), ())
    assert pcm.duration_ms == pytest.approx(600_000 * (1 + ppm / 1e6), abs=300)


def test_captions_behind_a_hole_are_on_the_files_clock(tmp_path: Path, radio_address: Recording) -> None:
    from oncue.pipeline.align import AlignOptions, align
    from oncue.transcript import read_transcript

    source = tmp_path / "a.mka"
    hole = "asetpts='PTS+gte(T,12)*36000/TB'"
    options = ["-t", "24", "-i", str(radio_address.audio), "-af", hole, "-c:a", "libopus"]
    subprocess.run([WHEEL, "-v", "error", "-nostdin", "-y", *options, source], check=True)
    text = ". ".join(radio_address.transcript.read_text(encoding="utf-8").split(". ")[:4]) + "."
    found = align(source, read_transcript(text.encode()), AlignOptions(), folder=tmp_path)
    times = [word.start_ms for word in found.words if word.start_ms is not None]
    assert times == sorted(times)
    assert times[0] < 2000
    assert 10 * HOUR_MS + 12_000 < times[-1] < 10 * HOUR_MS + 24_000
    assert found.duration_ms == pytest.approx(10 * HOUR_MS + 24_000, abs=200)
    assert found.quality.ledger is not None
    assert found.quality.ledger.speech_ms < 24_500
    assert found.quality.warnings[0].startswith("audio_hole: ")

"""Every common container and codec, through the ffmpeg of the `imageio-ffmpeg` wheel: the same on every machine."""

from __future__ import annotations

import shutil
import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.ffmpeg import find_ffmpeg
from oncue.audio.pcm import Pcm

WHEEL = str(imageio_ffmpeg.get_ffmpeg_exe())

# Three seconds: silence, a tone from 1.0 s to 2.0 s, silence. Where the tone starts shows whether the times are kept.
BEEP = ["-f", "lavfi", "-i", "aevalsrc='0.5*sin(2*PI*700*t)*between(t,1,2)':s=48000:d=3"]
PICTURE = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=10:duration=3"]

SOUND_FILES = {
    "wav": ["-c:a", "pcm_s16le"],
    "24bit.wav": ["-c:a", "pcm_s24le"],
    "float.wav": ["-c:a", "pcm_f32le"],
    "8bit.wav": ["-c:a", "pcm_u8"],
    "mulaw.wav": ["-c:a", "pcm_mulaw", "-ar", "8000"],
    "adpcm.wav": ["-c:a", "adpcm_ima_wav"],
    "rf64.wav": ["-c:a", "pcm_s16le", "-rf64", "always"],
    "w64": [],
    "aiff": [],
    "au": [],
    "caf": [],
    "flac": [],
    "ogg.flac.ogg": ["-c:a", "flac"],
    "mp3": ["-c:a", "libmp3lame"],
    "vbr.mp3": ["-c:a", "libmp3lame", "-q:a", "4"],
    "mp2": ["-c:a", "mp2"],
    "m4a": ["-c:a", "aac"],
    "alac.m4a": ["-c:a", "alac"],
    "aac": ["-c:a", "aac"],
    "vorbis.ogg": ["-c:a", "libvorbis"],
    "opus.ogg": ["-c:a", "libopus"],
    "opus": ["-c:a", "libopus"],
    "wma": ["-c:a", "wmav2"],
    "wv": ["-c:a", "wavpack"],
    "ac3": ["-c:a", "ac3"],
    "eac3": ["-c:a", "eac3"],
    "amr": ["-c:a", "libopencore_amrnb", "-ar", "8000", "-b:a", "12.2k"],
    "3gp": ["-c:a", "libopencore_amrnb", "-ar", "8000", "-b:a", "12.2k"],
    "mka": ["-c:a", "flac"],
    "tta": [],
    "5.1.flac": ["-ac", "6"],
}

VIDEO_FILES = {
    "mp4": ["-c:v", "mpeg4", "-c:a", "aac"],
    "mov": ["-c:v", "mpeg4", "-c:a", "pcm_s16le"],
    "mkv": ["-c:v", "mpeg4", "-c:a", "libopus"],
    "webm": ["-c:v", "libvpx", "-c:a", "libvorbis"],
    "avi": ["-c:v", "mpeg4", "-c:a", "libmp3lame"],
    "ts": ["-c:v", "mpeg2video", "-c:a", "mp2"],
    "mpg": ["-c:v", "mpeg2video", "-c:a", "mp2"],
    "flv": ["-c:v", "flv", "-c:a", "libmp3lame", "-ar", "44100"],
    "wmv": ["-c:v", "wmv2", "-c:a", "wmav2"],
    "mxf": ["-c:v", "mpeg2video", "-r", "25", "-c:a", "pcm_s16le"],
}


def _make(*arguments: str | Path) -> None:
    """Runs the wheel's ffmpeg, whose encoders are the same on every machine."""
    subprocess.run([WHEEL, "-v", "error", "-nostdin", "-y", *arguments], check=True)


@pytest.fixture(autouse=True)
def _wheels_ffmpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert find_ffmpeg() == WHEEL


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the beep in every format."""
    folder = tmp_path_factory.mktemp("formats")
    for name, options in SOUND_FILES.items():
        _make(*BEEP, *options, folder / f"beep.{name}")
    for name, options in VIDEO_FILES.items():
        _make(*PICTURE, *BEEP, *options, folder / f"beep.{name}")
    return folder


def _tone_ms(pcm: Pcm) -> tuple[int, int]:
    """Where the tone starts and ends, by 10 ms slices louder than a tenth of full scale."""
    samples = pcm.read(0, pcm.duration_ms // 10 * 10).reshape(-1, 160).astype(np.float64)
    loud = np.flatnonzero(np.sqrt(np.square(samples).mean(axis=1)) > 3000)
    assert loud.size, "there is no tone in it"
    return int(loud[0]) * 10, int(loud[-1] + 1) * 10


@pytest.mark.parametrize("name", [*SOUND_FILES, *VIDEO_FILES])
def test_a_recording_is_decoded_whole_with_its_times_kept(made: Path, tmp_path: Path, name: str) -> None:
    pcm = decode(made / f"beep.{name}", tmp_path)
    assert pcm.path.parent == tmp_path
    assert pcm.path.stat().st_size == 2 * pcm.sample_count
    assert pcm.duration_ms == pytest.approx(3000, abs=120)
    assert _tone_ms(pcm) == pytest.approx((1000, 2000), abs=70)
    assert pcm.warnings == ()


@pytest.mark.parametrize("extension", ["mkv", "mp4", "ts"])
def test_sound_that_starts_after_the_picture_keeps_its_place(tmp_path: Path, extension: str) -> None:
    source = tmp_path / f"late.{extension}"
    _make(*PICTURE, "-itsoffset", "0.7", *BEEP, "-c:v", "mpeg2video", "-c:a", "mp2", source)
    assert _tone_ms(decode(source, tmp_path)) == pytest.approx((1700, 2700), abs=70)


def test_a_picture_inside_a_sound_file_is_left_alone(tmp_path: Path) -> None:
    cover = tmp_path / "cover.png"
    _make("-f", "lavfi", "-i", "testsrc=size=64x64", "-frames:v", "1", cover)
    source = tmp_path / "covered.mp3"
    _make(*BEEP, "-i", cover, "-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic", source)
    pcm = decode(source, tmp_path)
    assert _tone_ms(pcm) == pytest.approx((1000, 2000), abs=70)
    assert pcm.warnings == ()


def test_the_first_of_several_sound_tracks_is_taken(tmp_path: Path) -> None:
    source = tmp_path / "two.mka"
    other = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=5.1:d=9"]
    _make(*BEEP, *other, "-map", "0:a", "-map", "1:a", "-c:a", "flac", source)
    assert _tone_ms(decode(source, tmp_path)) == pytest.approx((1000, 2000), abs=30)


@pytest.mark.parametrize("silent", ["left", "right"])
def test_one_silent_channel_does_not_silence_the_recording(tmp_path: Path, silent: str) -> None:
    source = tmp_path / "half.wav"
    gains = "c0=0*c0|c1=c0" if silent == "left" else "c0=c0|c1=0*c0"
    _make(*BEEP, "-af", f"pan=stereo|{gains}", source)
    pcm = decode(source, tmp_path)
    assert _tone_ms(pcm) == pytest.approx((1000, 2000), abs=30)
    assert pcm.warnings == ()


def test_channels_that_cancel_each_other_are_not_mixed(tmp_path: Path) -> None:
    source = tmp_path / "inverted.wav"
    _make(*BEEP, "-af", "pan=stereo|c0=c0|c1=-1*c0", source)
    pcm = decode(source, tmp_path)
    assert _tone_ms(pcm) == pytest.approx((1000, 2000), abs=30)
    assert [warning.split(":")[0] for warning in pcm.warnings] == ["audio_channels"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audio.pcm", "inverted.wav"]


def test_a_silent_stereo_recording_decodes_to_silence_without_a_warning(tmp_path: Path) -> None:
    source = tmp_path / "silent.wav"
    _make("-f", "lavfi", "-i", "anullsrc=r=16000:cl=stereo:d=2", source)
    pcm = decode(source, tmp_path)
    assert (pcm.duration_ms, pcm.warnings) == (2000, ())
    assert not pcm.read(0, 2000).any()


def test_a_multitrack_recording_without_a_known_layout_gives_at_least_its_first_track(tmp_path: Path) -> None:
    source = tmp_path / "eleven.wav"
    track = np.round(16_000 * np.sin(np.arange(48_000) * 0.3)).astype("<i2")
    track[:16_000] = track[32_000:] = 0
    with wave.open(str(source), "wb") as file:
        file.setparams((11, 2, 16_000, 0, "NONE", ""))
        file.writeframes(np.repeat(track[:, None], 11, axis=1).tobytes())
    pcm = decode(source, tmp_path)
    assert _tone_ms(pcm) == pytest.approx((1000, 2000), abs=30)
    assert [warning.split(":")[0] for warning in pcm.warnings] == ["audio_channels"]


@pytest.mark.parametrize(
    "name",
    [
        "-i.wav",
        "a:b, c.wav",
        "concat:x|y.wav",
        "%d.wav",
        "line\nbreak.wav",
        "ünï 雨.wav",
        "quote'\".wav",
        "http:x.wav",
        "audio.pcm",
    ],
)
def test_any_file_name_is_only_a_name(made: Path, tmp_path: Path, name: str) -> None:
    source = tmp_path / name
    shutil.copy(made / "beep.wav", source)
    (tmp_path / "out").mkdir()
    assert decode(source, tmp_path / "out").duration_ms == 3000


def test_a_relative_path_is_relative_to_this_process(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(made)
    (tmp_path / "out").mkdir()
    assert decode(Path("beep.wav"), tmp_path / "out").duration_ms == 3000
    monkeypatch.chdir(tmp_path)
    assert decode(made / "beep.flac", Path("out")).duration_ms == 3000


def test_progress_runs_from_little_to_one(tmp_path: Path) -> None:
    source = tmp_path / "long.flac"
    _make("-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d=1200", source)
    seen: list[float] = []
    decode(source, tmp_path, on_progress=seen.append)
    assert seen == sorted(seen)
    assert all(0 <= share <= 1 for share in seen)
    assert seen[-1] == 1
    assert len(seen) > 2


def test_a_recording_as_long_as_the_limit_is_not_too_long(made: Path, tmp_path: Path) -> None:
    assert decode(made / "beep.wav", tmp_path, DecodeLimits(max_duration_s=3)).duration_ms == 3000


@pytest.mark.parametrize(
    "path", ["demo/radio-address-2008/audio.flac", "tests/data/udhr/en.mp3", "tests/data/udhr/fr.mp3"], ids=lambda path: path
)
def test_real_recordings_decode_without_a_warning(tmp_path: Path, path: str) -> None:
    source = Path(__file__).parents[2] / path
    if not source.exists():
        pytest.skip(f"{path} is not in this checkout")
    pcm = decode(source, tmp_path)
    assert pcm.duration_ms > 120_000
    assert pcm.warnings == ()


@pytest.mark.parametrize(
    ("version", "used"), [("5.1.9-0+deb12u1", False), ("6.0", True), ("n7.1-153-g15b1b5c", True), ("N-11-g0", True)]
)
def test_an_ffmpeg_on_path_that_is_too_old_is_left_for_the_wheels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, used: bool
) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho 'ffmpeg version {version} Copyright (c) the FFmpeg developers'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_ffmpeg() == (str(program) if used else WHEEL)


def test_an_ffmpeg_on_path_is_used_before_the_wheels(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "ffmpeg").symlink_to(WHEEL)
    monkeypatch.setenv("PATH", str(programs))
    assert find_ffmpeg() == str(programs / "ffmpeg")
    assert decode(made / "beep.mp4", tmp_path).warnings == ()

"""Captions count from the file's 0:00, in every container: sound that is written late is found late, to 10 ms."""

from __future__ import annotations

import sys
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from bench.clocks import LATE_MS, LENGTH_S, Case, cases, lags_ms, make, write_reference
from oncue.audio import ffmpeg
from oncue.audio.allowed_formats import DECODERS
from oncue.audio.decode import decode
from oncue.audio.pcm import Pcm
from oncue.audio.timeline import read_opening, zero_us
from tests.interposed import calls_of

WITHIN_MS = 10
CASES = {case.name: case for case in cases(Path("reference.wav")) if not case.name.startswith("plain-")}
PICTURE = ("-f", "lavfi", "-i", f"testsrc=size=64x64:rate=25:duration={LENGTH_S}")
H264_AAC = ("-c:v", "libx264", "-preset", "medium", "-c:a", "aac")
LATE = ("-itsoffset", str(LATE_MS / 1000))


@pytest.fixture(autouse=True)
def _in_its_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def reference(tmp_path: Path) -> NDArray[np.float64]:
    return write_reference(tmp_path / "reference.wav")


def _decoded(source: Path, folder: Path) -> Pcm:
    out = folder / f"{source.name}.out"
    out.mkdir()
    return decode(source, out)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_sound_is_where_the_file_says_it_is(tmp_path: Path, reference: NDArray[np.float64], case: Case) -> None:
    make(*case.arguments, case.name)
    pcm = _decoded(tmp_path / case.name, tmp_path)
    assert lags_ms(pcm, reference) == pytest.approx([case.expected_ms] * 4, abs=WITHIN_MS)
    assert pcm.warnings == ()


@pytest.mark.parametrize(
    "options",
    [("-b:a", "64k"), ("-q:a", "4"), ("-ar", "16000")],
    ids=["constant rate", "variable rate", "16 kHz"],
)
def test_joined_mp3_files_run_on_as_if_their_wavs_had_been_joined(
    tmp_path: Path, reference: NDArray[np.float64], options: tuple[str, ...]
) -> None:
    make("-i", "reference.wav", "-c:a", "libmp3lame", *options, "one.mp3")
    one = (tmp_path / "one.mp3").read_bytes()
    (tmp_path / "three.mp3").write_bytes(one * 3)
    pcm = _decoded(tmp_path / "three.mp3", tmp_path)
    assert pcm.duration_ms == pytest.approx(3 * LENGTH_S * 1000, abs=WITHIN_MS)
    for start_ms in (0, 2000, 4000):
        part = tmp_path / f"{start_ms}.pcm"
        part.write_bytes(pcm.read(start_ms, start_ms + 2000).astype("<i2").tobytes())
        assert lags_ms(Pcm.open(part), reference) == pytest.approx([0] * 4, abs=WITHIN_MS)
    assert pcm.warnings == ()


def test_chained_ogg_files_run_on(tmp_path: Path) -> None:
    write_reference(tmp_path / "reference.wav")
    make("-i", "reference.wav", "-c:a", "libvorbis", "one.ogg")
    (tmp_path / "two.ogg").write_bytes((tmp_path / "one.ogg").read_bytes() * 2)
    assert _decoded(tmp_path / "two.ogg", tmp_path).duration_ms == pytest.approx(2 * LENGTH_S * 1000, abs=WITHIN_MS)


def test_a_transport_stream_whose_clock_runs_over_runs_on(tmp_path: Path, reference: NDArray[np.float64]) -> None:
    wrap_s = 2**33 / 90_000
    offset = ("-output_ts_offset", str(wrap_s - 1.2), "-muxdelay", "0")
    make(*PICTURE, *LATE, "-i", "reference.wav", *H264_AAC, *offset, "wrap.ts")
    assert lags_ms(_decoded(tmp_path / "wrap.ts", tmp_path), reference) == pytest.approx([LATE_MS] * 4, abs=WITHIN_MS)


@pytest.mark.parametrize("late_s", [7, 20])
def test_sound_that_starts_long_after_the_picture_is_no_jump_of_a_transport_streams_clock(
    tmp_path: Path, reference: NDArray[np.float64], late_s: int
) -> None:
    picture = ("-f", "lavfi", "-i", f"testsrc=size=64x64:rate=25:duration={late_s + LENGTH_S}")
    make(*picture, "-itsoffset", str(late_s), "-i", "reference.wav", *H264_AAC, "late.ts")
    assert lags_ms(_decoded(tmp_path / "late.ts", tmp_path), reference) == pytest.approx([late_s * 1000] * 4, abs=WITHIN_MS)


def test_other_programmes_of_a_transport_stream_have_clocks_of_their_own(
    tmp_path: Path, reference: NDArray[np.float64]
) -> None:
    first = (*PICTURE, *LATE, "-i", "reference.wav")
    second = ("-itsoffset", "-1", *PICTURE, "-itsoffset", "-1", "-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d=2")
    maps = ("-map", "0", "-map", "1", "-map", "2", "-map", "3")
    programs = (
        "-program",
        "st=0:st=1",
        "-program",
        "st=2:st=3",
        "-muxdelay",
        "0",
        "-avoid_negative_ts",
        "make_non_negative",
    )
    make(*first, *second, *maps, "-c:v", "mpeg2video", "-c:a", "mp2", *programs, "two.ts")
    assert lags_ms(_decoded(tmp_path / "two.ts", tmp_path), reference) == pytest.approx([LATE_MS] * 4, abs=WITHIN_MS)


def test_a_picture_in_a_codec_that_nobody_knows_still_tells_when_it_starts(
    tmp_path: Path, reference: NDArray[np.float64]
) -> None:
    make(*PICTURE, *LATE, "-i", "reference.wav", *H264_AAC, "known.mkv")
    content = (tmp_path / "known.mkv").read_bytes()
    assert b"V_MPEG4/ISO/AVC" in content
    (tmp_path / "unknown.mkv").write_bytes(content.replace(b"V_MPEG4/ISO/AVC", b"V_NOBODY/KNOWS/"))
    assert lags_ms(_decoded(tmp_path / "unknown.mkv", tmp_path), reference) == pytest.approx([LATE_MS] * 4, abs=WITHIN_MS)


def test_what_an_edit_list_cuts_off_the_start_is_not_there(tmp_path: Path, reference: NDArray[np.float64]) -> None:
    make(*PICTURE, "-i", "reference.wav", *H264_AAC, "whole.mp4")
    make("-ss", "0.5", "-i", "whole.mp4", "-c", "copy", "cut.mp4")
    assert lags_ms(_decoded(tmp_path / "cut.mp4", tmp_path), reference)[1:] == pytest.approx([-500] * 3, abs=WITHIN_MS)


def test_covers_timecode_and_subtitles_do_not_count_as_pictures(tmp_path: Path, reference: NDArray[np.float64]) -> None:
    make("-f", "lavfi", "-i", "testsrc=size=64x64", "-frames:v", "1", "cover.png")
    cover = ("-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic")
    make("-i", "reference.wav", "-i", "cover.png", *cover, "-c:a", "aac", "covered.m4a")
    make("-i", "reference.wav", "-i", "cover.png", *cover, "-c:a", "flac", "covered.flac")
    make(*PICTURE, *LATE, "-i", "reference.wav", *H264_AAC, "-timecode", "10:00:00:00", "timecode.mov")
    (tmp_path / "early.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nearly\n", encoding="utf-8")
    late_sound = (*LATE, "-i", "reference.wav", "-i", "early.srt", "-map", "0", "-map", "1", "-c:a", "aac", "-c:s", "srt")
    make(*late_sound, "subtitled.mkv")
    for name, expected_ms in {"covered.m4a": 0, "covered.flac": 0, "timecode.mov": LATE_MS, "subtitled.mkv": 0}.items():
        lags = lags_ms(_decoded(tmp_path / name, tmp_path), reference)
        assert lags == pytest.approx([expected_ms] * 4, abs=WITHIN_MS), name


def test_another_sound_track_that_starts_earlier_is_where_the_file_starts(
    tmp_path: Path, reference: NDArray[np.float64]
) -> None:
    early = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono:d=2")
    make(*LATE, "-i", "reference.wav", *early, "-map", "0", "-map", "1", "-c:a", "aac", "two.mkv")
    assert lags_ms(_decoded(tmp_path / "two.mkv", tmp_path), reference) == pytest.approx([LATE_MS] * 4, abs=WITHIN_MS)


def test_no_decoder_of_pictures_may_be_opened() -> None:
    kinds = set()
    for name in DECODERS:
        if name in av.codecs_available:
            kinds.add(av.codec.Codec(name, "r").type)
    assert kinds == {"audio"}


def test_every_reading_of_a_file_is_told_to_open_sound_decoders_only(tmp_path: Path, reference: NDArray[np.float64]) -> None:
    """H.264 in Matroska has no start without its decoder: the file's own packets must have told it."""
    make(*PICTURE, *LATE, "-i", "reference.wav", *H264_AAC, "late.mkv")
    with calls_of(ffmpeg.run) as runs:
        decoded = _decoded(tmp_path / "late.mkv", tmp_path)
    assert lags_ms(decoded, reference) == pytest.approx([LATE_MS] * 4, abs=WITHIN_MS)
    assert runs
    for arguments in (run["arguments"] for run in runs):
        before_input = arguments[: arguments.index("-i")]
        assert "-vn" in before_input
        assert before_input[before_input.index("-codec_whitelist") + 1] == ",".join(DECODERS)
    opening = read_opening(f"file:{tmp_path / 'late.mkv'}", tmp_path, 2**31)
    assert opening is not None
    # What FFmpeg takes for the start where it may not decode the picture is the sound's.
    assert opening.start_us == LATE_MS * 1000
    assert zero_us(opening) == 0


def test_a_file_whose_first_packets_cannot_be_read_counts_from_its_sound_and_says_so(
    tmp_path: Path, reference: NDArray[np.float64], monkeypatch: pytest.MonkeyPatch
) -> None:
    make(*PICTURE, *LATE, "-i", "reference.wav", *H264_AAC, "late.mkv")
    python = tmp_path / "python"  # of a host where the program that reads packets does not work
    python.write_text(f'#!/bin/sh\ncase "$*" in *demux.py*) exit 1;; esac\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    pcm = _decoded(tmp_path / "late.mkv", tmp_path)
    assert lags_ms(pcm, reference) == pytest.approx([0] * 4, abs=WITHIN_MS)
    assert [warning.split(":")[0] for warning in pcm.warnings] == ["audio_clock"]


@pytest.mark.parametrize(
    "content", [b"", b"no recording at all", b"#EXTM3U\nsecret.ts\n"], ids=["empty", "text", "playlist"]
)
def test_what_is_no_recording_has_no_opening(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mkv").write_bytes(content)
    assert read_opening(f"file:{tmp_path / 'a.mkv'}", tmp_path, 2**31) is None

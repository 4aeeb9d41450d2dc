"""`oncue convert`: files as people have them, in any encoding, damaged, huge, with a wrong ending or none."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from oncue.caption_files.caption_file import most_bytes
from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.cli.convert import _lost
from oncue.frame_rate import FRAME_RATES
from tests.e2e.commands_here import oncue_here
from tests.unit.caption_files import READABLE, cue, read, track_of

SRT = "1\n00:00:01,000 --> 00:00:02,500\nFüße und Hände,\nalles – gut.\n\n2\n00:00:03,000 --> 00:00:04,000\n<i>Ja.</i>\n\n"
CUES = (cue(1000, 2500, "Füße und Hände,", "alles – gut."), cue(3000, 4000, "Ja."))


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.srt"
    path.write_text(SRT, encoding="utf-8")
    return path


def test_captions_are_written_in_every_format_as_they_are(news: Path, tmp_path: Path) -> None:
    outputs = [tmp_path / f"out.{suffix}" for suffix in FORMATS]
    done = oncue_here("convert", news, *outputs)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("2 captions of ")
    assert all(path.stat().st_size for path in outputs)
    assert read("vtt", (tmp_path / "out.vtt").read_bytes()) == CUES
    assert read("srt", (tmp_path / "out.srt").read_bytes()) == CUES
    assert f"{tmp_path / 'out.json'}: word_times_estimated: " in done.stderr
    assert f"{tmp_path / 'out.vtt'}: styling: " in done.stderr


def test_times_are_moved_and_put_on_frames_where_that_is_asked_for(news: Path) -> None:
    done = oncue_here(
        "convert", news, "-", "--format", "vtt", "--start-timecode", "10:00:00:01", "--frame-rate", "25", "--quiet"
    )
    assert [each.start_ms - 36_000_000 for each in read("vtt", done.stdout.encode())] == [1040, 3040]
    assert done.stderr == ""


def test_a_limit_cuts_the_captions_anew(news: Path) -> None:
    done = oncue_here("convert", news, "-", "--format", "vtt", "--max-chars", "8")
    cues = read("vtt", done.stdout.encode())
    assert all(len(line) <= 8 for each in cues for line in each.lines)
    assert " ".join(line for each in cues for line in each.lines) == "Füße und Hände, alles – gut. Ja."
    assert "word_times_estimated: " in done.stderr


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + SRT.encode(),
        codecs.BOM_UTF16_LE + SRT.encode("utf-16-le"),
        SRT.encode("utf-16-be"),
        SRT.encode("cp1252"),
        SRT.replace("\n", "\r\n").encode(),
    ],
    ids=["marked UTF-8", "UTF-16", "UTF-16 without mark", "Windows-1252", "CRLF"],
)
@pytest.mark.parametrize("name", ["a.srt", "a.sub", "a"])
def test_a_file_is_known_by_ending_or_content_in_any_encoding(data: bytes, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    done = oncue_here("convert", path, "-", "--format", "vtt", "--quiet", "--language", "de")
    assert (done.stderr, done.returncode) == ("", 0)
    assert read("vtt", done.stdout.encode()) == CUES


def refused(*arguments: str | Path) -> tuple[int, str]:
    done = oncue_here("convert", *arguments)
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    return done.returncode, done.stderr


@pytest.mark.parametrize("suffix", READABLE)
def test_each_format_damaged_is_refused_with_a_code_and_what_to_do(suffix: str, news: Path, tmp_path: Path) -> None:
    path = tmp_path / f"bad.{suffix}"
    for data in (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"Good morning.", b"\xff\xfe\x00\xd8"):
        path.write_bytes(data)
        code, told = refused(path, tmp_path / "out.txt")
        assert (code, told.startswith(f"oncue: captions_unreadable: {path}: ")) == (4, True), told
    path.write_bytes(bytes(most_bytes(FORMATS[suffix]) + 1))
    code, told = refused(path, tmp_path / "out.txt")
    assert (code, told.startswith(f"oncue: captions_too_long: {path} ")) == (4, True)
    assert not (tmp_path / "out.txt").exists()


def test_what_cannot_be_converted_says_what_can_be_done(news: Path, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Good morning, this is a text and no captions at all.")
    assert "captions_unreadable" in refused(text, tmp_path / "b.srt")[1]
    assert "those are srt, vtt" in refused(text, tmp_path / "b.srt")[1]
    assert "No such file" in refused(tmp_path / "none.srt", tmp_path / "b.srt")[1]
    assert "is a folder" in refused(tmp_path, tmp_path / "b.srt")[1]
    assert refused(news, news)[0] == 2
    assert "the ending picks the format" in refused(news, tmp_path / "b.doc")[1]
    vtt = tmp_path / "really.srt"
    vtt.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nGood\n")
    assert "It looks like WebVTT, with speakers: name its format, vtt." in refused(vtt, tmp_path / "b.srt")[1]
    assert oncue_here("convert", vtt, tmp_path / "b.srt", "--from", "vtt").returncode == 0


def test_captions_that_overlap_are_told_where_frames_part_them() -> None:
    track = track_of((cue(0, 3000, "a"), cue(1000, 2000, "b")), CaptionOptions(frame_rate=FRAME_RATES["25"]))
    assert [each.partition(":")[0] for each in _lost(track, FORMATS["srt"], cut=False, styled=False, estimated=0)] == [
        "overlaps"
    ]

"""SBV: what stands in the file, and that webvtt-py reads the captions from it."""

from __future__ import annotations

import io

import pytest
import webvtt
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, said, times, written
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.model import Alignment, Cue

_JOINER = "\u2060"


def read(data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS["sbv"].read
    assert reader is not None
    return reader(data)


def shown(cue: Cue) -> list[str]:
    lead = ["-" if cue.dashed and not line.label else line.label for line in cue.lines]
    return [unmarked(f"{label} {line.text}").strip() for label, line in zip(lead, cue.lines, strict=True)]


def test_times_have_hours_of_one_figure_and_speakers_are_named_as_in_srt() -> None:
    assert written("sbv", *said("Anna| Good morning.(2000)\nAnna| It is eight.")) == (
        "0:00:01.000,0:00:02.090\nANNA: Good morning.\n\n0:00:03.840,0:00:04.870\nIt is eight.\n\n"
    )


def test_what_readers_take_for_a_break_a_header_or_times_is_text() -> None:
    text = written("sbv", *said("[MUSIC] one[BR]two A\\News"))
    assert text.split("\n")[1] == f"{_JOINER}[MUSIC] one[{_JOINER}BR]two A\\{_JOINER}News"
    for clocks in ("0:00:01.000,0:00:02.000", "1:00.5,2:00.5"):
        assert written("sbv", *said(clocks)).split("\n")[1] == f"{_JOINER}{clocks}"
    beside = "At 0:00:01.000, it began."
    data = written("sbv", *said(beside)).encode()
    assert [unmarked(line) for cue in read(data) for line in cue.lines] == [beside]


@settings(max_examples=50)
@given(alignments(), any_options())
def test_any_text_reads_back_here_and_by_an_independent_reader(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    track = CaptionTrack(*case, options)
    data = FORMATS["sbv"].write(track).data
    expected = [(cue.start_ms, cue.end_ms, shown(cue)) for cue in track.cues]
    assert [(cue.start_ms, cue.end_ms, list(cue.lines)) for cue in read(data)] == expected
    found = webvtt.from_buffer(io.BytesIO(data), format="sbv").captions if track.cues else []
    assert [(milliseconds(each.start), milliseconds(each.end)) for each in found] == times(track.cues)
    assert [unmarked(each.raw_text).split("\n") for each in found] == [shown(cue) for cue in track.cues]


def milliseconds(clock: str) -> int:
    hours, minutes, seconds = clock.split(":")
    return round((int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000)


@pytest.mark.parametrize("count", [0, 300])
def test_any_number_of_captions_is_written(count: int) -> None:
    track = CaptionTrack(*said("\n".join(["Good morning to you all.(3000)"] * count)))
    assert len(read(FORMATS["sbv"].write(track).data)) == count


def test_files_of_other_programs_are_read() -> None:
    head = "\ufeff[INFORMATION]\r\n[TITLE]x\r\n\r\n[SUBTITLE]\r\n"
    text = "0:00:01.000,0:00:02.500\r\nGood[br]morning\r\n\r\n\r\n100:00:03.1,100:00:04.12\r\n\r\n"
    assert read((head + text).encode()) == (
        WrittenCue(1000, 2500, ("Good", "morning"), (None, None)),
        WrittenCue(360_003_100, 360_004_120, ("",), (None,)),
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"Good morning.", "'Good morning.' stands where cue 1"),
        (b"0:00:01.000,0:00:02.000\nHi\n\n0:00:03.000\nday\n", "in line 4: '0:00:03.000' is neither two times nor a text"),
        (b"0:00:01.000,0:00:02.000\nHi\n\n0:00:03.000,soon\n", "in line 4: '0:00:03.000,soon' is neither two times"),
        (b"0:00:01.000,0:00:02.000\nHi\n\n00:00:03.-->00,00:00:04.00\n", "is neither two times nor a text"),
        (b"0:00:01.000,0:00:02.000\nHi\n\nthere\n", "where cue 2 should begin"),
        (b"0:00:01.000,0:00:9900\nHi\n", "Line 1 of this SBV file has no two times as in"),
        (b"0:00:01.000,0:00:02.000\nHi\n0:00:06.    ,0:00:07.000\nthere\n", "is neither two times nor a text"),
        (b"0:00:01.000,0:00:02.000\nHi\n\n00:000:03.00,00:00:04.00\nthere\n", "Line 4 of this SBV file has no two"),
        (b"0:00:01.000,0:00:02.000\nHi\n\n10:30, 11:45\n", "Line 4 of this SBV file has no two"),
        (b"0:00:02.000,0:00:01.000\nHi\n", "Cue 1 of this SBV file ends before it starts"),
        (b"\xff\xfe0\x00", "not UTF-8"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(data)

"""A caption file that was written is read back as the cues it was written from; a damaged one is refused."""

from __future__ import annotations

import pytest
from hypothesis import given

from bench.caption_pictures import alignments, any_options
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.model import Alignment, Cue
from oncue.text.display_text import visible


def of_srt(cue: Cue) -> WrittenCue:
    braces = str.maketrans("{}", "()")
    texts = [f"{line.label or ('-' if cue.dashed else '')} {line.text}".strip().translate(braces) for line in cue.lines]
    return WrittenCue(cue.start_ms, cue.end_ms, tuple(map(unmarked, texts)), (None,) * len(texts))


def of_vtt(cue: Cue, options: CaptionOptions) -> WrittenCue:
    lines = [line for line in cue.lines if line.words]
    texts = [unmarked(("- " if cue.dashed else "") + line.text) for line in lines]
    names = [unmarked(visible(line.speaker or "")).strip() or None if options.speakers else None for line in lines]
    return WrittenCue(cue.start_ms, cue.end_ms, tuple(texts), tuple(names))


@given(alignments(), any_options())
def test_srt_reads_back_as_its_cues(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    track = CaptionTrack(*case, options)
    assert read("srt", FORMATS["srt"].write(track).data) == tuple(map(of_srt, track.cues))


@given(alignments(), any_options())
def test_vtt_reads_back_as_its_cues_with_their_voices(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    track = CaptionTrack(*case, options)
    assert read("vtt", FORMATS["vtt"].write(track).data) == tuple(of_vtt(cue, options) for cue in track.cues)


def read(suffix: str, data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS[suffix].read
    assert reader is not None
    return reader(data)


def test_files_of_other_programs_are_read_without_their_markup() -> None:
    assert read("srt", b"\xef\xbb\xbf1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Good</i> {\\an8}morning,\r\nall.\r\n\r\n") == (
        WrittenCue(1000, 2500, ("Good morning,", "all."), (None, None)),
    )
    vtt = "WEBVTT\n\nNOTE a\n\nid\n00:01.000 --> 01:02.500 align:start\n"
    payload = "<v.loud Ann &amp; Bo>Good <b>day</b>\n<v Cy>R&amp;D</v> ok"
    assert read("vtt", (vtt + payload).encode()) == (WrittenCue(1000, 62_500, ("Good day", "R&D ok"), ("Ann & Bo", "Cy")),)


@pytest.mark.parametrize(
    ("suffix", "data", "told"),
    [
        ("srt", b"Good morning.", "not an SRT file"),
        (
            "srt",
            b"1\n00:00:01,000 --> 00:00:02,000\nGood\n\n2\n00:00:x --> 00:00:04,000\nday\n",
            "Of 2 cues of this SRT file 1",
        ),
        ("srt", b"1\n99999999999:00:00,000 --> 00:00:02,000\nx\n", "Line 2 of this SRT file has no two times"),
        ("srt", b"1\n00:00:03,000 --> 00:00:02,000\nGood\n", "ends before it starts"),
        ("srt", b"\xff\xfe1\x00", "not UTF-8, from byte 0"),
        ("vtt", b"", "begins with WEBVTT"),
        ("vtt", b"Good morning.", "begins with WEBVTT"),
        ("vtt", b"WEBVTT\n\n00:03.000 --> 00:02.000\nGood\n", "ends before it starts"),
        ("vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nGood\n\n00:03.000 --> later\nday\n", "Of 2 cues of this WebVTT file 1"),
    ],
)
def test_a_damaged_file_is_refused_with_what_is_wrong(suffix: str, data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(suffix, data)


@pytest.mark.parametrize("suffix", ["txt"])
def test_a_format_without_cues_has_no_reader(suffix: str) -> None:
    assert FORMATS[suffix].read is None

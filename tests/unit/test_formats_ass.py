"""ASS: what stands in the file, that pysubs2 reads the captions from it, and that files of other programs are read."""

from __future__ import annotations

import pysubs2
import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, options_of, said, times, written
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.formats.ass import HUNDREDTHS
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.cue_frames import on_frames
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError
from oncue.model import Alignment, Cue
from oncue.text.display_text import visible

_JOINER = "\u2060"


def events(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("Dialogue:")]


def ass(script: str, options: CaptionOptions | None = None) -> list[str]:
    return events(written("ass", *said(script), options))


def read(data: bytes) -> tuple[WrittenCue, ...]:
    reader = FORMATS["ass"].read
    assert reader is not None
    return reader(data)


def shown(cue: Cue) -> list[str]:
    lead = ["-" if cue.dashed and not line.label else line.label for line in cue.lines]
    return [unmarked(f"{label} {line.text}").strip() for label, line in zip(lead, cue.lines, strict=True)]


def test_each_speaker_has_a_style_and_is_named_in_field_and_text() -> None:
    assert ass("Anna| Good morning.(2000)\nBob| Already?(2000)\nnobody| Yes.") == [
        "Dialogue: 0,0:00:01.00,0:00:02.09,Speaker 1,Anna,0,0,0,,ANNA: Good morning.",
        "Dialogue: 0,0:00:03.84,0:00:04.67,Speaker 2,Bob,0,0,0,,BOB: Already?",
        "Dialogue: 0,0:00:06.38,0:00:07.21,Default,,0,0,0,,- Yes.",
    ]


def test_two_speakers_in_one_caption_keep_their_colours_and_the_loss_of_names_is_told() -> None:
    track = CaptionTrack(*said("Anna| I am.\nBob| You are.(2000)\nAnna| Yes.\nBob| No."))
    written = FORMATS["ass"].write(track)
    assert b",Speaker 1,,0,0,0,,- Yes.\\N{\\rSpeaker 2}- No.\n" in written.data
    assert [each.partition(":")[0] for each in written.lost] == ["shared_captions"]


def test_nobody_is_named_where_names_are_not_wanted() -> None:
    text = written("ass", *said("Anna| I am.(3000)\nBob| You are."), options_of(speakers=False))
    assert "Anna" not in text
    assert "Speaker" not in text


def test_a_line_break_is_an_escape_and_what_the_text_has_of_escapes_and_braces_is_none() -> None:
    [event] = ass(r"A\News {\an8} {Nine {open end\ ")
    assert event.endswith(f",,A\\{_JOINER}News \\{{{{}}\\an8}} \\{{{{}}{_JOINER}Nine \\{{{{}}open end\\{_JOINER}")


def test_words_with_times_light_up_as_they_are_said() -> None:
    [event] = ass("Anna| Good(200) morning.", options_of(words=True))
    assert event.endswith(",,ANNA: {\\k50}Good {\\k79}morning.")


def test_the_colours_are_those_of_other_formats() -> None:
    def styles(count: int) -> list[str]:
        text = written("ass", *said("\n".join(f"S{number}| Hello there.(2000)" for number in range(count))))
        return [line.split(",")[3] for line in text.split("\n") if line.startswith("Style: Speaker")]

    assert styles(4) == ["&H00FFFFFF", "&H0000FFFF", "&H00FFFF00", "&H0000FF00"]
    assert styles(5) == ["&H0000FFFF", "&H00FFFF00", "&H0000FF00", "&H00FFFFFF", "&H00FFFFFF"]


@settings(max_examples=50)
@given(alignments(), any_options())
def test_an_independent_reader_finds_the_same_captions(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    track = CaptionTrack(*case, options)
    subtitles = pysubs2.SSAFile.from_string(FORMATS["ass"].write(track).data.decode("utf-8"), format_="ass")
    assert [(event.start, event.end) for event in subtitles] == times(on_frames(track.cues, HUNDREDTHS))
    # This reader knows no escaped brace.
    expected = ["\n".join(shown(cue)).replace("{", "\\") for cue in track.cues]
    assert [unmarked(event.plaintext) for event in subtitles] == expected
    assert {event.style for event in subtitles} <= {*subtitles.styles}
    names = ["" if cue.dashed or not options.speakers else visible(cue.speaker or "") for cue in track.cues]
    assert [event.name for event in subtitles] == [" ".join(name.replace(",", " ").split()) for name in names]


@settings(max_examples=50)
@given(alignments(), any_options())
def test_the_file_reads_back_as_its_cues(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    track = CaptionTrack(*case, options)
    found = read(FORMATS["ass"].write(track).data)
    assert [(cue.start_ms, cue.end_ms) for cue in found] == times(on_frames(track.cues, HUNDREDTHS))
    assert [list(cue.lines) for cue in found] == [shown(cue) for cue in track.cues]


def test_captions_are_never_more_than_half_a_hundredth_off() -> None:
    track = CaptionTrack(*said("Good morning to you all.(1234)\nAnd to you.(77) Thank you.", ms_per_char=61))
    for cue, event in zip(track.cues, read(FORMATS["ass"].write(track).data), strict=True):
        assert max(abs(cue.start_ms - event.start_ms), abs(cue.end_ms - event.end_ms)) <= 5


@pytest.mark.parametrize("count", [0, 300])
def test_any_number_of_captions_is_written(count: int) -> None:
    track = CaptionTrack(*said("\n".join(["Good morning to you all.(3000)"] * count)))
    assert len(pysubs2.SSAFile.from_string(FORMATS["ass"].write(track).data.decode(), format_="ass")) == count
    assert len(read(FORMATS["ass"].write(track).data)) == count


_OTHER = r"""[Script Info]
Title: x
[V4 Styles]
Style: Default,Arial,20
[Events]
Format: Marked, Start, End, Style, Actor, MarginL, MarginR, MarginV, Effect, Text
Comment: Marked=0,0:00:00.00,0:00:01.00,Default,,0000,0000,0000,,a note
Dialogue: Marked=0,0:00:05.00,0:00:06.50,Default,,0000,0000,0000,,{\an8\i1}Later,{\i0} with\Na comma\hand {a comment
Dialogue: Marked=0,0:00:01.00,1:00:02.5,Default,Ann,0000,0000,0000,!Effect,First \{one}
Dialogue: Marked=0,0:00:01.00,0:00:02.50,Default,,0000,0000,0000,,{\p1}m 0 0 l 5 5{\p0}
"""


def test_files_of_other_programs_are_read_by_their_times_without_drawings_comments_and_tags() -> None:
    assert read(b"\xef\xbb\xbf" + _OTHER.replace("\n", "\r\n").encode()) == (
        WrittenCue(1000, 3_602_500, ("First {one}",), ("Ann",)),
        WrittenCue(5000, 6500, ("Later, with", "a comma and {a comment"), (None, None)),
    )


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "under \\[Events\\]"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHi\n", "under \\[Events\\]"),
        (b"[Events]\nDialogue: 0,0:00:01.00,soon,Default,,0,0,0,,Hi\n", "Line 2 .* 'soon' for a time"),
        (b"[Events]\nDialogue: 0,0:00:02.00,0:00:01.00,Default,,0,0,0,,Hi\n", "line 2 .* ends before it starts"),
        (b"[Events]\nDialogue: 0,0:00:02.00\n", "Line 2 .* has 2 fields"),
        (b"[Events]\nFormat: Layer, Start, Text\n", "names no field 'end'"),
        (b"[Events]\nFormat: Text, Start, End\n", "does not end with the text"),
        (b"[Events]\n\xff", "not UTF-8"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        read(data)

"""SubRip: what stands in the file, and that independent parsers read the cues back from it."""

from __future__ import annotations

from datetime import timedelta

import pysubs2
import srt
from hypothesis import assume, given

from bench.caption_pictures import alignments, any_options, said, times, written
from oncue.caption_readers.invisible_marks import BIDI_MARKS
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import segment
from oncue.model import Alignment, Cue

_JOINER = "\u2060"


def shown(cue: Cue) -> str:
    """The cue's text as any SRT player can show it: braces are parentheses."""
    return plain("\n".join(f"{line.label} {line.text}".strip() for line in cue.lines))


def plain(text: str) -> str:
    return text.translate({ord(_JOINER): "", ord("{"): "(", ord("}"): ")"} | BIDI_MARKS)


def srt_of(script: str, options: CaptionOptions | None = None) -> str:
    return written("srt", *said(script), options or CaptionOptions())


def test_speakers_are_named_at_each_change_only() -> None:
    assert srt_of("Anna| Good morning.(2000)\nAnna| It is eight.(2000)\nBob| Already?") == (
        "1\n00:00:01,000 --> 00:00:02,090\nANNA: Good morning.\n"
        "\n"
        "2\n00:00:03,840 --> 00:00:04,870\nIt is eight.\n"
        "\n"
        "3\n00:00:06,620 --> 00:00:07,453\nBOB: Already?\n"
        "\n"
    )


def test_two_speakers_in_one_cue_have_a_dash_each_and_a_name_when_first_heard() -> None:
    assert "- ANNA: Yes.\n- BOB: No.\n" in srt_of("Anna| Yes.\nBob| No.")
    assert "- Yes.\n- No.\n" in srt_of("Anna| I am.\nBob| You are.(2000)\nAnna| Yes.\nBob| No.")


def test_text_that_players_take_for_markup_is_defused_and_the_rest_left_alone() -> None:
    text = srt_of(r"<i>Cows</i> < 5 {\an8} A\N B --> C & D")
    assert text.split("\n")[2:-2] == [f"<{_JOINER}i>Cows<{_JOINER}/i> < 5 (\\an8) A\\{_JOINER}N B --{_JOINER}> C & D"]


def test_without_cues_the_file_is_empty() -> None:
    assert srt_of("") == ""


@given(alignments(), any_options())
def test_rendering_then_parsing_gives_back_the_cues(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    cues = segment(*case, options)
    text = written("srt", *case, options)
    text.encode("utf-8")
    read = list(srt.parse(text))
    millisecond = timedelta(milliseconds=1)
    assert [(caption.start // millisecond, caption.end // millisecond) for caption in read] == times(cues)
    assert [plain(caption.content) for caption in read] == [shown(cue) for cue in cues]


@given(alignments(), any_options())
def test_a_second_parser_that_interprets_markup_reads_the_same(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    cues = segment(*case, options)
    # This parser takes any line with two timestamps in it for a cue's first, with an arrow or without.
    assume(all(line.text.count("00:00:01.000") < 2 for cue in cues for line in cue.lines))
    # And a last line of figures alone for the number of the next cue.
    assume(not any(len(cue.lines) > 1 and shown(cue).split("\n")[-1].strip().isdecimal() for cue in cues))
    text = written("srt", *case, options)
    read = pysubs2.SSAFile.from_string(text, format_="srt") if cues else []
    assert [(event.start, event.end) for event in read] == times(cues)
    assert [plain(event.plaintext) for event in read] == [shown(cue) for cue in cues]

"""WebVTT: what stands in the file, and that strict and lenient parsers read the same cues from it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import webvtt
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, options_of, said, times, written
from oncue.caption_readers.invisible_marks import BIDI_MARKS
from oncue.captions.formats.vtt import blocks
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import segment
from oncue.model import Alignment, Cue
from oncue.text.display_text import visible
from tests.unit.webvtt_grammar import NotWebVTT, read_webvtt


def shown(cue: Cue) -> str:
    return plain("\n".join(("- " if cue.dashed else "") + line.text for line in cue.lines if line.words))


def plain(text: str) -> str:
    """Without the word joiners that keep ffmpeg from reading escapes, and the marks of right-to-left lines."""
    return text.translate({0x2060: ""} | BIDI_MARKS)


def voices(cue: Cue) -> list[str]:
    lines = cue.lines if cue.dashed else cue.lines[:1]
    return [plain(name) for line in lines if (name := visible(line.speaker or ""))]


def vtt(script: str, options: CaptionOptions | None = None) -> str:
    return written("vtt", *said(script), options or CaptionOptions())


def test_a_file_has_a_header_and_a_voice_for_each_cue() -> None:
    assert vtt("Anna| Good morning.(2000)\nAnna| It is eight o'clock.") == (
        "WEBVTT\n"
        "\n"
        "00:00:01.000 --> 00:00:02.090\n"
        "<v Anna>Good morning.\n"
        "\n"
        "00:00:03.840 --> 00:00:05.350\n"
        "<v Anna>It is eight o'clock.\n"
    )


def test_words_carry_their_times_where_asked_for() -> None:
    text = vtt("Anna| Good morning, all.", options_of(words=True))
    assert "<v Anna>Good <00:00:01.300>morning, <00:00:01.840>all.\n" in text


def test_two_speakers_in_one_cue_have_a_dash_and_a_closed_voice_each() -> None:
    text = vtt("Anna| I am.\nBob| You are.(2000)\nAnna| Yes.\nBob| No.")
    assert "<v Anna>- Yes.</v>\n<v Bob>- No.</v>\n" in text


_DIALOGUE = "Anna| I am.(3000)\nBob| You are.(2000)\nAnna| Yes.\nBob| No, it is not so."


def test_by_choice_two_who_share_a_caption_stand_flush_and_the_language_is_told() -> None:
    text = vtt(_DIALOGUE, options_of(positions=True))
    assert text.startswith("WEBVTT Kind: captions; Language: en\n\n")
    assert [cue.settings for cue in read_webvtt(text)] == ["", "", "position:37% align:left"]
    assert [cue.text for cue in read_webvtt(text)] == [cue.text for cue in read_webvtt(vtt(_DIALOGUE))]


def test_from_right_to_left_they_stand_flush_right() -> None:
    script = "דנה| שלום לכם.(3000)\nנועם| ערב טוב.(2000)\nדנה| כן.\nנועם| לא, זה לא כך."
    text = written("vtt", *said(script, language="he"), options_of(positions=True))
    assert text.startswith("WEBVTT Kind: captions; Language: he\n\n")
    assert [cue.settings for cue in read_webvtt(text)][-1] == "position:60% align:right"


def test_a_language_that_is_none_is_not_told() -> None:
    alignment, transcript = said("Hi.", language="e\n\n-->")
    assert written("vtt", alignment, transcript, options_of(positions=True)).startswith("WEBVTT\n\n")
    assert "Language" not in written("ass", alignment, transcript)


def test_markup_and_arrows_in_the_text_are_escaped() -> None:
    assert "R&amp;D &lt;i&gt; a --&gt; b\n" in vtt("R&D <i> a --> b")


def test_minutes_never_pass_sixty_and_hours_grow() -> None:
    alignment, transcript = said("Hello there.")
    [cue] = segment(alignment, transcript)
    text = blocks([replace(cue, start_ms=4_530_500, end_ms=360_000_001)], CaptionOptions())
    assert "01:15:30.500 --> 100:00:00.001\n" in text


def test_without_cues_the_file_is_still_webvtt() -> None:
    assert read_webvtt(vtt("")) == []


@given(alignments(), any_options())
def test_any_text_keeps_to_the_w3c_grammar_and_reads_back_as_the_cues(
    case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    cues = segment(*case, options)
    read = read_webvtt(written("vtt", *case, options))
    assert [(cue.start_ms, cue.end_ms) for cue in read] == times(cues)
    assert [plain(cue.text) for cue in read] == [shown(cue) for cue in cues]
    assert [[plain(voice) for voice in cue.voices] for cue in read] == [
        voices(cue) if options.speakers else [] for cue in cues
    ]


@given(alignments(), any_options())
def test_an_independent_parser_finds_the_same_cues(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    cues = segment(*case, options)
    read = webvtt.from_string(written("vtt", *case, options)).captions
    assert [(milliseconds(caption.start), milliseconds(caption.end)) for caption in read] == times(cues)


@settings(max_examples=50)
@given(alignments(), any_options())
def test_srt_and_vtt_of_one_alignment_have_the_same_times(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    def lines_of_times(suffix: str) -> list[str]:
        text = written(suffix, *case, options)
        lines = [line for line in text.split("\n") if " --> " in line and line[0].isdigit()]
        return [" ".join(line.replace(",", ".").split(" ")[:3]) for line in lines]

    assert lines_of_times("srt") == lines_of_times("vtt")


@pytest.mark.parametrize(
    "broken",
    [
        "WEBVTT\n",
        "WEBVTT\n\n00:01.000 --> 00:00.500\nhi\n",
        "WEBVTT\n\n75:00.500 --> 75:01.000\nhi\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\na < b\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 align:left align:right\na\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000 position:101%\na\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\nR&D\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\na --> b\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\na <00:00:03.000>b\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>a</v> <v B>b\n",
        "WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb\n",
    ],
)
def test_the_grammar_refuses_what_authors_must_not_write(broken: str) -> None:
    with pytest.raises(NotWebVTT):
        read_webvtt(broken)


def milliseconds(time: str) -> int:
    hours, minutes, seconds = time.split(":")
    whole, rest = seconds.split(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 1000 + int(rest)

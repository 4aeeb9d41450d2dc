"""Captions as a script: where its passages begin, who speaks, and which times its words have."""

from __future__ import annotations

from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, options_of, picture, said
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.model import Alignment
from oncue.text.display_text import visible


def script(text: str, options: CaptionOptions | None = None, *, ms_per_char: int = 60) -> str:
    """Each passage as its second, its speaker and its text; one that begins a paragraph has a star."""
    track = CaptionTrack(*said(text, ms_per_char=ms_per_char), options or CaptionOptions())
    return "\n".join(
        " ".join(filter(None, (f"{each.start_ms // 1000}{'*' * each.paragraph}", f"[{each.speaker}]", each.text)))
        for each in track.passages
    )


def test_a_passage_begins_with_each_turn_and_each_paragraph() -> None:
    assert script("Anna| Good morning.\n\nAnd welcome.\nBob| Thank you.\nnobody| Hello.") == picture("""
        1* [Anna] Good morning.
        1* [] And welcome.
        2* [Bob] Thank you.
        3* [–] Hello.
    """)


def test_a_long_paragraph_is_parted_at_its_sentences_and_a_long_sentence_in_the_middle() -> None:
    assert script("One two three four. Five six. Seven eight nine. Ten.", ms_per_char=1000) == picture("""
        1* [] One two three four.
        21 [] Five six. Seven eight nine.
        49 [] Ten.
    """)
    endless = script("on " * 100, ms_per_char=1000).split("\n")
    assert {line.count("on") for line in endless[:-1]} == {15}


def test_what_follows_a_silence_has_a_time_of_its_own() -> None:
    assert script("So it was.(2900) And so(3000) it is.") == "1* [] So it was. And so\n7 [] it is."


def test_names_are_whole_and_can_be_left_out() -> None:
    long_name = "Sir" + "x" * 60
    assert script(f"{long_name}| Yes.") == f"1* [{long_name}] Yes."
    assert script("Anna| Yes.\nBob| No.", options_of(speakers=False)) == "1* [] Yes.\n1* [] No."


def test_the_times_are_the_recordings_whatever_the_offset() -> None:
    assert (
        script("Hello.", options_of(offset_ms=36_000_000))
        == script("Hello.", options_of(offset_ms=-5_000))
        == "1* [] Hello."
    )


@settings(max_examples=50)
@given(alignments(), any_options())
def test_every_spoken_word_is_in_one_passage_and_times_run_forwards(
    case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    passages = CaptionTrack(*case, options).passages
    words = [word for passage in passages for word in passage.words]
    spoken = [shown for word in case[0].words if word.start_ms is not None and (shown := visible(word.text))]
    assert [word.text for word in words] == spoken
    times = [time for word in words for time in (word.start_ms or 0, word.end_ms or 0)]
    assert times == sorted(times)
    assert all(passage.words for passage in passages)

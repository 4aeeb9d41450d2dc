"""Captions of a file stay as they are: cues, lines, times and speakers; on a narrower screen no word is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import alignments, any_options, drawn, options_of, picture, written
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats import FORMATS
from oncue.captions.formats.written import WrittenCue
from oncue.captions.given_captions import given_captions, overlaps
from oncue.captions.limits import CaptionOptions
from oncue.frame_rate import FRAME_RATES
from oncue.model import Alignment, Cue, WordStatus
from oncue.text.display_text import columns, visible
from tests.unit.caption_files import cue, read, track_of, written_cues


@settings(max_examples=50)
@given(alignments(), any_options())
def test_vtt_converted_is_the_same_file(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    file = written("vtt", *case, options)
    cues = read("vtt", file.encode())
    again = read("vtt", FORMATS["vtt"].write(track_of(cues)).data)
    assert again == tuple(each for each in cues if any(columns(line) for line in each.lines))


@settings(max_examples=50)
@given(written_cues())
def test_cues_are_as_they_were_in_the_order_of_their_times(cues: tuple[WrittenCue, ...]) -> None:
    track = track_of(cues)
    shown = sorted((each for each in cues if any(map(visible, each.lines))), key=lambda each: each.start_ms)
    assert [(each.start_ms, each.end_ms) for each in track.cues] == [
        (each.start_ms, max(each.end_ms, each.start_ms + 1)) for each in shown
    ]
    for one, other in zip(track.cues, shown, strict=True):
        lines = [(line, speaker) for line, speaker in zip(other.lines, other.speakers, strict=True) if visible(line)]
        assert [visible(line.text) for line in one.lines] == [visible(line) for line, _ in lines]
        assert [line.speaker for line in one.lines] == [speaker for _, speaker in lines]


@settings(max_examples=15)
@given(written_cues(), any_options(), st.sampled_from([None, *FRAME_RATES.values()]))
def test_any_cues_are_written_in_every_format(cues: tuple[WrittenCue, ...], options: CaptionOptions, rate: object) -> None:
    options = CaptionOptions(options.limits, options.speakers, options.words, options.offset_ms, frame_rate=rate)  # type: ignore[arg-type]
    for cut in (False, True):
        track = track_of(cues, options, cut=cut)
        for each in FORMATS.values():
            assert all(": " in loss for loss in each.write(track).lost)


@settings(max_examples=50)
@given(written_cues(), st.sampled_from([20, 32, 37]), st.sampled_from([1, 2, 4]), st.sampled_from(["en", "ja"]))
def test_on_a_narrow_screen_every_word_stays_in_its_order(
    cues: tuple[WrittenCue, ...], max_chars: int, max_lines: int, language: str
) -> None:
    track = track_of(cues, language=language)
    narrow = track.narrowed(max_chars=max_chars, max_lines=max_lines).cues
    assert _letters(narrow) == _letters(track.cues)
    assert all(one.end_ms <= two.start_ms for one, two in pairwise(narrow))
    assert all(each.start_ms < each.end_ms for each in narrow)
    assert all(1 <= len(each.lines) <= max_lines for each in narrow)
    for each in narrow:
        for line in each.lines:
            shown = f"{line.label} {line.text}" if line.label else line.text
            assert columns(shown) <= max_chars or not any(" " in word.text.strip() for word in line.words[1:])


def _letters(cues: tuple[Cue, ...]) -> str:
    return "".join("".join(f"{line.label}{visible(line.text)}".split()) for each in cues for line in each.lines)


def test_a_caption_that_is_too_wide_is_broken_again_and_what_is_too_much_comes_after_it() -> None:
    track = track_of(
        (
            cue(0, 2000, "Good morning."),
            cue(2000, 8000, "This is a line that is much too wide for a screen of so few columns", "and one more."),
            cue(8000, 9000, "- Is it so?", "- It is."),
        )
    )
    narrow = track.narrowed(max_chars=20, max_lines=2)
    assert drawn(narrow.cues) == picture("""
        Good morning.

        This is a line

        that is much too
        wide for a screen

        of so few columns
        and one more.

        - Is it so?
        - It is.
    """)
    assert (narrow.cues[1].start_ms, narrow.cues[3].end_ms) == (2000, 8000)
    assert narrow.cues[0] == track.cues[0]


def test_names_go_into_formats_without_markup_where_the_text_does_not_say_who_speaks() -> None:
    cues = (
        cue(0, 1000, "Good morning.", speakers=("Anna",)),
        cue(1000, 2000, "It is eight.", speakers=("Anna",)),
        cue(2000, 3000, "BOB: Already?", speakers=("Bob",)),
        cue(3000, 4000, "- Yes.", "- No!", speakers=("Anna", "Bob")),
        cue(4000, 5000, "So what?", speakers=("Bob",)),
        cue(5000, 6000, "Nobody knows me.", speakers=(None,)),
        cue(6000, 7000, "Nor me."),
        cue(7000, 8000, "Aha.", speakers=("Anna",)),
        cue(8000, 9000, "[MUSIC]"),
    )
    srt = FORMATS["srt"].write(track_of(cues)).data.decode()
    assert [line for line in srt.split("\n") if line and "-->" not in line and not line.isdigit()] == [
        "ANNA: Good morning.", "It is eight.", "BOB: Already?", "- Yes.", "- No!", "So what?",
        "- Nobody knows me.", "Nor me.", "ANNA: Aha.", "[MUSIC]",
    ]  # fmt: skip
    assert FORMATS["txt"].write(track_of(cues[2:5])).data.decode() == "BOB: Already?\n\nANNA: Yes.\n\nBOB: No! So what?\n"
    assert "ANNA" not in FORMATS["srt"].write(track_of(cues, options_of(speakers=False))).data.decode()
    assert read("vtt", FORMATS["vtt"].write(track_of(cues)).data) == cues


def test_words_get_their_share_of_their_captions_time_and_say_so() -> None:
    track = track_of((cue(1000, 3000, "Good morning", "to you."), cue(3000, 3500, "日本語です。")))
    words = track.alignment.words
    assert "".join(track.alignment.words[index].text for index in range(4)) == "Goodmorningtoyou."
    assert words[0].start_ms == 1000
    assert words[3].end_ms == 3000
    assert {word.status for word in words} == {WordStatus.ESTIMATED}
    assert all((one.end_ms or 0) <= (two.start_ms or 0) for one, two in pairwise(words))
    assert all(track.text[word.char_start : word.char_end] == word.text for word in words)
    assert len(words) > 5, "Japanese is cut into words"
    assert track.alignment.quality.warnings[0].startswith("word_times_estimated: ")


@settings(max_examples=50)
@given(written_cues())
def test_words_run_forwards_and_stand_in_the_text(cues: tuple[WrittenCue, ...]) -> None:
    track = track_of(cues)
    words = track.alignment.words
    assert all(track.text[word.char_start : word.char_end] == word.text for word in words)
    starts = [word.start_ms or 0 for word in words]
    assert starts == sorted(starts)
    assert all(one.char_end <= two.char_start for one, two in pairwise(words))


@pytest.mark.parametrize(
    ("cues", "codes"),
    [
        ((cue(0, 1000, "a"), cue(1000, 2000, "b")), []),
        ((cue(0, 1000, "a"), cue(1000, 2000, "\u200b"), cue(2000, 3000)), ["empty"]),
        ((cue(5000, 6000, "a"), cue(1000, 2000, "b")), ["order"]),
        ((cue(5000, 5000, "a"),), ["no_duration"]),
    ],
)
def test_what_is_not_as_it_was_in_the_file_is_told(cues: tuple[WrittenCue, ...], codes: list[str]) -> None:
    assert [notice.partition(":")[0] for notice in given_captions(cues).notices] == codes


def test_overlapping_captions_stay_so_but_on_frames_one_ends_where_the_next_begins() -> None:
    cues = (cue(0, 10_000, "a"), cue(2010, 3000, "b"), cue(3000, 4000, "c"))
    track = track_of(cues)
    assert overlaps(track.cues) == 1
    assert [(each.start_ms, each.end_ms) for each in track.cues] == [(0, 10_000), (2010, 3000), (3000, 4000)]
    on_frames = track.on_frames(FRAME_RATES["25"]).cues
    assert [(each.start_ms, each.end_ms) for each in on_frames] == [(0, 2000), (2000, 3000), (3000, 4000)]
    shifted = track_of(cues, options_of(offset_ms=-2000))
    assert [(each.start_ms, each.end_ms) for each in shifted.cues] == [(0, 8000), (10, 1000), (1000, 2000)]


def test_a_profile_cuts_the_captions_anew() -> None:
    track = track_of((cue(0, 4000, "This is a line that is wider than thirty-two columns."),), options_of("dcmp"), cut=True)
    assert all(columns(line.text) <= 32 for each in track.cues for line in each.lines)
    assert " ".join(line.text for each in track.cues for line in each.lines) == (
        "This is a line that is wider than thirty-two columns."
    )


def test_marks_of_other_writers_are_not_part_of_the_text() -> None:
    track = track_of((cue(0, 1000, "\u202bשלום\u202c"),))
    assert [unmarked(line.text) for each in track.cues for line in each.lines] == ["שלום"]

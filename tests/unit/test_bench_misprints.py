"""Misprints are put where they are said to be, and those that are flagged are counted."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from bench.misprinted_texts import Misprint, MisprintedText, Place, misprinted
from bench.misprints import count
from oncue.model import Alignment, EngineInfo, Gap, Quality, TimedWord, WordStatus

TEXT = "The ferry leaves at ten, and the captain says that the wind is good. " * 12
WORDS = [(at, at + len(word)) for at, word in zip(
    itertools.accumulate((len(word) + 1 for word in TEXT.split()), initial=0), TEXT.split(), strict=False
)]  # fmt: skip


def altered(kind: Misprint, run: int = 1) -> MisprintedText:
    return misprinted(TEXT, WORDS, "en", kind, run, 8, seed=1)


@pytest.mark.parametrize("run", [1, 2, 3])
@pytest.mark.parametrize("kind", list(Misprint))
def test_all_but_the_places_is_as_it_was(kind: Misprint, run: int) -> None:
    made = altered(kind, run)
    assert len(made.places) == 8
    change = {Misprint.ADDED: run, Misprint.LEFT_OUT: -run}.get(kind, 0)
    assert len(made.text.split()) == len(TEXT.split()) + 8 * change
    printed = [made.text[start:end] for place in made.places for start, end in place.words]
    assert all(word == word.strip() and word and " " not in word for word in printed)
    if kind is not Misprint.LEFT_OUT:
        kept = made.text
        for place in reversed(made.places):
            for start, end in reversed(place.words):
                kept = kept[:start] + kept[end:]
        rest = TEXT.split()
        assert [word for word in kept.split() if word in rest] == kept.split()


def test_words_left_out_have_the_right_words_around_them() -> None:
    made = altered(Misprint.LEFT_OUT, 2)
    for place in made.places:
        (start, end), (after, stop) = place.words
        between = f"{made.text[start:end]} {made.text[after:stop]}"
        assert between in made.text
        assert f" {between} " not in TEXT


def test_the_same_seed_makes_the_same_misprints() -> None:
    assert altered(Misprint.EXCHANGED) == altered(Misprint.EXCHANGED)


def timed(text: str, char_start: int, at_ms: int | None) -> TimedWord:
    status = WordStatus.NOT_IN_AUDIO if at_ms is None else WordStatus.ALIGNED
    end_ms = None if at_ms is None else at_ms + 200
    return TimedWord(text, char_start, char_start + len(text), None, at_ms, end_ms, 0.9, status)


def alignment(*words: TimedWord, gaps: tuple[Gap, ...] = ()) -> Alignment:
    return Alignment("en", 9000, EngineInfo("none", "none", "none"), Quality(1.0, 1.0, 1.0), words, gaps, ())


ONE, TWO, SIX = (timed(text, at, 300 * at) for text, at in (("one", 0), ("two", 4), ("six", 8)))
ORDINARY = [(0, 3), (4, 7), (8, 11)]


def test_a_word_that_whisper_heard_otherwise_is_flagged() -> None:
    text = MisprintedText("one two six", (Place(((4, 7),)),))
    found = count(text, Misprint.EXCHANGED, ORDINARY, alignment(ONE, replace(TWO, heard="ten"), SIX))
    assert (found.places, found.flagged, found.right, found.wrongly_flagged) == (1, 1, 2, 0)
    found = count(text, Misprint.EXCHANGED, ORDINARY, alignment(ONE, TWO, replace(SIX, heard="")))
    assert (found.flagged, found.right, found.wrongly_flagged) == (0, 2, 1)


def test_a_word_without_a_place_is_flagged_and_so_is_one_that_is_not_in_the_alignment() -> None:
    text = MisprintedText("one two six", (Place(((4, 7),)), Place(((8, 11),))))
    assert count(text, Misprint.ADDED, ORDINARY, alignment(ONE, timed("two", 4, None))).flagged == 2


def test_a_gap_between_the_words_around_is_what_was_left_out() -> None:
    text = MisprintedText("one two six", (Place(((0, 3), (4, 7))),))
    for gap, flagged in ((Gap(250, 1100, "ten"), 1), (Gap(5000, 6000, "ten"), 0)):
        found = count(text, Misprint.LEFT_OUT, ORDINARY, alignment(ONE, TWO, SIX, gaps=(gap,)))
        assert (found.flagged, found.right) == (flagged, 1)

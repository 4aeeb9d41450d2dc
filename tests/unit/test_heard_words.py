"""What Whisper heard in the place of each published word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oncue.alignment.differences import UNWEIGHED, Surprisals
from oncue.alignment.heard_words import Heard, hear, heard_words
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import Gap, RecognisedWord, Token

STEP_MS = 500
WORD_MS = 400


def published(text: str) -> list[Token]:
    tokens: list[Token] = []
    for word in text.split():
        start = tokens[-1].char_end + 1 if tokens else 0
        tokens.append(Token(word, start, start + len(word)))
    return tokens


def said(text: str) -> list[RecognisedWord]:
    """A word every half second."""
    return [RecognisedWord(word, STEP_MS * k, STEP_MS * k + WORD_MS, 0.9) for k, word in enumerate(text.split())]


def heard(
    text: str,
    words: list[RecognisedWord],
    *,
    placed: dict[int, int] | None = None,
    gaps: tuple[Gap, ...] = (),
    listened_ms: int = 100_000,
    surprisals: Surprisals = UNWEIGHED,
) -> dict[int, Heard]:
    tokens = published(text)
    at = {i: AlignedWord(i, 0, ms, ms + WORD_MS, -0.5) for i, ms in (placed or {}).items()}
    hearing = replace(hear(tokens, words, [(0, listened_ms)], "en"), surprisals=surprisals)
    return heard_words(tokens, at, hearing, gaps, "en")


BEFORE = "the captain of the ferry says that the"
AFTER = "is good for the whole of this week"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [("wind", "wind"), ("wind", "Wind,"), ("10", "ten"), ("U.S.", "US"), ("can't", "cannot"), ("seven-year", "seven year")],
)
def test_the_same_word_in_another_spelling_is_nothing_else(written: str, spoken: str) -> None:
    found = heard(f"{BEFORE} {written} {AFTER}", said(f"{BEFORE} {spoken} {AFTER}"))
    assert all(one.text is None for one in found.values())
    assert all(one.start_ms is not None for one in found.values())


def test_times_are_whispers_own() -> None:
    found = heard(f"{BEFORE} wind {AFTER}", said(f"{BEFORE} wind {AFTER}"))
    assert (found[8].start_ms, found[8].end_ms) == (8 * STEP_MS, 8 * STEP_MS + WORD_MS)


@pytest.mark.parametrize("spoken", ["weather", "wine", "mint"])
def test_another_word_is_told(spoken: str) -> None:
    found = heard(f"{BEFORE} wind {AFTER}", said(f"{BEFORE} {spoken} {AFTER}"))
    assert [(i, one.text) for i, one in found.items() if one.text is not None] == [(8, spoken)]


def test_all_words_that_were_heard_in_the_place_of_others_are_told() -> None:
    found = heard(f"{BEFORE} northern wind {AFTER}", said(f"{BEFORE} rain and the storm {AFTER}"))
    told = " ".join(one.text for one in (found[8], found[9]) if one.text)
    assert told == "rain and the storm"


def test_a_printed_word_that_was_not_said_is_told_where_it_got_a_place() -> None:
    text, words = f"{BEFORE} northern wind {AFTER}", said(f"{BEFORE} wind {AFTER}")
    assert heard(text, words, placed={8: 3900})[8] == Heard("")
    assert heard(text, words)[8] == Heard(None)


def test_a_word_that_is_not_published_is_told_with_the_word_beside_it() -> None:
    found = heard(f"{BEFORE} wind {AFTER}", said(f"{BEFORE} northern wind {AFTER}"))
    told = {i: one.text for i, one in found.items() if one.text is not None}
    assert told in ({7: "the northern"}, {8: "northern wind"})


def test_how_unlikely_the_published_word_is_comes_with_another_word_and_not_with_the_same() -> None:
    found = heard(
        f"{BEFORE} wind {AFTER}", said(f"{BEFORE} weather {AFTER}"), surprisals=Surprisals({7: 3.0, 8: 12.5}, {8: 12.5})
    )
    assert {i: one.surprisal for i, one in found.items() if one.surprisal is not None} == {8: 12.5}


@pytest.mark.parametrize(("missing", "surprisal"), [({8: 7.5}, 7.5), ({}, None)])
def test_a_word_beside_which_one_is_missing_is_as_unlikely_as_that(
    missing: dict[int, float], surprisal: float | None
) -> None:
    found = heard(f"{BEFORE} wind {AFTER}", said(f"{BEFORE} northern wind {AFTER}"), surprisals=Surprisals({}, missing))
    assert [one.surprisal for one in found.values() if one.text is not None] == [surprisal]


def test_a_gap_is_told_once() -> None:
    words = said(f"{BEFORE} northern wind {AFTER}")
    gap = Gap(words[8].start_ms, words[8].end_ms, "northern")
    assert all(one.text is None for one in heard(f"{BEFORE} wind {AFTER}", words, gaps=(gap,)).values())


def test_nothing_is_told_of_a_word_where_whisper_did_not_listen() -> None:
    text = f"{BEFORE} northern wind {AFTER}"
    found = heard(text, said(f"{BEFORE} wind {AFTER}"), placed={0: 0, 8: 60_000}, listened_ms=20_000)
    assert 8 not in found
    assert found[0] == Heard(None, 0, WORD_MS)

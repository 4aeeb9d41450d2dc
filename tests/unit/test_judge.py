"""A text belongs to a recording if enough of either is in the other, and in a row where that is not most of it."""

from __future__ import annotations

import pytest

from oncue.alignment.match import Match
from oncue.alignment.mismatch import Coverage, coverage, ensure_belongs, ensure_confirmed
from oncue.errors import TranscriptMismatch
from oncue.model import RecognisedWord, Token, UnspokenKind

SAID = ["the", "ship", "sailed", "at", "dawn", "with", "all", "hands", "on", "deck"]


def judged(written: str, matched: str, heard: list[str] = SAID, biased: tuple[str, ...] = ()) -> Coverage:
    """`matched` has a letter for each written word: the place of the heard word that it matches (a, b, c ...), or a dot.

    A word in brackets is a stage direction, and one in angles is taken for a heading.
    """
    tokens = [
        Token(
            word, 9 * i, 9 * i + len(word), kind=UnspokenKind.HEADING if word[0] == "<" else None, speakable=word[0] != "["
        )
        for i, word in enumerate(written.split())
    ]
    words = [RecognisedWord(word, 300 * i, 300 * i + 300, 0.9) for i, word in enumerate(heard)]
    places = [(i, ord(place) - ord("a")) for i, place in enumerate(matched) if place != "."]
    return coverage(tokens, words, [Match(i, i + 1, j, j + 1, 1.0) for i, j in places], "en", biased)


def test_each_coverage_is_a_share_of_its_own_side() -> None:
    assert judged("the ship sailed at dawn", "abcde") == Coverage(1.0, 0.5, 1.0)


@pytest.mark.parametrize(
    ("written", "matched", "connected"),
    [
        ("the ship sailed at once with all hands on", "abcd.fghi", 0.0),
        ("the ship at dawn with", "abdef", 0.0),
        ("the ship sailed [laughs] at dawn", "abc.de", 1.0),
        ("the ship sailed <News> at dawn", "abc.de", 1.0),
        ("the ship sailed \u2013 at dawn", "abc.de", 1.0),
    ],
    ids=["another word written", "another word heard", "a stage direction", "a heading", "a dash"],
)
def test_words_are_connected_where_no_other_is_written_or_heard_between(
    written: str, matched: str, connected: float
) -> None:
    assert judged(written, matched).connected == connected


def test_what_the_recogniser_was_told_to_expect_connects_nothing() -> None:
    assert judged("the ship sailed at dawn", "abcde", biased=("dawn",)).connected == 0.0
    assert judged("the ship sailed at dawn with", "abcdef", biased=("ship",)).connected == 1.0


def test_a_third_of_a_text_in_a_row_belongs_and_scattered_it_must_be_confirmed_by_the_sound() -> None:
    for found in (Coverage(0.32, 0.3, 0.28), Coverage(0.37, 0.36, 0.06)):
        ensure_belongs(found)
    ensure_confirmed(Coverage(0.32, 0.3, 0.28), 0.1)
    ensure_confirmed(Coverage(0.37, 0.36, 0.06), 0.6)
    with pytest.raises(TranscriptMismatch, match="translation"):
        ensure_confirmed(Coverage(0.37, 0.36, 0.06), 0.16)


def test_a_text_that_was_heard_for_the_most_part_need_not_be_connected() -> None:
    ensure_belongs(Coverage(1.0, 0.1, 0.0))

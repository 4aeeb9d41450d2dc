"""The expected error of a word grows with all that makes its borders doubtful."""

from __future__ import annotations

from dataclasses import replace

from oncue.alignment.border_error import border_errors_ms
from oncue.alignment.match import Match
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord

SURE = 0.99
PLACE = AlignedWord(0, 0, 1000, 1300, -0.5, spread_ms=5.0)
HEARD = RecognisedWord("word", 1010, 1290, 0.9)
FAR = RecognisedWord("word", 2200, 2500, 0.9)


def error_ms(place: AlignedWord = PLACE, confidence: float = SURE, heard: RecognisedWord | None = HEARD) -> int:
    matches = [Match(0, 1, 0, 1, 1.0)] if heard else []
    return border_errors_ms({0: place}, {0: confidence}, matches, [heard] if heard else [])[0]


def test_a_sharp_border_is_off_by_less_than_a_blurred_one() -> None:
    assert error_ms() < 30 < 60 < error_ms(replace(PLACE, spread_ms=40.0)) < 100


def test_a_word_without_a_spread_has_the_error_of_words_whose_place_is_estimated() -> None:
    assert error_ms() < error_ms(replace(PLACE, spread_ms=None)) < 100


def test_a_word_that_may_be_elsewhere_is_off_by_the_more_the_farther_from_there_it_was_heard() -> None:
    assert error_ms() < error_ms(confidence=0.5) < error_ms(confidence=0.1) < error_ms(confidence=0.1, heard=FAR)


def test_a_word_that_nobody_heard_is_off_by_more_than_one_heard_beside() -> None:
    assert error_ms(confidence=0.5) < error_ms(confidence=0.5, heard=None)

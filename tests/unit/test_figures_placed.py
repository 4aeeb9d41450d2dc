"""Published figures between words that were heard: they stay, however they were read."""

from __future__ import annotations

import pytest

from oncue.alignment.match import match
from oncue.alignment.timing.placement import place_tokens
from oncue.alignment.timing.slots import Slot, build_slots
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import Interval, RecognisedWord, Token, WordStatus
from oncue.text.numbers import is_figure

WORD_MS = 400


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    for word in text.split():
        at = text.index(word, at)
        tokens.append(Token(word, at, at + len(word)))
        at += len(word)
    return tokens


def _heard(text: str) -> list[RecognisedWord]:
    return [RecognisedWord(word, WORD_MS * i, WORD_MS * (i + 1), 0.9) for i, word in enumerate(text.split())]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("II", "the second"),
        ("XIV", "the fourteenth"),
        ("½", "point five of"),
        ("7/8", "almost all of"),
        ("$9m", "more than nine million dollars"),
        ("9", "more or less nine"),
        ("4½", "between four and five"),
        ("24/7", "day and night"),
        ("50%", "half of"),
        ("#3", "hashtag three"),
    ],
)
def test_a_figure_that_was_read_in_other_words_shares_their_time(written: str, said: str) -> None:
    tokens = _tokens(f"We were all sure that {written} would have been enough for everybody")
    words = _heard(f"we were all sure that {said} would have been enough for everybody")
    slots = build_slots(tokens, words, match(tokens, words, "en").matches, "en")
    found = [
        AlignedWord(token, index, words[word].start_ms, words[word].end_ms, -1.0)
        for index, slot in enumerate(slots)
        for token, word in (
            zip(slot.tokens, slot.words, strict=False) if slot.matched else ((None, word) for word in slot.words)
        )
    ]
    placed = place_tokens(tokens, words, slots, found)
    assert sorted(placed) == list(range(len(tokens)))
    assert placed[4].end_ms <= placed[5].start_ms < placed[5].end_ms <= placed[6].start_ms


def _unheard(speech: list[Interval], written: str = "1994") -> dict[int, AlignedWord]:
    """What becomes of a figure that the search left out, between two words a second apart."""
    tokens = _tokens(f"in {written} it")
    words = [RecognisedWord("in", 0, 400, 0.9), RecognisedWord("it", 1400, 1800, 0.9)]
    slots = [Slot((0,), (0,), True, True), Slot((1,), (), False, False), Slot((2,), (1,), True, True)]
    found = [AlignedWord(0, 0, 0, 400, -1.0), AlignedWord(2, 2, 1400, 1800, -1.0)]
    return place_tokens(tokens, words, slots, found, speech)


def test_a_figure_that_nobody_recognised_is_put_where_there_is_speech_for_it() -> None:
    place = _unheard([(0, 450), (700, 1800)])[1]
    assert (place.start_ms, place.end_ms, place.status) == (700, 1400, WordStatus.ESTIMATED)


def test_a_figure_without_any_sound_of_its_own_gets_no_time() -> None:
    assert sorted(_unheard([(0, 420), (1390, 1800)])) == [0, 2]


def test_another_word_than_a_figure_is_not_put_where_nobody_recognised_it() -> None:
    assert sorted(_unheard([(0, 1800)], "hardly")) == [0, 2]


@pytest.mark.parametrize("text", ["1994", "½", "3½", "II", "XIV.", "9/11", "$5", "2nd", "B2B", "١٢", "iPhone15"])
def test_figures_are_told_from_words(text: str) -> None:
    assert is_figure(text)


@pytest.mark.parametrize("text", ["I", "mix", "MIX", "XL", "XXL", "hello", "V", "Vi", "DI", "CD", "—", "ii"])
def test_words_are_no_figures(text: str) -> None:
    assert not is_figure(text)

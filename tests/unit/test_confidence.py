"""Confidence falls with all that makes a place doubtful."""

from __future__ import annotations

import pytest

from oncue.alignment.confidence import confidences
from oncue.alignment.match import Match
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord, Token, WordStatus

TEXT = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TOKENS = [Token(word, 10 * i, 10 * i + len(word)) for i, word in enumerate(TEXT)]
HEARD = [RecognisedWord(word, 500 * i, 500 * i + 450, 1.0) for i, word in enumerate(TEXT)]
MATCHES = [Match(i, i + 1, i, i + 1, 1.0) for i in range(len(TEXT))]
PLACED = {i: AlignedWord(i, i, 500 * i, 500 * i + 450, -1.0) for i in range(len(TEXT))}
FOUR = 4


def confidence(
    placed: dict[int, AlignedWord] = PLACED, matches: list[Match] = MATCHES, heard: list[RecognisedWord] = HEARD
) -> float:
    return confidences(placed, TOKENS, matches, heard, "en")[FOUR]


def test_a_word_that_fits_and_was_heard_there_is_as_good_as_certain() -> None:
    assert confidence() > 0.99


def placed_otherwise(
    *, score: float | None = -1.0, away_ms: int = 0, length_ms: int = 450, status: WordStatus = WordStatus.ALIGNED
) -> float:
    start_ms = 500 * FOUR + away_ms
    return confidence({**PLACED, FOUR: AlignedWord(FOUR, FOUR, start_ms, start_ms + length_ms, score, status)})


@pytest.mark.parametrize(
    "doubtful",
    [
        placed_otherwise(score=-6.0),
        placed_otherwise(score=None),
        placed_otherwise(away_ms=600),
        placed_otherwise(status=WordStatus.ESTIMATED),
        confidence({i: AlignedWord(i, i, 500 * i, 500 * i + 450, -1.0 if i == FOUR else -5.0) for i in PLACED}),
        confidence({i: place for i, place in PLACED.items() if i <= FOUR or i == 8}),
        confidence(matches=[match for match in MATCHES if match.token_start != FOUR]),
        confidence(heard=[*HEARD[:FOUR], RecognisedWord("five", 2000, 2450, 0.1), *HEARD[FOUR + 1 :]]),
        confidence(matches=[*MATCHES[:FOUR], Match(FOUR, FOUR + 1, FOUR, FOUR + 1, 0.4), *MATCHES[FOUR + 1 :]]),
    ],
)
def test_what_speaks_against_a_place_lowers_it(doubtful: float) -> None:
    assert 0 < doubtful < confidence()


def test_a_word_in_the_wrong_place_by_every_sign_is_not_believed() -> None:
    placed = {**PLACED, FOUR: AlignedWord(FOUR, FOUR, 0, 60, -9.0)}
    assert confidence(placed, [match for match in MATCHES if match.token_start != FOUR]) < 0.7


def test_labels_and_headlines_between_two_words_leave_neither_alone() -> None:
    between = [Token("LABEL:", 0, 6, speakable=False)] * 5
    tokens = [*TOKENS[:5], *between, *TOKENS[5:]]
    placed = {**{i: PLACED[i] for i in range(5)}, 10: AlignedWord(10, 5, 2500, 2900, -1.0)}
    assert confidences(placed, tokens, MATCHES, HEARD, "en")[FOUR] > 0.99


def with_a_pause(*, before: bool) -> float:
    shift = [300 * ((i >= FOUR) if before else (i > FOUR)) for i in PLACED]
    placed = {i: AlignedWord(i, i, one.start_ms + shift[i], one.end_ms + shift[i], one.gop) for i, one in PLACED.items()}
    heard = [RecognisedWord(one.text, one.start_ms + shift[i], one.end_ms + shift[i], 1.0) for i, one in enumerate(HEARD)]
    return confidence(placed, heard=heard)


def test_a_border_that_no_other_word_holds_is_less_sure_an_end_more_so_than_a_start() -> None:
    assert with_a_pause(before=False) < with_a_pause(before=True) < confidence()


def test_a_word_that_takes_far_longer_than_its_letters_do_elsewhere_is_not_believed() -> None:
    placed = {i: one for i, one in PLACED.items() if i <= FOUR} | {
        i: AlignedWord(i, i, one.start_ms + 900, one.end_ms + 900, one.gop) for i, one in PLACED.items() if i > FOUR
    }
    placed[FOUR] = AlignedWord(FOUR, FOUR, 2000, 3350, -1.0)
    assert confidence(placed) < 0.5 < confidence(placed | {FOUR: AlignedWord(FOUR, FOUR, 2000, 2450, -1.0)})


def test_a_number_may_take_as_long_as_its_words() -> None:
    assert long_word("1994") > long_word("word")


def long_word(text: str) -> float:
    tokens = [*TOKENS[:FOUR], Token(text, 40, 44), *TOKENS[FOUR + 1 :]]
    later = {i: AlignedWord(i, i, one.start_ms + 900, one.end_ms + 900, one.gop) for i, one in PLACED.items() if i > FOUR}
    placed = {**PLACED, **later, FOUR: AlignedWord(FOUR, FOUR, 2000, 3350, -1.0)}
    return confidences(placed, tokens, MATCHES, HEARD, "en")[FOUR]

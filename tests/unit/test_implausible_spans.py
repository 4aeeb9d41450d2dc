"""Which words of a search are not believed: those that fit badly, and those beside sound that no word takes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from oncue.acoustic.forced_aligner import AlignedEdge
from oncue.pipeline.acceptance import implausible_spans, mean_gop
from tests.unit.spoken_texts import SearchThatKnows, Spoken

GOOD, BAD, AWFUL = 0.0, -3.5, -7.0


def said(*scores: float, ms: int = 200) -> list[AlignedEdge]:
    """Words of these scores, one after the other."""
    return [AlignedEdge(k, ms * k, ms * (k + 1), score) for k, score in enumerate(scores)]


def doubted(
    words: Sequence[AlignedEdge], *loud: tuple[int, int], start_ms: int | None = None, end_ms: int | None = None
) -> set[int]:
    search = SearchThatKnows([Spoken("", a, b) for a, b in loud])
    return {k for words in implausible_spans(words, start_ms, end_ms, search) for k in words}


def test_words_that_fit_are_believed() -> None:
    assert doubted(said(*[GOOD] * 20), start_ms=0, end_ms=4000) == set()


def test_one_word_that_does_not_fit_is_believed_among_others_that_do() -> None:
    assert doubted(said(*[GOOD] * 5, AWFUL, *[GOOD] * 5)) == set()


def test_two_words_in_a_row_that_do_not_fit_are_doubted() -> None:
    assert doubted(said(*[GOOD] * 5, AWFUL, AWFUL, *[GOOD] * 5)) == {5, 6}


def test_two_words_that_do_not_fit_are_doubted_however_short_they_are() -> None:
    short = (AlignedEdge(5, 4500, 4530, AWFUL), AlignedEdge(6, 4530, 4560, AWFUL))
    words = [*said(*[GOOD] * 5, ms=900), *short, AlignedEdge(7, 4560, 5500, GOOD)]
    assert doubted(words) == {5, 6}


def test_five_words_in_a_row_that_fit_badly_are_doubted() -> None:
    assert doubted(said(*[GOOD] * 5, *[BAD] * 5, *[GOOD] * 5)) == {5, 6, 7, 8, 9}


def test_words_beside_sound_that_no_word_takes_are_doubted() -> None:
    words = [*said(*[GOOD] * 10), *(AlignedEdge(10 + k, 3000 + 200 * k, 3200 + 200 * k, GOOD) for k in range(10))]
    assert doubted(words) == set()
    assert doubted(words, (2200, 2500)) == set()
    assert doubted(words, (2200, 2700)) == set(range(5, 15))


def test_less_sound_is_enough_beside_a_word_that_fits_badly() -> None:
    words = [*said(*[GOOD] * 9, BAD - 1), *(AlignedEdge(10 + k, 3000 + 200 * k, 3200 + 200 * k, GOOD) for k in range(10))]
    assert doubted(words, (2200, 2500)) == set(range(5, 15))


def test_sound_beyond_the_first_and_last_word_counts_only_where_it_is_known_to_belong_to_them() -> None:
    words = [AlignedEdge(k, 1000 + 200 * k, 1200 + 200 * k, GOOD) for k in range(12)]
    loud = ((0, 900), (3600, 4500))
    assert doubted(words, *loud) == set()
    assert doubted(words, *loud, start_ms=0) == set(range(5))
    assert doubted(words, *loud, end_ms=4500) == set(range(7, 12))


def test_where_nothing_is_said_there_is_no_word_to_doubt() -> None:
    assert doubted([], (0, 5000), start_ms=0, end_ms=5000) == set()


def test_the_mean_gop_is_that_of_all_frames() -> None:
    assert mean_gop([AlignedEdge(0, 0, 100, -4.0), AlignedEdge(1, 100, 400, 0.0)]) == pytest.approx(-1.0)
    assert mean_gop([]) == 0

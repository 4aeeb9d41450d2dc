"""Borders between words lie at their medians, those beside pauses where they were found, and no word is lost between two."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oncue.acoustic.border_medians import LEAST_WORD_MS, moved_to_medians
from oncue.acoustic.search_problem import BorderPosterior


def posteriors(*medians_ms: float) -> list[BorderPosterior]:
    return [BorderPosterior(median_ms, 20.0) for median_ms in medians_ms]


def test_a_border_between_two_words_moves_and_one_beside_a_pause_stays() -> None:
    words = [(0, 2), (2, 4), (5, 6)]
    places = [(108, 308), (308, 508), (708, 908)]
    moved = moved_to_medians(words, places, posteriors(40, 40, 12.4, 40, 40, 40, 40))
    assert moved == [(108, 320), (320, 508), (708, 908)]


def test_a_word_before_a_pause_keeps_the_length_of_a_phone() -> None:
    words = [(0, 2), (2, 3)]
    assert moved_to_medians(words, [(8, 208), (208, 258)], posteriors(0, 0, 70, 0)) == [(8, 228), (228, 258)]
    assert moved_to_medians(words, [(158, 208), (208, 458)], posteriors(0, 0, -70, 0)) == [(158, 188), (188, 458)]


def test_words_that_a_rule_has_left_no_room_for_stay() -> None:
    words, places = [(0, 1), (1, 2)], [(8, 48), (48, 60)]
    assert moved_to_medians(words, places, posteriors(0, 9, 0)) == places


def test_words_keep_the_length_of_a_phone_where_medians_are_rounded() -> None:
    words, places = [(0, 1), (1, 2), (2, 3)], [(0, 100), (100, 131), (131, 300)]
    assert moved_to_medians(words, places, posteriors(0, 1.5, 0.5, 0)) == [(0, 102), (102, 132), (132, 300)]


@given(st.lists(st.integers(3, 30), min_size=1, max_size=12), st.data())
def test_words_stay_in_order_and_as_long_as_a_phone(frames: list[int], data: st.DataObject) -> None:
    found_ms = [8 + 10 * sum(frames[:k]) for k in range(len(frames) + 1)]
    gaps = [30 + data.draw(st.floats(0, 200)) for _ in frames]
    first_ms = data.draw(st.floats(-300, 300))
    medians_ms = [first_ms + sum(gaps[:k]) for k in range(len(found_ms))]
    words = [(k, k + 1) for k in range(len(frames))]
    places = list(pairwise(found_ms))
    shifts = [median - found for median, found in zip(medians_ms, found_ms, strict=True)]
    moved = moved_to_medians(words, places, posteriors(*shifts))
    assert (moved[0][0], moved[-1][1]) == (found_ms[0], found_ms[-1])
    assert all(end - start >= LEAST_WORD_MS for start, end in moved)
    assert all(left[1] == right[0] for left, right in pairwise(moved))

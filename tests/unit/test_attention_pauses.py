"""Words placed by attention, which knows no pauses, beside the pauses that the detector found."""

from __future__ import annotations

from oncue.pipeline.attention_times import beside_pauses


def test_a_pause_ends_one_word_and_begins_the_next() -> None:
    assert beside_pauses([(0, 600), (600, 1400)], [(450, 900)]) == [(0, 450), (900, 1400)]


def test_the_longest_of_several_pauses_parts_two_words() -> None:
    assert beside_pauses([(0, 600), (600, 1400)], [(350, 400), (500, 800)]) == [(0, 500), (800, 1400)]


def test_the_first_word_does_not_begin_in_a_pause_nor_the_last_end_in_one() -> None:
    assert beside_pauses([(100, 600), (600, 1400)], [(0, 250), (1200, 2000)]) == [(250, 600), (600, 1200)]


def test_something_is_left_of_a_word_that_a_pause_was_in() -> None:
    assert beside_pauses([(0, 600), (600, 1400)], [(100, 1300)]) == [(0, 300), (1200, 1400)]


def test_words_without_pauses_stay() -> None:
    assert beside_pauses([(0, 600), (600, 1400)], []) == [(0, 600), (600, 1400)]
    assert beside_pauses([], [(0, 100)]) == []

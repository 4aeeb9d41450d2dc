"""Where a recording falls silent by its level."""

from __future__ import annotations

import numpy as np

from oncue.acoustic.silences import silent_intervals


def frames(drawn: str) -> np.ndarray:
    return np.array([mark == "." for mark in drawn])


def test_a_silence_is_told_from_a_tenth_of_a_second_on() -> None:
    assert silent_intervals(frames("##" + "." * 10 + "##" + "." * 9 + "#")) == [(27, 127)]


def test_silence_at_the_beginning_and_at_the_end_is_told_too() -> None:
    assert silent_intervals(frames("." * 12 + "#" + "." * 11)) == [(7, 127), (137, 247)]


def test_where_it_is_never_silent_there_is_none() -> None:
    assert silent_intervals(frames("###")) == []
    assert silent_intervals(frames("")) == []

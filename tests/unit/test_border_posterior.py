"""The posterior of a border is narrow where the sound changes at once; its median is in the middle of what is likely."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STATES
from oncue.acoustic.border_posterior import ACOUSTIC_SCALE, BAND_FRAMES, border_posteriors
from oncue.acoustic.hmm_graph import HmmGraph
from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.search_problem import BorderPosterior, SearchProblem
from oncue.acoustic.viterbi import best_path

FRAMES = 60
CHANGES_AT = 29.5
STAY, GO = float(np.log(0.7)), float(np.log(0.3))


def two_words() -> HmmGraph:
    """Two words of a phone each, one after the other, all states with the same chances of going on."""
    count = 2 * STATES
    enter = np.full(count, GO, np.float32)
    enter[::STATES] = -np.inf
    return HmmGraph(
        emission=np.arange(count, dtype=np.int32),
        stay=np.full(count, STAY, np.float32),
        enter=enter,
        arc_from=np.array([0], np.int32),
        arc_to=np.array([1], np.int32),
        arc_cost=np.array([GO], np.float32),
        edge=np.array([0, 1], np.int32),
        begins=np.ones(2, np.bool_),
        longest=np.full(2, FRAMES, np.int32),
        initial={0: 0.0},
        final={1: 0.0},
    )


def sound(certain: float, width: int) -> SearchProblem:
    """Frames that fit the first word and then the second, by `certain` nats, changing within `width` frames."""
    second = np.clip((np.arange(FRAMES) - CHANGES_AT) / width, -1, 1) * certain
    likelihood = np.empty((FRAMES, 2 * STATES), np.float32)
    likelihood[:, :STATES] = -second[:, np.newaxis]
    likelihood[:, STATES:] = second[:, np.newaxis]
    return SearchProblem(two_words(), likelihood, np.arange(2 * STATES, dtype=np.int32))


def posterior(problem: SearchProblem) -> BorderPosterior:
    """The posterior of the border between the two words."""
    path = best_path(problem)
    assert path is not None
    start, border, end = border_posteriors(problem, path)
    assert start == end == BorderPosterior(0, 0)
    return border


def test_a_sharp_border_has_next_to_no_spread_and_a_blurred_one_much() -> None:
    sharp, blurred, silent = (posterior(sound(*each)).spread_ms for each in ((20.0, 1), (2.0, 20), (0.0, 1)))
    assert sharp < 2 < 15 < blurred < silent
    assert silent <= FRAME_SHIFT_MS * BAND_FRAMES


def test_a_sharp_border_has_its_median_where_it_was_found() -> None:
    assert posterior(sound(20.0, 1)).median_ms == pytest.approx(0, abs=1)


def test_the_median_is_in_the_middle_of_sound_that_fits_both_words() -> None:
    problem = sound(20.0, 1)
    first = int(CHANGES_AT) + 1
    problem.likelihood[first : first + 10] = 0
    problem.likelihood[first + 9, STATES:] += 0.01  # the best path is drawn to one end of it
    path = best_path(problem)
    assert path is not None
    found_ms = FRAME_SHIFT_MS * path[1].first
    assert found_ms + posterior(problem).median_ms == pytest.approx(FRAME_SHIFT_MS * (first + 5), abs=FRAME_SHIFT_MS)


@pytest.mark.parametrize("seed", range(8))
def test_it_is_that_of_all_ways_to_divide_the_sound_counted_one_by_one(seed: int) -> None:
    likelihood = np.random.default_rng(seed).normal(-3, 4, (14, 2 * STATES)).astype(np.float32)
    problem = SearchProblem(two_words(), likelihood, np.arange(2 * STATES, dtype=np.int32))
    path = best_path(problem)
    assert path is not None
    found, shares = path[1].first, counted(likelihood)
    distances = np.abs(np.arange(len(shares)) - found)
    border = posterior(problem)
    assert border.spread_ms == pytest.approx(FRAME_SHIFT_MS * float(shares @ distances), abs=1e-4)
    earlier = np.interp(found + border.median_ms / FRAME_SHIFT_MS, np.arange(len(shares) + 1) - 0.5, [0, *np.cumsum(shares)])
    assert earlier == pytest.approx(0.5, abs=1e-6)


def counted(likelihood: NDArray[np.float32]) -> NDArray[np.float64]:
    """The share of each frame as the border, by every way to divide all frames, fewer than a band has, among six states."""
    shares = np.zeros(len(likelihood))
    for ends in _divisions(len(likelihood), 2 * STATES):
        odds = sum(
            float(likelihood[a:b, state].sum()) + STAY * (b - a - 1) for state, (a, b) in enumerate(pairwise((0, *ends)))
        )
        shares[ends[STATES - 1]] += np.exp(ACOUSTIC_SCALE * odds)
    result: NDArray[np.float64] = shares / shares.sum()
    return result


def _divisions(frames: int, states: int) -> list[tuple[int, ...]]:
    if states == 1:
        return [(frames,)]
    return [(*rest, frames) for last in range(states - 1, frames) for rest in _divisions(last, states - 1)]

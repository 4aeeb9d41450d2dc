"""The posterior of each border's place: where the sound allows it to be, beside where it was found.

The words and their phones are taken as on the best path; only the times may differ. The posterior is that of the
forward-backward algorithm along that path, each phone within `BAND_FRAMES` of where it was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numba
import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STATES
from oncue.acoustic.mfcc import FRAME_SHIFT_MS
from oncue.acoustic.search_problem import BorderPosterior, Floats, Integers, SearchProblem, Visit
from oncue.system.compiled_code import compile_now, kept

BAND_FRAMES = 15
"""Frames (of 10 ms) by which a phone may begin earlier, or end later, than on the best path."""

ACOUSTIC_SCALE = 0.25
"""What log likelihoods are multiplied by before they are taken for probabilities: frames side by side tell much the same, so
that their product is far too sure."""

_NEVER = -1e30


def border_posteriors(problem: SearchProblem, path: Sequence[Visit]) -> list[BorderPosterior]:
    """The posterior of the beginning of each visit of a path, and last of its end. The path's own ends, where the segment is
    cut, have 0 and 0.

    The medians are in the order of the visits, and leave each of them its three frames at least: what is always earlier has
    an earlier median.

    Measured: 0.2 ms a second of speech.
    """
    _compile()
    return _posteriors(problem, path)


@cache
def _compile() -> None:
    """Compiles the loop, by running it once."""
    compile_now(
        lambda: _along(
            np.zeros((2 * STATES, 2), np.float32),
            np.zeros(2 * STATES, np.int32), np.zeros(2 * STATES, np.float32), np.zeros(2 * STATES, np.float32),
            np.array([0, STATES], np.int32), np.array([STATES, 2 * STATES], np.int32), ACOUSTIC_SCALE,
        )
    )  # fmt: skip


def _posteriors(problem: SearchProblem, path: Sequence[Visit]) -> list[BorderPosterior]:
    graph = problem.graph
    nodes = np.array([visit.node for visit in path], np.int32)
    states = (STATES * nodes[:, np.newaxis] + np.arange(STATES)).reshape(-1)
    enter = graph.enter[states].copy()
    enter[::STATES] = 0.0  # what an arc costs is the same wherever it is taken
    likelihood = np.ascontiguousarray(problem.likelihood, np.float32)
    first, end = (np.array([getattr(visit, name) for visit in path], np.int32) for name in ("first", "end"))
    column = problem.column[states].astype(np.int32)
    found: NDArray[np.float64] = _along(likelihood, column, graph.stay[states], enter, first, end, ACOUSTIC_SCALE)
    return [BorderPosterior(median_ms, spread_ms) for median_ms, spread_ms in (FRAME_SHIFT_MS * found).tolist()]


def _compiled(function: Any) -> Any:
    return kept(numba.njit(nogil=True)(function))


@_compiled
def _sum(a: float, b: float) -> float:
    """The logarithm of the sum of two numbers whose logarithms are given."""
    if a < b:
        a, b = b, a
    return a + np.log1p(np.exp(b - a)) if b > a - 40.0 else a


@_compiled
def _along(
    likelihood: Floats, column: Integers, stay: Floats, enter: Floats, first: Integers, end: Integers, scale: float
) -> NDArray[np.float64]:
    """Of each border the median of its place and the expected distance, from where it was found, in frames, shape
    (visits + 1, 2)."""
    frames, visits, states = len(likelihood), len(first), len(column)
    low = np.empty(states, np.int64)
    high = np.empty(states, np.int64)
    at = np.empty(states + 1, np.int64)
    at[0] = 0
    for state in range(states):
        visit = state // 3
        low[state] = max(0, first[visit] - BAND_FRAMES)
        high[state] = min(frames, end[visit] + BAND_FRAMES)
        at[state + 1] = at[state] + high[state] - low[state]
    forward = np.full(at[states], _NEVER)
    for state in range(states):
        for frame in range(low[state], high[state]):
            come = _NEVER
            if frame == 0:
                come = 0.0 if state == 0 else _NEVER
            else:
                if low[state] < frame:
                    come = forward[at[state] + frame - 1 - low[state]] + scale * stay[state]
                if state and low[state - 1] < frame <= high[state - 1]:
                    come = _sum(come, forward[at[state - 1] + frame - 1 - low[state - 1]] + scale * enter[state])
            forward[at[state] + frame - low[state]] = come + scale * likelihood[frame, column[state]]
    found = np.zeros((visits + 1, 2))
    after = np.empty(0)
    for state in range(states - 1, -1, -1):
        backward = np.full(high[state] - low[state], _NEVER)
        for frame in range(high[state] - 1, low[state] - 1, -1):
            go = _NEVER
            if frame == frames - 1:
                go = 0.0 if state == states - 1 else _NEVER
            else:
                if frame + 1 < high[state]:
                    go = scale * (stay[state] + likelihood[frame + 1, column[state]]) + backward[frame + 1 - low[state]]
                if state + 1 < states and low[state + 1] <= frame + 1 < high[state + 1]:
                    leave = scale * (enter[state + 1] + likelihood[frame + 1, column[state + 1]])
                    go = _sum(go, leave + after[frame + 1 - low[state + 1]])
            backward[frame - low[state]] = go
        if state and state % 3 == 0:
            # Both by index: to assign a row, numba would compile an error's text, which takes two seconds.
            found[state // 3, 0], found[state // 3, 1] = _median_and_distance(
                state, forward, backward, at, low, high, first[state // 3], scale, likelihood, column, enter
            )
        after = backward
    return found


@_compiled
def _median_and_distance(
    state: int,
    forward: NDArray[np.float64],
    backward: NDArray[np.float64],
    at: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
    found: int,
    scale: float,
    likelihood: Floats,
    column: Integers,
    enter: Floats,
) -> tuple[float, float]:
    """The median of the moment at which a state is entered from the one before it, and its expected distance, both in frames
    from `found`. What is likely of a frame is spread over it evenly."""
    begin, stop = max(low[state], low[state - 1] + 1), min(high[state], high[state - 1] + 1)
    shares = np.empty(stop - begin)
    most = _NEVER
    for frame in range(begin, stop):
        odds = forward[at[state - 1] + frame - 1 - low[state - 1]] + scale * likelihood[frame, column[state]]
        shares[frame - begin] = odds + backward[frame - low[state]]
        most = max(most, shares[frame - begin])
    mass, distance = 0.0, 0.0
    for frame in range(begin, stop):
        shares[frame - begin] = np.exp(shares[frame - begin] - most)
        mass += shares[frame - begin]
        distance += shares[frame - begin] * abs(frame - found)
    frame, before = begin, 0.0
    while before + shares[frame - begin] < mass / 2:
        before += shares[frame - begin]
        frame += 1
    return frame - 0.5 + (mass / 2 - before) / shares[frame - begin] - found, distance / mass

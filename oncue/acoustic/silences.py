"""Where a recording falls silent, by its level alone: what words are held against afterwards."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.frame_features import level_db, silence_odds
from oncue.acoustic.mfcc import FRAME_SAMPLES, FRAME_SHIFT_MS, FRAME_STEP, frame_count
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.model import Interval

SHORTEST_SILENCE_MS = 100
"""Milliseconds from which a silence is told: the closure of a plosive is shorter."""

_BLOCK_FRAMES = 12_000
_EDGE_MS = (FRAME_SAMPLES - FRAME_STEP) * 1000 // (2 * SAMPLE_RATE_HZ)
"""Milliseconds of the sound that a frame begins before the ten that it stands for."""


def silences(pcm: Pcm) -> list[Interval]:
    """The silences of a recording as half-open intervals in milliseconds, in order. Raises `OSError`.

    They are told by the level of each 10 ms against that of the three seconds on either side; what is as quiet between two
    of them, or beside one at either end, is silent, too. There are none where the level does not tell, as in loud noise.
    """
    count = frame_count(pcm.sample_count)
    levels = np.empty(count, np.float32)
    for first in range(0, count, _BLOCK_FRAMES):
        last = min(count, first + _BLOCK_FRAMES)
        samples = pcm.read_samples(first * FRAME_STEP, (last - 1) * FRAME_STEP + FRAME_SAMPLES)
        levels[first:last] = level_db(samples, last - first)
    return silent_intervals(with_long_pauses(silence_odds(levels) > 0, levels)) if count else []


def with_long_pauses(silent: NDArray[np.bool_], levels: NDArray[np.float32]) -> NDArray[np.bool_]:
    """The silent frames, and those between two runs of them, or beside one at either end, that are no louder than these.

    In the midst of a pause of many seconds no sound is near enough to say that it is one.
    """
    whole = silent.copy()
    for before, after in pairwise([None, *_runs(silent), None]):
        beside = [run for run in (before, after) if run is not None]
        first, last = before[1] if before else 0, after[0] if after else len(levels)
        if beside and first < last and levels[first:last].max() <= max(levels[a:b].max() for a, b in beside):
            whole[first:last] = True
    return whole


def silent_intervals(silent: NDArray[np.bool_]) -> list[Interval]:
    """The runs of silent frames of `SHORTEST_SILENCE_MS` and longer, in milliseconds."""
    return [(a * FRAME_SHIFT_MS + _EDGE_MS, b * FRAME_SHIFT_MS + _EDGE_MS) for a, b in _runs(silent)]


def _runs(silent: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([False], silent, [False])).astype(np.int8))).tolist()
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [(a, b) for a, b in runs if (b - a) * FRAME_SHIFT_MS >= SHORTEST_SILENCE_MS]

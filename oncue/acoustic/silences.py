"""Where a recording falls silent, by its level alone: what words are held against afterwards."""

from __future__ import annotations

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
    """The silences of a recording as half-open intervals in milliseconds, in order, by the level of each 10 ms against that
    of the three seconds on either side. None where the level does not tell, as in loud noise. Raises `OSError`."""
    count = frame_count(pcm.sample_count)
    levels = np.empty(count, np.float32)
    for first in range(0, count, _BLOCK_FRAMES):
        last = min(count, first + _BLOCK_FRAMES)
        samples = pcm.read_samples(first * FRAME_STEP, (last - 1) * FRAME_STEP + FRAME_SAMPLES)
        levels[first:last] = level_db(samples, last - first)
    return silent_intervals(silence_odds(levels) > 0) if count else []


def silent_intervals(silent: NDArray[np.bool_]) -> list[Interval]:
    """The runs of silent frames of `SHORTEST_SILENCE_MS` and longer, in milliseconds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], silent, [False])).astype(np.int8)))
    return [
        (int(a) * FRAME_SHIFT_MS + _EDGE_MS, int(b) * FRAME_SHIFT_MS + _EDGE_MS)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
        if (b - a) * FRAME_SHIFT_MS >= SHORTEST_SILENCE_MS
    ]

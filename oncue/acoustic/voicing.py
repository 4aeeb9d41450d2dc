"""Voicing of each frame: whether its sound repeats itself as the vocal folds do."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.mfcc import FRAME_SAMPLES, FRAME_STEP

VOICED = 0.7
"""Least correlation of a frame's sound with itself one period later. Measured: half of all sonorants before a pause,
hand-labelled or in studio speech, end where it has fallen to 0.5 to 0.9."""

_DECIMATION = 4
_RATE_HZ = 16_000 // _DECIMATION
_WINDOW = 30 * _RATE_HZ // 1000
_SLOWEST = 20 * _RATE_HZ // 1000
"""Samples of the running mean that is taken off: an offset is like itself at any time."""
LOOK_AHEAD_SAMPLES = 640
"""Samples behind a frame's own that its voicing depends on, at most."""

_BLOCK_FRAMES = 1000
_LAGS = range(_RATE_HZ // 400, _RATE_HZ // 73 + 1)
"""Periods of voices from 73 to 400 Hz, in samples."""


def voiced_frames(samples: NDArray[np.int16], count: int) -> NDArray[np.bool_]:
    """True for each of the first `count` frames whose sound below 1 kHz is periodic. `samples` are mono at 16 kHz."""
    margin = _WINDOW + _LAGS[-1]
    sound = np.pad(_slow(samples), 2 * margin)
    # In the middle of what a frame sees.
    first = 2 * margin - _WINDOW // 2 + (np.arange(count) * FRAME_STEP + FRAME_SAMPLES // 2) // _DECIMATION
    best = np.zeros(count)
    for begin in range(0, count, _BLOCK_FRAMES):
        block = first[begin : begin + _BLOCK_FRAMES]
        piece = sound[block[0] - margin : block[-1] + 2 * margin]
        _find_period(piece, block - (block[0] - margin), best[begin : begin + _BLOCK_FRAMES])
    return best >= VOICED


def _find_period(sound: NDArray[np.float64], first: NDArray[np.int64], best: NDArray[np.float64]) -> None:
    """Raises `best` to the highest correlation of each window with itself a period later; windows begin at `first`."""
    energy = _sums(sound * sound)
    for lag in _LAGS:
        # The frame's middle is in the middle of both.
        start = first - lag // 2
        product = _sums(sound[:-lag] * sound[lag:])
        one = energy[start + _WINDOW] - energy[start]
        other = energy[start + lag + _WINDOW] - energy[start + lag]
        np.maximum(best, (product[start + _WINDOW] - product[start]) / np.sqrt(one * other + 1.0), out=best)


def _slow(samples: NDArray[np.int16]) -> NDArray[np.float64]:
    """The sound up to 1 kHz at 4 kHz, without what is slower than voices."""
    sums = _sums(samples.astype(np.float64))
    at = np.arange(0, max(0, len(samples) - 2 * _DECIMATION), _DECIMATION)
    sound = (sums[at + 2 * _DECIMATION] - sums[at]) / (2 * _DECIMATION)
    around = _sums(np.pad(sound, _SLOWEST // 2))
    result: NDArray[np.float64] = sound - (around[_SLOWEST : _SLOWEST + len(sound)] - around[: len(sound)]) / _SLOWEST
    return result


def _sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate(([0.0], np.cumsum(values)))

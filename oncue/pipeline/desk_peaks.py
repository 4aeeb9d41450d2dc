"""The peaks of a recording's samples, in the form that `oncue.jobs.peaks` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from oncue.audio.pcm import SAMPLE_RATE_HZ
from oncue.jobs.peaks import PER_SECOND, PeaksLayout

_STEP = SAMPLE_RATE_HZ // PER_SECOND[0]


def packed_peaks(blocks: Iterable[NDArray[np.int16]]) -> Iterator[bytes]:
    """The file of peaks of a recording, given as blocks in order, each but the last of whole hundredths of a second."""
    finest = [_pairs(block) for block in blocks]
    level = np.concatenate(finest) if finest else np.zeros((0, 2), np.int8)
    yield PeaksLayout(len(level)).head()
    yield level.tobytes()
    for per_second in PER_SECOND[1:]:
        level = _coarser(level, PER_SECOND[PER_SECOND.index(per_second) - 1] // per_second)
        yield level.tobytes()


def _pairs(samples: NDArray[np.int16]) -> NDArray[np.int8]:
    """The lowest and highest sample of each hundredth of a second, as signed octets, shape (steps, 2)."""
    starts = np.arange(0, len(samples), _STEP)
    if not len(starts):
        return np.zeros((0, 2), np.int8)
    both = np.stack([np.minimum.reduceat(samples, starts), np.maximum.reduceat(samples, starts)], axis=1)
    pairs: NDArray[np.int8] = (both >> 8).astype(np.int8)
    return pairs


def _coarser(level: NDArray[np.int8], factor: int) -> NDArray[np.int8]:
    starts = np.arange(0, len(level), factor)
    if not len(starts):
        return level[:0]
    return np.stack([np.minimum.reduceat(level[:, 0], starts), np.maximum.reduceat(level[:, 1], starts)], axis=1)

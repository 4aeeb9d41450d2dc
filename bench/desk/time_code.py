"""A sound that tells its own time: noise by seed, so that a tenth of a second of it is found again to the sample.

It is quiet, so that its FLAC is small, and 16 kHz, as a desk's sound is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
LOUDEST = 16
CLEAR = 8.0
"""How far a place must stand out of all others that were looked at, in standard deviations of how much these are alike."""


def second_of(number: int) -> NDArray[np.int16]:
    """The samples of one second."""
    return np.random.default_rng((20_081_101, number)).integers(-LOUDEST, LOUDEST + 1, RATE, dtype=np.int16)


def write_time_code(path: Path, seconds: int) -> Path:
    """Writes so many seconds of samples, and returns the path."""
    with path.open("wb") as file:
        for number in range(seconds):
            file.write(second_of(number).astype("<i2").tobytes())
    return path


def heard_at_ms(heard: Sequence[float], around_ms: float, reach_s: int = 4) -> float | None:
    """The time of the first of these samples, in milliseconds of the sound; None where they are not of `reach_s` seconds
    around `around_ms`."""
    piece = np.asarray(heard, float)
    first = max(0, int(around_ms // 1000) - reach_s)
    there = np.concatenate([second_of(first + n) for n in range(2 * reach_s + 2)]).astype(float)
    size = len(there) + len(piece)
    alike = np.fft.irfft(np.fft.rfft(there, size) * np.conj(np.fft.rfft(piece, size)), size)[: len(there)]
    best = int(np.argmax(alike))
    if alike[best] <= CLEAR * alike.std():
        return None
    return (first * RATE + best) * 1000 / RATE

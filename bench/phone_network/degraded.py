"""Clean windows as they are in noise and over the telephone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.music import music
from bench.phone_network.sources import Sound
from bench.sounds import RATE_HZ

KINDS = ("white", "pink", "hum", "music", "music", "babble", "babble", "babble")
"""Babble and music as often as they are harder."""

LOUDEST_DB, SOFTEST_DB = 0.0, 18.0
"""Speech above the noise, in decibels."""

_CLEAN_SHARE = 0.2
_TELEPHONE_SHARE = 0.25
_MUSIC_SEED = 100
_MUSIC_S = 60.0


class Degrader:
    """Makes windows noisy; the voices of its babble are those of the other windows."""

    def __init__(self, windows: Sequence[NDArray[np.int16]], rng: Generator) -> None:
        self._windows = windows
        self._rng = rng

    def degraded(self, index: int) -> NDArray[np.int16]:
        """The window of this index, in some noise or none, as it is or through a telephone."""
        rng = self._rng
        samples = self._windows[index].astype(np.float64)
        if rng.random() >= _CLEAN_SHARE:
            noise = self._noise(str(rng.choice(KINDS)), index)
            speech = np.mean(samples[np.abs(samples) > 200] ** 2)
            ratio = 10 ** (rng.uniform(LOUDEST_DB, SOFTEST_DB) / 10)
            samples = samples + noise * np.sqrt(speech / ratio / np.mean(noise**2))
        if rng.random() < _TELEPHONE_SHARE:
            samples = _through_telephone(samples, rng.uniform(100, 300), rng.uniform(3300, 3800))
        samples *= min(1.0, 30_000 / np.abs(samples).max())
        return samples.astype(np.int16)

    def _noise(self, kind: str, index: int) -> Sound:
        rng, count = self._rng, len(self._windows[index])
        if kind == "white":
            return rng.standard_normal(count)
        if kind == "pink":
            hz = np.maximum(np.fft.rfftfreq(count, 1 / RATE_HZ), 40.0)
            coloured: Sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(count)) / hz ** rng.uniform(0.5, 2), count)
            return coloured
        if kind == "hum":
            phase = 2 * np.pi * rng.choice([50, 60]) * np.arange(count) / RATE_HZ
            tones = sum((np.sin(k * phase + rng.uniform(0, 6)) / k for k in range(1, 12)), np.zeros(count))
            return tones + 0.05 * rng.standard_normal(count)
        if kind == "music":
            piece = music(_MUSIC_S, seed=_MUSIC_SEED + int(rng.integers(2)))
            first = rng.integers(len(piece) - count)
            return piece[first : first + count]
        return self._babble(index, count)

    def _babble(self, index: int, count: int) -> Sound:
        total = np.zeros(count)
        others = [k for k in range(len(self._windows)) if k != index]
        for other in self._rng.choice(others, self._rng.integers(3, 9)):
            voice = np.roll(np.resize(self._windows[other].astype(np.float64), count), self._rng.integers(count))
            total += voice / np.sqrt(np.mean(voice**2))
        return total


def _through_telephone(samples: Sound, low_hz: float, high_hz: float) -> Sound:
    """Samples within a telephone's band, in steps of mu-law."""
    hz = np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    kept = np.clip((hz - low_hz + 50) / 100, 0, 1) * np.clip((high_hz - hz) / 300 + 0.5, 0, 1)
    narrow = np.fft.irfft(np.fft.rfft(samples) * kept, len(samples)) / 32_768
    steps = np.round(127 * np.log1p(255 * np.abs(narrow)) / np.log(256)) / 127
    coarse: Sound = 32_768 * np.sign(narrow) * np.expm1(steps * np.log(256)) / 255
    return coarse

"""Recordings as arrays of samples: read, written, measured where somebody speaks, and mixed at a given ratio."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oncue.audio.ffmpeg import find_ffmpeg

RATE_HZ = 16_000
Samples = NDArray[np.float64]
"""One channel at `RATE_HZ`, full scale 1, shape (samples,)."""

FRAME = RATE_HZ // 50
ACTIVE_DB = 30
"""Decibels under the loud frames (the 95th percentile) down to which a frame is speech: pauses of clean recordings lie
lower, all but the weakest consonants higher."""

_PEAK = 0.95
_FADE = RATE_HZ // 100
_MS = RATE_HZ // 1000
_MOST_LATE_MS = 100


def read(audio: Path) -> Samples:
    """The samples of the whole recording, whatever its format."""
    pcm = ffmpeg("-i", str(audio), "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-")
    return np.frombuffer(pcm, dtype="<i2").astype(np.float64) / 32768


def write(samples: Samples, audio: Path, *options: str) -> None:
    """Writes samples in the format of the file's name, turned down as a whole where they would clip; `options` are
    ffmpeg's."""
    peak = float(np.max(np.abs(samples), initial=0.0))
    quiet = samples * (_PEAK / peak) if peak > _PEAK else samples
    pcm = np.round(quiet * 32767).astype("<i2").tobytes()
    ffmpeg("-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-", *options, str(audio), given=pcm)


def ffmpeg(*arguments: str, given: bytes | None = None) -> bytes:
    """Runs ffmpeg; `given` is what it reads as `-`. The same input gives the same bytes."""
    command = [find_ffmpeg(), "-loglevel", "error", "-y", *arguments[:-1], "-fflags", "+bitexact", arguments[-1]]
    return subprocess.run(command, input=given or b"", stdout=subprocess.PIPE, check=True).stdout


def active_power(samples: Samples) -> float:
    """The mean power of the frames in which somebody speaks: pauses would make speech seem quieter than it is."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    powers = np.mean(frames**2, axis=1)
    if not len(powers) or not np.any(powers):
        return 0.0
    least = np.percentile(powers, 95) / 10 ** (ACTIVE_DB / 10)
    return float(np.mean(powers[powers >= least]))


def at_level(samples: Samples, power: float) -> Samples:
    """The samples, turned up or down until their active frames have `power`."""
    return samples * math.sqrt(power / active_power(samples))


def mixed(speech: Samples, noise: Samples, snr_db: float) -> Samples:
    """`speech` with `noise`, looped, at the ratio of the speech's active power to the mean power of all the noise."""
    looped = np.resize(noise, len(speech))
    power = active_power(speech) / 10 ** (snr_db / 10)
    return speech + looped * math.sqrt(power / float(np.mean(looped**2)))


def babble(voices: Sequence[Samples], length: int, rng: np.random.Generator) -> Samples:
    """All voices at once and equally loud, each looped from a place of its own."""
    layers = [np.resize(np.roll(at_level(voice, 1.0), -int(rng.integers(len(voice)))), length) for voice in voices]
    return np.asarray(np.sum(layers, axis=0), dtype=np.float64)


def inserted(samples: Samples, extra: Samples, at: int) -> Samples:
    """`extra` between two samples, with its ends faded so that they do not click."""
    fade = np.minimum(1.0, np.arange(len(extra)) / _FADE)
    return np.concatenate([samples[:at], extra * fade * fade[::-1], samples[at:]])


def lateness_s(made: Samples, source: Samples, factor: float) -> float:
    """Seconds by which the sounds of `made` are later than those of `source` at `factor` times its speed, found by
    loudness."""
    loudness = _loudness_each_ms(made)
    expected = np.interp(np.arange(len(loudness)) * factor, np.arange(len(source) // _MS), _loudness_each_ms(source))
    size = 2 * len(loudness)
    one, two = (np.fft.rfft(values - values.mean(), n=size) for values in (loudness, expected))
    likeness = np.fft.irfft(one * np.conj(two), n=size)
    shifts = np.arange(-_MOST_LATE_MS, _MOST_LATE_MS + 1)
    return float(shifts[np.argmax(likeness[shifts])]) / 1000


def shifted(samples: Samples, by_s: float) -> Samples:
    """The samples later by `by_s` seconds, with silence before; or earlier, without their beginning."""
    by = round(by_s * RATE_HZ)
    return np.concatenate([np.zeros(by), samples]) if by >= 0 else samples[-by:]


def _loudness_each_ms(samples: Samples) -> Samples:
    powers = np.mean(samples[: len(samples) // _MS * _MS].reshape(-1, _MS) ** 2, axis=1)
    return np.log(np.convolve(powers, np.ones(10) / 10, mode="same") + 1e-7)

"""The copy of a recording that the voice detector is given: a voice that is hard to hear stands out in it.

Silero hears a voice at any level from about -60 dBFS on, but hardly one beneath rumble, and a quiet one beside a loud one
less well. Where neither is so, the copy is the recording itself, so that nothing changes in what is clear.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oncue.audio.segments import SAMPLE_RATE_HZ

CUTOFF_HZ = 120.0
"""Below it are hum, rumble, wind and handling; a deep voice's own lowest tone is there as well, its others are not."""

CONTEXT_SAMPLES = 4 * SAMPLE_RATE_HZ
"""Samples on each side that are more than a copy depends on."""

_STEEPNESS = 4
"""24 dB an octave: 50 Hz is 30 dB down, 60 Hz 24 dB."""

_PART_SAMPLES = 16_384
_MARGIN_SAMPLES = 2048
"""Samples that are filtered at once, and of these on each side the ones that are left to the part beside it: what is cut off
is heard no further than that."""

_FRAME_SAMPLES = 512
_STEP_FRAMES = 16
_AROUND_STEPS = 2
"""Half a second is measured together with a second on either side: two people in turn have levels of their own."""

_NOTHING_DB = -110.0

_QUIET_DBFS = -42.0
"""Level of the loudest twentieth of a voice below which it is lifted, in dBFS."""

_LEVEL_DBFS = -30.0
"""The level that it is lifted to."""

_MOST_GAIN_DB = 40.0

_LOUDEST_DBFS = -18.0
"""Level that nothing is lifted above: behind a quiet voice a loud one may begin."""

_LEAST_VOICE_DBFS = -75.0
_RUMBLE_DB = -12.0
"""Level of what is below `CUTOFF_HZ`, against the loudest twentieth of what is above it, from which it is rumble, in dB.
Measured: of radio, studio and synthetic voices at most -16 dB; a voice that rumble hides is at -11 dB and above."""

_NOISE_SPREAD_DB = 6.0
_VOICE_SPREAD_DB = 12.0
"""How far the loudest twentieth is above the softest fifth: of noise alone, which is not lifted, and of a voice, which is,
in dB. Measured: white noise 2, babble 5, a voice over noise at 5 dB 10, any voice that was recorded 13 and more."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of a sound around every `step_ms`, in dBFS, by percentiles of its frames of 32 ms; shape (steps,)."""

    loudest_dbfs: NDArray[np.float64]
    """The 95th percentile."""
    louder_dbfs: NDArray[np.float64]
    """The 75th percentile."""
    softest_dbfs: NDArray[np.float64]
    """The 20th percentile."""
    peak_dbfs: NDArray[np.float64]
    """The loudest frame within half a second."""
    step_ms: int = 1000 * _STEP_FRAMES * _FRAME_SAMPLES // SAMPLE_RATE_HZ


def levelled(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """A copy of samples (-1..1) for the voice detector, same shape: without what is below `CUTOFF_HZ` where that is as loud
    as a voice, and lifted where the voice is quiet; elsewhere the samples as they are.

    Its ends, `CONTEXT_SAMPLES` long, are as if nothing were beyond them.
    """
    if len(samples) < _FRAME_SAMPLES:
        return samples
    voice = sound_between(samples, CUTOFF_HZ)
    rumble, levels = levels_around(samples - voice), levels_around(voice)
    gain_db = np.minimum(_LEVEL_DBFS - levels.loudest_dbfs, _LOUDEST_DBFS - levels.peak_dbfs)
    gain_db = np.clip(gain_db, 0, _MOST_GAIN_DB)
    spread_db = levels.loudest_dbfs - levels.softest_dbfs
    gain_db *= np.clip((spread_db - _NOISE_SPREAD_DB) / (_VOICE_SPREAD_DB - _NOISE_SPREAD_DB), 0, 1)
    hidden = rumble.louder_dbfs > np.maximum(levels.loudest_dbfs, _LEAST_VOICE_DBFS) + _RUMBLE_DB
    taken = hidden | ((levels.loudest_dbfs < _QUIET_DBFS) & (gain_db > 0))
    if not taken.any():
        return samples
    steps = (np.arange(len(taken)) + 0.5) * _STEP_FRAMES * _FRAME_SAMPLES
    at = np.arange(len(samples))
    gain = np.interp(at, steps, 10 ** (gain_db / 20)).astype(np.float32)
    share = np.interp(at, steps, taken).astype(np.float32)
    copy: NDArray[np.float32] = np.clip(samples + share * (gain * voice - samples), -1, 1)
    return copy


def sound_between(samples: NDArray[np.float32], low_hz: float, high_hz: float | None = None) -> NDArray[np.float32]:
    """What of the samples is above `low_hz` and below `high_hz`, none of it moved in time; same shape."""
    hop = _PART_SAMPLES - 2 * _MARGIN_SAMPLES
    count = -(-len(samples) // hop)
    padded = np.pad(samples, (_MARGIN_SAMPLES, _MARGIN_SAMPLES + count * hop - len(samples)), mode="edge")
    parts = np.lib.stride_tricks.sliding_window_view(padded, _PART_SAMPLES)[::hop]
    frequencies_hz = np.fft.rfftfreq(_PART_SAMPLES, 1 / SAMPLE_RATE_HZ)
    share = _passed(frequencies_hz / low_hz)
    if high_hz is not None:
        share *= _passed(high_hz / np.maximum(frequencies_hz, 1))
    found = np.fft.irfft(np.fft.rfft(parts) * share.astype(np.float32), _PART_SAMPLES)
    kept: NDArray[np.float32] = found[:, _MARGIN_SAMPLES:-_MARGIN_SAMPLES].reshape(-1)[: len(samples)].astype(np.float32)
    return kept


def levels_around(samples: NDArray[np.float32]) -> Levels:
    """The levels of samples of a frame at least."""
    count = len(samples) // _FRAME_SAMPLES
    power = np.square(samples[: count * _FRAME_SAMPLES]).reshape(count, _FRAME_SAMPLES).mean(axis=1, dtype=np.float64)
    levels_db = 10 * np.log10(power + 10 ** (_NOTHING_DB / 10))
    softest, louder, loudest = np.percentile(_frames_around(levels_db, _AROUND_STEPS), (20, 75, 95), axis=1)
    return Levels(loudest, louder, softest, _frames_around(levels_db, 1).max(axis=1))


def _passed(ratio: NDArray[np.floating]) -> NDArray[np.float64]:
    """A Butterworth filter's amplitude at so many times its cutoff."""
    passed: NDArray[np.float64] = 1 / np.sqrt(1 + np.maximum(ratio, 1e-9) ** (-2 * _STEEPNESS))
    return passed


def _frames_around(levels_db: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """The frames of each half second and of so many on either side; shape (half seconds, frames)."""
    count, beside = -(-len(levels_db) // _STEP_FRAMES), steps * _STEP_FRAMES
    frames = np.pad(levels_db, (beside, beside + count * _STEP_FRAMES - len(levels_db)), mode="edge")
    return np.lib.stride_tricks.sliding_window_view(frames, _STEP_FRAMES + 2 * beside)[::_STEP_FRAMES]

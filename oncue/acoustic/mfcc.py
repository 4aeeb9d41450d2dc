"""Mel-frequency cepstra of a recording, as the acoustic model was trained on: one frame of 13 numbers every 10 ms.

The steps are those of CMU Sphinx's front end (fe_sigproc.c, fe_noise.c of https://github.com/cmusphinx/pocketsphinx) with
the model's own parameters (its feat.params), computed for many frames at once.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import STREAM_WIDTH

FRAME_SHIFT_MS = 10
FRAME_STEP = 160
FRAME_SAMPLES = 410

FRAME_CENTRE_MS = 8
"""Milliseconds from a frame's beginning to the border it counts for: a frame sees 25.6 ms and the next begins 10 ms later,
so that a border lies (25.6 - 10) / 2 in."""

_TRANSFORM = 512
_RATE_HZ = 16_000
_FILTERS = 25
_LOWEST_HZ, _HIGHEST_HZ = 130.0, 6800.0
_LIFTER = 22
_PRE_EMPHASIS = 0.97
_LOG_FLOOR = 1e-4

LANE_FRAMES = 600
_RUN_IN_FRAMES = 200
"""Frames of run-in: the noise is followed from frame to frame, in lanes side by side, each begun this much before its
first."""

_SMOOTH_POWER = 0.7
_RISE, _FALL = 0.995, 0.5
_MASK_DECAY, _MASK = 0.85, 0.2
_LARGEST_GAIN = 20.0
_SMOOTH_FILTERS = 4


def frame_count(samples: int) -> int:
    """The count of whole frames in so many samples."""
    return max(0, 1 + (samples - FRAME_SAMPLES) // FRAME_STEP)


def cepstra(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Mel-frequency cepstra with noise removed, shape (frames, 13); not normalised. `samples` are mono at 16 kHz."""
    return to_cepstra(log_power(samples))


def log_power(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """The logarithm of each filter's power with noise removed, shape (frames, 25). `samples` are mono at 16 kHz."""
    count = frame_count(len(samples))
    if not count:
        return np.zeros((0, _FILTERS), np.float32)
    result: NDArray[np.float32] = np.log(_without_noise(_filter_bank(samples, count)) + np.float32(_LOG_FLOOR))
    return result


def to_cepstra(log_power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Cepstra, shape (frames, 13), of log power, shape (frames, 25)."""
    result: NDArray[np.float32] = log_power @ _cosines()
    return result


def to_log_power(cepstra: NDArray[np.float64]) -> NDArray[np.float64]:
    """The smoothest log power, shape (frames, 25), that has these cepstra, shape (frames, 13)."""
    result: NDArray[np.float64] = cepstra @ _spectra()
    return result


def _filter_bank(samples: NDArray[np.int16], count: int) -> NDArray[np.float32]:
    """The power in each filter, shape (frames, 25)."""
    sound = samples.astype(np.float32)
    sound[1:] -= np.float32(_PRE_EMPHASIS) * samples[:-1].astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(sound, FRAME_SAMPLES)[::FRAME_STEP][:count]
    result = np.empty((count, _FILTERS), np.float32)
    window, filters = _window(), _filters()
    for first in range(0, count, 1024):
        spectrum = np.fft.rfft(frames[first : first + 1024] * window, _TRANSFORM)
        result[first : first + 1024] = (spectrum.real**2 + spectrum.imag**2) @ filters
    return result


def _without_noise(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each filter's power, shape (frames, 25), less the noise in it: what stays when speech comes and goes (Doblinger; Kim's
    PNCC)."""
    count = len(power)
    lanes = -(-count // LANE_FRAMES)
    first = np.maximum(0, np.arange(lanes) * LANE_FRAMES - _RUN_IN_FRAMES)
    lead = np.arange(lanes) * LANE_FRAMES - first
    gains = np.empty((lanes * LANE_FRAMES, _FILTERS), np.float32).reshape(lanes, LANE_FRAMES, _FILTERS)
    now = power[first]
    smooth = now.copy()
    noise, floor = now / _LARGEST_GAIN, now / _LARGEST_GAIN
    peak = np.zeros_like(now)
    every = np.arange(lanes)
    for step in range(LANE_FRAMES + _RUN_IN_FRAMES):
        now = power[np.minimum(first + step, count - 1)]
        smooth += (1 - _SMOOTH_POWER) * (now - smooth)
        noise = _lower_envelope(smooth, noise)
        signal = np.maximum(smooth - noise, 1.0)
        floor = _lower_envelope(signal, floor)
        peak *= _MASK_DECAY
        masked = np.where(signal < _MASK_DECAY * peak, peak * _MASK, signal)
        peak = np.maximum(peak, signal)
        gain = np.clip(np.maximum(masked, floor) / np.maximum(smooth, _LOG_FLOOR), 1 / _LARGEST_GAIN, _LARGEST_GAIN)
        at = step - lead
        inside = (at >= 0) & (at < LANE_FRAMES)
        gains[every[inside], at[inside]] = gain[inside]
    smoothed: NDArray[np.float32] = gains.reshape(-1, _FILTERS)[:count] @ _neighbours()
    return power * smoothed


def _lower_envelope(value: NDArray[np.float32], envelope: NDArray[np.float32]) -> NDArray[np.float32]:
    slowness: NDArray[np.float32] = np.where(value >= envelope, np.float32(_RISE), np.float32(_FALL))
    moved: NDArray[np.float32] = value + slowness * (envelope - value)
    return moved


@cache
def _window() -> NDArray[np.float32]:
    return np.hamming(FRAME_SAMPLES).astype(np.float32)


@cache
def _filters() -> NDArray[np.float32]:
    """The mel filters, shape (257, 25): triangles of unit area, their corners at points of the spectrum."""
    spacing = _RATE_HZ / _TRANSFORM
    mel = np.linspace(2595 * np.log10(1 + _LOWEST_HZ / 700), 2595 * np.log10(1 + _HIGHEST_HZ / 700), _FILTERS + 2)
    corners = np.floor(700 * (10 ** (mel / 2595) - 1) / spacing + 0.5) * spacing
    hz = np.arange(_TRANSFORM // 2 + 1)[:, None] * spacing
    left, centre, right = corners[:-2], corners[1:-1], corners[2:]
    rising, falling = (hz - left) / (centre - left), (right - hz) / (right - centre)
    table: NDArray[np.float32] = (np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)).astype(np.float32)
    return table


@cache
def _neighbours() -> NDArray[np.float32]:
    """The matrix, shape (25, 25), that averages a filter's gain with those of the four filters on either side."""
    index = np.arange(_FILTERS)
    near = np.abs(index[:, None] - index) <= _SMOOTH_FILTERS
    table: NDArray[np.float32] = (near / near.sum(axis=0)).astype(np.float32)
    return table


@cache
def _cosines() -> NDArray[np.float32]:
    """The matrix, shape (25, 13), of the unitary discrete cosine transform and the lifter after it."""
    order = np.arange(STREAM_WIDTH)
    table = np.cos(np.pi / _FILTERS * order * (np.arange(_FILTERS)[:, None] + 0.5)) * np.sqrt(2 / _FILTERS)
    table[:, 0] *= np.sqrt(0.5)
    lifted: NDArray[np.float32] = (table * (1 + _LIFTER / 2 * np.sin(np.pi * order / _LIFTER))).astype(np.float32)
    return lifted


@cache
def _spectra() -> NDArray[np.float64]:
    return np.linalg.pinv(_cosines().astype(np.float64))

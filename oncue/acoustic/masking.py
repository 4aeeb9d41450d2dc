"""How far a sound is masked: by noise, or as half of its band is missing, as over a telephone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.noise_compensation import loud_above_quiet_db
from oncue.acoustic.running_percentiles import STEP_FRAMES, percentiles_around

NOISY_FROM_DB, NOISY_AT_DB = 22.0, 13.0
"""Loud frames' level above the quiet ones' from which noise masks something, and at which it masks most: half of the speech
in noise at 10 dB lies at 13 to 16, in a room whose noise is 15 dB below it at 17, in quiet rooms at 23 and more."""

NARROW_FROM_DB, NARROW_AT_DB = 30.0, 40.0
"""Decibels by which the filters above 5.5 kHz are below those of the voice, in each one's loud frames, from which the band
counts as narrow, and at which it surely is. Speech over a telephone lies at 48, in whole bands at 20 and less."""

_NEPER_DB = 10 / np.log(10)
_LOUD = 95
_HIGH, _VOICE = slice(-2, None), slice(5, 15)


def masking(log_power: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far each frame is masked, 0..1, shape (frames,), from the logarithms of their filters' power, (frames, 25)."""
    if not len(log_power):
        return np.zeros(0, np.float32)
    noisy = (NOISY_FROM_DB - loud_above_quiet_db(log_power)) / (NOISY_FROM_DB - NOISY_AT_DB)
    high, voice = (percentiles_around(log_power[:, filters].mean(axis=1), (_LOUD,))[:, 0] for filters in (_HIGH, _VOICE))
    narrow = (_NEPER_DB * (voice - high) - NARROW_FROM_DB) / (NARROW_AT_DB - NARROW_FROM_DB)
    shares = np.clip(np.maximum(noisy, narrow), 0, 1)
    return np.repeat(shares, STEP_FRAMES)[: len(log_power)].astype(np.float32)

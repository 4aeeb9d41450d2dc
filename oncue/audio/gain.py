"""Brings a window of sound to the loudness that recognisers expect."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from oncue.audio.pcm import to_float
from oncue.audio.segments import samples_of, segment_of

# Speech mastered for broadcast (EBU R 128: -23 LUFS) measures about -23 to -20 dBFS in its spoken parts.
TARGET_DBFS = -20.0
LARGEST_GAIN_DB = 20.0
_LOUDEST_PEAK_DBFS = -0.1


def normalise(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """A window's samples, -1..1, at about -20 dBFS: changed by 20 dB at most and never so that it clips; same shape."""
    segment = segment_of(samples)
    level_dbfs = float(segment.dBFS)
    if math.isinf(level_dbfs):
        return to_float(samples)
    gain_db = float(np.clip(TARGET_DBFS - level_dbfs, -LARGEST_GAIN_DB, LARGEST_GAIN_DB))
    if gain_db > 0:
        gain_db = max(0.0, min(gain_db, _LOUDEST_PEAK_DBFS - float(segment.max_dBFS)))
    return to_float(samples_of(segment.apply_gain(gain_db)))

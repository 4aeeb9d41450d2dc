"""Sound that may be a voice where the detector hears none: long stretches that move, at the frequencies of a voice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from oncue.audio.levelled_voice import levels_around, sound_between
from oncue.audio.loudness import SILENCE_PEAK_DBFS
from oncue.audio.pcm import Pcm, to_float
from oncue.audio.segments import SAMPLE_RATE_HZ
from oncue.audio.windows import Window, windows_of
from oncue.model import Interval

TELEPHONE_HZ = (300.0, 3400.0)
"""What a telephone leaves of a voice: enough to understand it."""

SHORTEST_MS = 4000
"""A shorter stretch between two windows is a pause."""

_LEAST_SPREAD_DB = 3.0
"""How far the loudest twentieth of a second or so is above its softest fifth: noise and hum stay within 2 dB."""

_LEAST_STEPS = 6
"""Three seconds, of which two are those around a first sound."""

_PART_MS = 60_000


def perhaps_speech(pcm: Pcm, probabilities: NDArray[np.float32], windows: Sequence[Window]) -> list[Window]:
    """Windows, in order, of the sound that lies in none of `windows` and may be a voice: music may be as well.

    `probabilities` are those of `speech_probabilities`, with which the windows were found.
    """
    edges = [0, *(edge for window in windows for edge in (window.start_ms, window.end_ms)), pcm.duration_ms]
    found: list[Window] = []
    for start_ms, end_ms in list(pairwise(edges))[::2]:
        region = _like_a_voice(pcm, start_ms, end_ms) if end_ms - start_ms >= SHORTEST_MS else None
        if region is not None:  # each by itself: together, two would be packed into one window with what is between them
            found += [
                Window(max(start_ms, one.start_ms), min(end_ms, one.end_ms), one.speech)
                for one in windows_of(pcm, probabilities, [region])
            ]
    return found


def _like_a_voice(pcm: Pcm, start_ms: int, end_ms: int) -> Interval | None:
    """From the first half second like a voice to the last one; None where there are few."""
    found: list[int] = []
    for part_ms in range(start_ms, end_ms, _PART_MS):
        samples = to_float(pcm.read(part_ms, min(end_ms, part_ms + _PART_MS)))
        if len(samples) < SAMPLE_RATE_HZ:
            continue
        levels = levels_around(sound_between(samples, *TELEPHONE_HZ))
        moves = levels.loudest_dbfs - levels.softest_dbfs >= _LEAST_SPREAD_DB
        steps = np.flatnonzero(moves & (levels.loudest_dbfs > SILENCE_PEAK_DBFS))
        found += [part_ms + int(step) * levels.step_ms for step in steps]
    if len(found) < _LEAST_STEPS:
        return None
    return found[0], min(end_ms, found[-1] + levels.step_ms)

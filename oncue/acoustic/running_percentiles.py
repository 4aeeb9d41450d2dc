"""Running percentiles: those of the frames around each half second of a recording."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

STEP_FRAMES = 50
AROUND_FRAMES = 300
"""Frames of 10 ms on either side of a step that count: three seconds. A step is half a second."""


def percentiles_around(values: NDArray[np.floating], percentages: Sequence[float]) -> NDArray[np.float64]:
    """The percentiles of each step's frames and those around it, shape (steps, percentages)."""
    steps = -(-len(values) // STEP_FRAMES)
    found = np.empty((steps, len(percentages)))
    reach = STEP_FRAMES + 2 * AROUND_FRAMES
    first, last = -(-AROUND_FRAMES // STEP_FRAMES), (len(values) - AROUND_FRAMES) // STEP_FRAMES
    if last > first:
        whole = np.lib.stride_tricks.sliding_window_view(values, reach)[::STEP_FRAMES][: last - first]
        found[first:last] = np.percentile(whole, percentages, axis=1).T
    for step in [*range(min(first, steps)), *range(max(first, last), steps)]:
        at = step * STEP_FRAMES
        found[step] = np.percentile(values[max(0, at - AROUND_FRAMES) : at + STEP_FRAMES + AROUND_FRAMES], percentages)
    return found

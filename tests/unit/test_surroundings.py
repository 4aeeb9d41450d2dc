"""Percentiles of what lies around each part of a recording."""

from __future__ import annotations

import numpy as np
import pytest

from oncue.acoustic.running_percentiles import AROUND_FRAMES, STEP_FRAMES, percentiles_around


@pytest.mark.parametrize("frames", [0, 1, 49, 50, 51, 299, 349, 350, 649, 650, 651, 1000, 12_733])
def test_percentiles_are_those_of_each_step_and_what_is_around_it(frames: int) -> None:
    values = np.random.default_rng(frames).normal(size=frames).astype(np.float32)
    expected = [
        np.percentile(values[max(0, first - AROUND_FRAMES) : first + STEP_FRAMES + AROUND_FRAMES], (5, 50, 100))
        for first in range(0, frames, STEP_FRAMES)
    ]
    np.testing.assert_allclose(percentiles_around(values, (5, 50, 100)), np.reshape(expected, (-1, 3)), atol=1e-5)

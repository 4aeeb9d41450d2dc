"""How loud a recording is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from oncue.audio.loudness import measure_level
from oncue.audio.pcm import Pcm


def _pcm(path: Path, samples: list[int]) -> Pcm:
    np.array(samples, dtype="<i2").tofile(path)
    return Pcm.open(path)


@pytest.mark.parametrize("count", [0, 1, 50_000])
def test_digital_silence_of_any_length_is_minus_infinity(tmp_path: Path, count: int) -> None:
    level = measure_level(_pcm(tmp_path / "audio.pcm", [0] * count))
    assert (level.peak_dbfs, level.loud_dbfs) == (-math.inf, -math.inf)


def test_the_peak_is_the_loudest_sample_either_way(tmp_path: Path) -> None:
    level = measure_level(_pcm(tmp_path / "audio.pcm", [0, 5, -32_768, 7]))
    assert level.peak_dbfs == 0


def test_the_loud_part_counts_and_not_the_pauses(tmp_path: Path) -> None:
    second = 16_000
    level = measure_level(_pcm(tmp_path / "audio.pcm", [0] * (3 * second) + [3277, -3277] * second + [0] * (3 * second)))
    assert level.loud_dbfs == pytest.approx(-20, abs=0.1)

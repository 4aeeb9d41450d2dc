"""How loud a recording is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from oncue.audio.loudness import measure_peak_dbfs
from oncue.audio.pcm import Pcm


def _pcm(path: Path, samples: list[int]) -> Pcm:
    np.array(samples, dtype="<i2").tofile(path)
    return Pcm.open(path)


@pytest.mark.parametrize("count", [0, 1, 50_000])
def test_digital_silence_of_any_length_is_minus_infinity(tmp_path: Path, count: int) -> None:
    assert measure_peak_dbfs(_pcm(tmp_path / "audio.pcm", [0] * count)) == -math.inf


@pytest.mark.parametrize(("loudest", "dbfs"), [(-32_768, 0.0), (16_384, -6.02), (-3277, -20.0)])
def test_the_peak_is_the_loudest_sample_either_way(tmp_path: Path, loudest: int, dbfs: float) -> None:
    peak_dbfs = measure_peak_dbfs(_pcm(tmp_path / "audio.pcm", [0, 5, loudest, 7]))
    assert peak_dbfs == pytest.approx(dbfs, abs=0.01)


def test_the_peak_is_that_of_all_minutes(tmp_path: Path) -> None:
    minute = 60 * 16_000
    samples = [1] * minute + [3277] + [1] * minute
    assert measure_peak_dbfs(_pcm(tmp_path / "audio.pcm", samples)) == pytest.approx(-20, abs=0.1)

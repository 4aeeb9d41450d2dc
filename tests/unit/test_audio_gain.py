"""Loudness before recognition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from oncue.audio.gain import LARGEST_GAIN_DB, TARGET_DBFS, normalise
from oncue.audio.pcm import to_float


def _tone(amplitude: float) -> NDArray[np.int16]:
    wave: NDArray[np.float64] = amplitude * np.sin(np.arange(16_000) * 0.17)
    return np.round(wave).astype(np.int16)


def _dbfs(samples: NDArray[np.float32]) -> float:
    return float(10 * np.log10(np.square(samples, dtype=np.float64).mean()))


@pytest.mark.parametrize("amplitude", [500, 2000, 8000, 32_767])
def test_quiet_and_loud_recordings_come_out_equally_loud(amplitude: float) -> None:
    assert _dbfs(normalise(_tone(amplitude))) == pytest.approx(TARGET_DBFS, abs=0.2)


def test_a_very_quiet_recording_is_raised_by_the_largest_gain_only() -> None:
    quiet = _tone(30)
    assert _dbfs(normalise(quiet)) - _dbfs(to_float(quiet)) == pytest.approx(LARGEST_GAIN_DB, abs=0.3)


def test_a_click_at_full_scale_leaves_the_gain_as_it_is() -> None:
    samples = _tone(300)
    samples[500] = 32_767
    np.testing.assert_allclose(normalise(samples), samples / 32768, atol=1 / 32768)


@pytest.mark.parametrize("count", [0, 1600])
def test_silence_stays_silence(count: int) -> None:
    np.testing.assert_array_equal(normalise(np.zeros(count, dtype=np.int16)), np.zeros(count, dtype=np.float32))


@given(arrays(np.int16, st.integers(1, 400)))
def test_no_sample_ever_clips_or_changes_sign(samples: NDArray[np.int16]) -> None:
    result = normalise(samples)
    assert result.shape == samples.shape
    assert result.dtype == np.float32
    assert np.abs(result).max() <= 1
    assert np.all(result * samples >= 0)
    if np.abs(samples.astype(np.int32)).max() < 32_000:
        assert np.abs(result).max() < 1

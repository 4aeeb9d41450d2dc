"""Noise taken away from cepstra, on frames made of the acoustic model's own sounds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.acoustic.acoustic_model import SILENCE, STREAM_WIDTH, acoustic_model
from oncue.acoustic.mfcc import to_cepstra, to_log_power
from oncue.acoustic.noise_compensation import without_noise

Floats = NDArray[np.float32]

PAUSE, VOWEL = 30, 20
CHANNEL = np.eye(1, STREAM_WIDTH)[0] * 40


def _spoken(seconds: int) -> Floats:
    """The logarithm of each filter's power: vowels as the model has them, a pause after each."""
    model = acoustic_model()

    def mean_of(phone: str) -> NDArray[np.float64]:
        book = model.codebooks[model.number[phone]]
        linear, square = np.split(book.projection[0].astype(np.float64)[1:], 2)
        mean: NDArray[np.float64] = (-0.5 * linear / square) @ (book.weights[0][:, 1] / book.weights[0][:, 1].sum())
        return mean

    order = ["AA", "IY", "OW", "EH", "UW", "AE", "ER", "AY"]
    frames: list[NDArray[np.float64]] = []
    while len(frames) < 100 * seconds:
        for phone, count in ((order[len(frames) // 50 % len(order)], VOWEL), (SILENCE, PAUSE)):
            frames += [mean_of(phone) + CHANNEL] * count
    log_power: Floats = to_log_power(np.array(frames)).astype(np.float32)
    return log_power


def _pauses(frames: Floats) -> NDArray[np.bool_]:
    return np.arange(len(frames)) % (VOWEL + PAUSE) >= VOWEL


def _in_noise(log_power: Floats, above_db: float) -> Floats:
    """With noise as strong in every filter, so far below what is spoken, that varies a little from frame to frame."""
    level = log_power[~_pauses(log_power)].mean() - above_db * np.log(10) / 10
    noise = level + np.random.default_rng(0).normal(0, 0.2, log_power.shape)
    summed: Floats = np.logaddexp(log_power, noise).astype(np.float32)
    return summed


@pytest.mark.parametrize("above_db", [0, 5])
def test_speech_in_noise_comes_nearer_to_what_it_was(above_db: float) -> None:
    clean = _spoken(12)
    noisy = _in_noise(clean, above_db)
    away = [np.abs(found - to_cepstra(clean))[~_pauses(clean)].mean() for found in (without_noise(noisy), to_cepstra(noisy))]
    assert away[0] < 0.7 * away[1]


@pytest.mark.parametrize("above_db", [40, 60])
def test_speech_with_hardly_any_noise_is_left_as_it_is(above_db: float) -> None:
    loud = _spoken(12)
    loud[_pauses(loud)] -= 12
    noisy = _in_noise(loud, above_db)
    np.testing.assert_array_equal(without_noise(noisy), to_cepstra(noisy))


@pytest.mark.parametrize("frames", [0, 1, 2, 3, 49, 50, 51, 701])
def test_there_are_as_many_cepstra_as_frames(frames: int) -> None:
    found = without_noise(_in_noise(_spoken(12), 5)[:frames])
    assert found.shape == (frames, STREAM_WIDTH)
    assert np.isfinite(found).all()


def test_a_spectrum_made_of_cepstra_has_these_cepstra() -> None:
    cepstra = np.random.default_rng(1).normal(0, 5, (20, STREAM_WIDTH))
    np.testing.assert_allclose(to_cepstra(to_log_power(cepstra).astype(np.float32)), cepstra, atol=1e-3)

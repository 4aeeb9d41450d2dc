"""How far a sound is masked, by noise or by a narrow band."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.masking import masking
from oncue.acoustic.mfcc import log_power

RATE_HZ = 16_000


def _syllables(seconds: int, up_to_hz: float = RATE_HZ / 2) -> NDArray[np.int16]:
    """Bursts of coloured noise with quiet between them, and nothing above a frequency."""
    rng = np.random.default_rng(3)
    hz = np.fft.rfftfreq(seconds * RATE_HZ, 1 / RATE_HZ)
    spectrum = np.fft.rfft(rng.standard_normal(seconds * RATE_HZ)) / np.maximum(hz, 100) ** 0.5
    sound = np.fft.irfft(spectrum * (hz < up_to_hz), seconds * RATE_HZ)
    sound *= np.sin(2 * np.pi * np.arange(len(sound)) / RATE_HZ) > 0
    pcm: NDArray[np.int16] = (8000 * sound / np.abs(sound).max()).astype(np.int16)
    return pcm


def test_sound_of_a_whole_band_with_quiet_pauses_is_not_masked() -> None:
    assert not masking(log_power(_syllables(20))).any()


def test_sound_over_a_telephone_is_masked_from_end_to_end() -> None:
    frames = masking(log_power(_syllables(20, up_to_hz=3600)))
    assert (frames > 0.9).all()


def test_louder_noise_masks_more() -> None:
    noise = np.random.default_rng(4).standard_normal(20 * RATE_HZ)
    soft, loud = (masking(log_power((_syllables(20) + level * noise).astype(np.int16))).mean() for level in (600, 1800))
    assert soft < loud
    assert loud > 0.2


def test_nothing_is_as_masked_as_nothing() -> None:
    assert masking(np.zeros((0, 25), np.float32)).shape == (0,)

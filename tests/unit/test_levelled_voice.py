"""The copy of a recording that the voice detector hears."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.audio.levelled_voice import levelled, levels_around, sound_between
from oncue.audio.pcm import SAMPLE_RATE_HZ

Sound = NDArray[np.float32]
SECONDS = 30
AT_S = np.arange(SECONDS * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ


def _noise(seed: int = 1) -> Sound:
    return np.random.default_rng(seed).normal(0, 1, len(AT_S)).astype(np.float32)


@pytest.fixture(scope="module")
def voice() -> Sound:
    """Syllables, four a second with pauses between phrases, at the frequencies of a voice, at -20 dBFS."""
    syllables = np.clip(np.sin(2 * np.pi * 4 * AT_S), 0, 1) * (np.sin(2 * np.pi * AT_S / 5) > -0.6)
    return (0.1 * syllables * sound_between(_noise(), 200, 3000) / 0.4 + 3e-5 * _noise(2)).astype(np.float32)


def test_a_clear_voice_is_given_to_the_detector_as_it_is(voice: Sound) -> None:
    np.testing.assert_array_equal(levelled(voice), voice)


@pytest.mark.parametrize("sound", ["hum at 50 Hz", "rumble", "DC", "wind"])
def test_what_is_below_a_voice_is_taken_away_and_nothing_moved(voice: Sound, sound: str) -> None:
    below = {
        "hum at 50 Hz": 0.3 * np.sin(2 * np.pi * 50 * AT_S),
        "rumble": 6 * (_noise(3) - sound_between(_noise(3), 40)),
        "DC": np.full(len(AT_S), 0.3),
        "wind": 6 * (_noise(3) - sound_between(_noise(3), 40)) * np.clip(np.sin(AT_S), 0.1, 1),
    }[sound].astype(np.float32)
    noisy = np.clip(0.2 * voice + below, -1, 1)
    inside = slice(SAMPLE_RATE_HZ, -SAMPLE_RATE_HZ)
    copy, ours = sound_between(levelled(noisy), 200)[inside], sound_between(voice, 200)[inside]
    assert np.corrcoef(copy, ours)[0, 1] > 0.9
    assert _rumble(levelled(noisy)[inside]) < _rumble(noisy[inside]) / 30


def _rumble(sound: Sound) -> float:
    """The power of what is below a voice, as a share of that of the voice."""
    return float(np.square(sound - sound_between(sound, 100)).mean() / np.square(sound_between(sound, 200)).mean())


def test_a_quiet_voice_behind_a_loud_one_is_lifted_and_the_loud_one_is_not(voice: Sound) -> None:
    middle = len(voice) // 2
    both = np.concatenate([voice[:middle], voice[middle:] / 32])
    copy = levelled(both)
    np.testing.assert_array_equal(copy[: middle - 4 * SAMPLE_RATE_HZ], both[: middle - 4 * SAMPLE_RATE_HZ])
    lifted_db = 10 * np.log10(np.square(copy[-5 * SAMPLE_RATE_HZ :]).mean() / np.square(both[-5 * SAMPLE_RATE_HZ :]).mean())
    assert 10 < lifted_db < 35
    assert np.abs(copy).max() <= 1


@pytest.mark.parametrize("amplitude", [1e-4, 1e-3, 0.01])
def test_noise_is_never_lifted_into_a_voice(amplitude: float) -> None:
    noise = (amplitude * _noise()).astype(np.float32)
    np.testing.assert_array_equal(levelled(noise), noise)


@pytest.mark.parametrize("count", [0, 1, 511, 513, 20_000])
def test_the_copy_is_as_long_as_the_sound(count: int) -> None:
    quiet = (1e-3 * _noise()[:count]).astype(np.float32)
    assert levelled(quiet).shape == (count,)


def test_levels_are_those_of_the_seconds_around(voice: Sound) -> None:
    levels = levels_around(voice)
    assert len(levels.loudest_dbfs) == -(-SECONDS * 1000 // levels.step_ms)
    assert np.all(levels.loudest_dbfs >= levels.louder_dbfs)
    assert np.all(levels.louder_dbfs >= levels.softest_dbfs)
    softer = levels_around((voice / 10).astype(np.float32))
    assert np.abs(softer.loudest_dbfs + 20 - levels.loudest_dbfs).max() < 0.1

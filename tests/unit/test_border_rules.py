"""Where a word ends before a pause: with its voice, or with its burst. Sounds are drawn second by second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.acoustic.border_rules import end_before_pause_ms
from oncue.acoustic.frame_features import Evidence, gather
from oncue.acoustic.mfcc import FRAME_SAMPLES, FRAME_STEP
from oncue.acoustic.voicing import LOOK_AHEAD_SAMPLES, voiced_frames
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm

LENGTH_MS = 3000
FOUND, PAUSE_END = 160, 290
"""The end of the word by the search, and of the pause, in frames."""


Piece = tuple[str, int, int, float]
Hear = Callable[..., Evidence]


def sound_of(*pieces: Piece) -> NDArray[np.int16]:
    """Samples of pieces of `voice` or `breath`, from and to milliseconds, with an amplitude, over faint noise."""
    rng = np.random.default_rng(1)
    samples = rng.normal(0, 4, LENGTH_MS * SAMPLE_RATE_HZ // 1000)
    for kind, start_ms, end_ms, amplitude in pieces:
        at = slice(start_ms * SAMPLE_RATE_HZ // 1000, end_ms * SAMPLE_RATE_HZ // 1000)
        seconds = np.arange(at.stop - at.start) / SAMPLE_RATE_HZ
        voice = sum(np.sin(2 * np.pi * 120 * k * seconds) / k for k in range(1, 8))
        samples[at] += amplitude * (voice if kind == "voice" else rng.normal(0, 1, len(seconds)))
    return np.round(samples).astype(np.int16)


@pytest.fixture
def heard(tmp_path: Path) -> Hear:
    def hear(*pieces: Piece) -> Evidence:
        path = tmp_path / "audio.pcm"
        sound_of(*pieces).astype("<i2").tofile(path)
        return gather(Pcm.open(path), [(1000, 1700)], threads=1)

    return hear


def test_a_vowel_ends_with_its_voice_and_not_with_the_breath_behind_it(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1550, 6000), ("breath", 1550, 1600, 250))
    assert end_before_pause_ms("AH", 100, FOUND, PAUSE_END, sound) == pytest.approx(1560, abs=15)


def test_a_vowel_whose_voice_lasts_is_left_as_it_was_found(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1600, 6000))
    assert end_before_pause_ms("AH", 100, FOUND, PAUSE_END, sound) is None


def test_a_loud_end_without_voice_is_a_creak_and_stays(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1550, 6000), ("breath", 1550, 1600, 4000))
    assert end_before_pause_ms("AH", 100, FOUND, PAUSE_END, sound) is None


def test_a_long_stretch_without_voice_stays(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1450, 6000), ("breath", 1450, 1600, 250))
    assert end_before_pause_ms("AH", 100, FOUND, PAUSE_END, sound) is None


def test_a_fricative_has_no_voice_to_end_with(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1550, 6000), ("breath", 1550, 1600, 250))
    assert end_before_pause_ms("S", 100, FOUND, PAUSE_END, sound) is None


def test_a_stop_ends_with_the_burst_behind_its_closure(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1600, 6000), ("breath", 1670, 1690, 800))
    assert end_before_pause_ms("T", 100, FOUND, PAUSE_END, sound) == pytest.approx(1690, abs=15)


def test_a_stop_that_is_let_go_late_ends_with_the_breath_of_its_burst(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1600, 6000), ("breath", 1730, 1765, 800), ("breath", 1765, 1840, 650))
    assert end_before_pause_ms("T", 100, FOUND, PAUSE_END, sound) == pytest.approx(1840, abs=15)


def test_a_stop_without_a_burst_ends_where_it_was_found(heard: Hear) -> None:
    sound = heard(("voice", 1000, 1600, 6000))
    assert end_before_pause_ms("T", 100, FOUND, PAUSE_END, sound) is None


def test_a_breath_behind_a_stop_is_no_burst(heard: Hear) -> None:
    for end_ms in (1860, 2100):
        sound = heard(("voice", 1000, 1600, 6000), ("breath", 1670, end_ms, 800))
        assert end_before_pause_ms("T", 100, FOUND, PAUSE_END, sound) is None


@pytest.mark.parametrize("phone", ["AH", "N", "T", "S", "HH"])
def test_a_word_that_ends_with_the_recording_is_no_trouble(heard: Hear, phone: str) -> None:
    sound = heard(("voice", 1000, 2990, 6000))
    frames = len(sound.silence)
    assert end_before_pause_ms(phone, 100, frames, frames, sound) is None


def test_voices_are_voiced_and_breath_is_not_whatever_the_offset() -> None:
    sound = sound_of(("voice", 500, 1000, 3000), ("breath", 1500, 2000, 3000))
    voiced = voiced_frames(sound + np.int16(2000), 280)
    assert voiced[55:95].all()
    assert voiced[110:].mean() < 0.05


def test_voicing_does_not_depend_on_what_is_beside_it() -> None:
    sound = sound_of(("voice", 500, 1300, 3000), ("breath", 1500, 2000, 3000), ("voice", 2200, 2700, 500))
    shifted = voiced_frames(sound[1000 * SAMPLE_RATE_HZ // 1000 :], 180)
    np.testing.assert_array_equal(voiced_frames(sound, 280)[110:], shifted[10:])
    assert voiced_frames(sound[:100], 0).shape == (0,)


def test_voicing_depends_on_nothing_beyond_its_look_ahead() -> None:
    sound = sound_of(("voice", 500, 2700, 3000))
    end = 149 * FRAME_STEP + FRAME_SAMPLES + LOOK_AHEAD_SAMPLES
    np.testing.assert_array_equal(voiced_frames(sound[:end], 150), voiced_frames(sound, 280)[:150])

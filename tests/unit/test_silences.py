"""Where a recording falls silent by its level."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oncue.acoustic.silences import silences, silent_intervals
from oncue.audio.pcm import Pcm


def frames(drawn: str) -> np.ndarray:
    return np.array([mark == "." for mark in drawn])


def test_a_silence_is_told_from_a_tenth_of_a_second_on() -> None:
    assert silent_intervals(frames("##" + "." * 10 + "##" + "." * 9 + "#")) == [(27, 127)]


def test_silence_at_the_beginning_and_at_the_end_is_told_too() -> None:
    assert silent_intervals(frames("." * 12 + "#" + "." * 11)) == [(7, 127), (137, 247)]


def test_where_it_is_never_silent_there_is_none() -> None:
    assert silent_intervals(frames("###")) == []
    assert silent_intervals(frames("")) == []


def sound_and_pauses(*seconds: tuple[float, float], rate_hz: int = 16_000) -> np.ndarray:
    """Noise as loud as speech in a quiet room, silent between the pairs of a start and an end in seconds."""
    length = int(seconds[-1][1] * rate_hz)
    rng = np.random.default_rng(3)
    samples = 8 * rng.standard_normal(length)
    for start_s, end_s in seconds:
        loud = slice(int(start_s * rate_hz), int(end_s * rate_hz))
        syllables = np.sin(2 * np.pi * 4 * np.arange(loud.stop - loud.start) / rate_hz) ** 2
        samples[loud] += 4000 * syllables * rng.standard_normal(loud.stop - loud.start)
    return samples.astype(np.int16)


def recorded(samples: np.ndarray, folder: Path) -> Pcm:
    (folder / "sound.pcm").write_bytes(samples.astype("<i2").tobytes())
    return Pcm.open(folder / "sound.pcm")


@pytest.mark.parametrize("lasts_s", [0.5, 8, 20, 150])
def test_a_pause_is_one_silence_however_long_it_lasts(lasts_s: float, tmp_path: Path) -> None:
    found = silences(recorded(sound_and_pauses((0, 10), (10 + lasts_s, 20 + lasts_s)), tmp_path))
    within = [one for one in found if one[1] - one[0] > 300]
    assert len(within) == 1
    assert abs(within[0][0] - 10_000) <= 60
    assert abs(within[0][1] - 10_000 - 1000 * lasts_s) <= 60


def test_a_recording_that_begins_and_ends_with_long_pauses_is_silent_there(tmp_path: Path) -> None:
    samples = np.concatenate((np.zeros(15 * 16_000, np.int16), sound_and_pauses((0, 10)), np.zeros(15 * 16_000, np.int16)))
    found = [one for one in silences(recorded(samples, tmp_path)) if one[1] - one[0] > 300]
    assert [round(ms, -2) for one in found for ms in one] == [0, 15_000, 25_000, 40_000]

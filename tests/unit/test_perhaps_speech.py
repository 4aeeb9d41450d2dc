"""Sound that may be a voice where the voice detector hears none."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from oncue.audio.levelled_voice import sound_between
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.audio.perhaps_speech import perhaps_speech
from oncue.audio.vad import VAD_FRAME_SAMPLES
from oncue.audio.windows import Window

AT_S = np.arange(40 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
NOISE = np.random.default_rng(5).normal(0, 1, len(AT_S)).astype(np.float32)


def _found(folder: Path, sound: np.ndarray, windows: list[Window]) -> list[tuple[int, int]]:
    np.round(sound).astype("<i2").tofile(folder / "audio.pcm")
    probabilities = np.zeros(-(-len(sound) // VAD_FRAME_SAMPLES), dtype=np.float32)
    found = perhaps_speech(Pcm.open(folder / "audio.pcm"), probabilities, windows)
    assert all(one.duration_ms <= 26_000 for one in found)
    return [(one.start_ms, one.end_ms) for one in found]


def _like_a_voice(start_s: float, end_s: float) -> np.ndarray:
    syllables = np.clip(np.sin(2 * np.pi * 4 * AT_S), 0, 1) * ((start_s <= AT_S) & (end_s > AT_S))
    return 1000 * syllables * sound_between(NOISE, 300, 3000)


def test_what_moves_like_a_voice_is_found_between_the_windows(tmp_path: Path) -> None:
    windows = [Window(0, 8000, ((200, 7800),)), Window(30_000, 40_000, ((30_200, 39_800),))]
    ((start_ms, end_ms),) = _found(tmp_path, _like_a_voice(12, 25), windows)
    assert 9000 <= start_ms <= 12_000
    assert 25_000 <= end_ms <= 28_000


def test_a_long_stretch_makes_several_windows(tmp_path: Path) -> None:
    found = _found(tmp_path, _like_a_voice(0, 40), [])
    assert len(found) == 2
    assert found[0][1] <= found[1][0]


def test_a_short_window_between_two_stretches_is_in_neither(tmp_path: Path) -> None:
    windows = [Window(9000, 10_500, ((9200, 10_300),)), Window(20_000, 22_500, ((20_200, 22_300),))]
    found = _found(tmp_path, _like_a_voice(0, 40), windows)
    assert len(found) >= 3
    borders = sorted([*found, *((one.start_ms, one.end_ms) for one in windows)])
    assert all(before[1] <= after[0] for before, after in pairwise(borders))
    assert found[0][1] <= 9000
    assert any(10_500 <= start_ms <= end_ms <= 20_000 for start_ms, end_ms in found)


def test_a_pause_between_windows_is_none(tmp_path: Path) -> None:
    windows = [Window(0, 18_000, ((200, 17_800),)), Window(21_500, 40_000, ((21_700, 39_800),))]
    assert _found(tmp_path, _like_a_voice(0, 40), windows) == []


@pytest.mark.parametrize("sound", ["silence", "hiss", "hum", "rumble"])
def test_what_stays_the_same_is_no_voice(tmp_path: Path, sound: str) -> None:
    made = {
        "silence": np.zeros(len(AT_S)),
        "hiss": 500 * NOISE,
        "hum": 3000 * np.sign(np.sin(2 * np.pi * 50 * AT_S)),
        "rumble": 30_000 * (NOISE - sound_between(NOISE, 60)),
    }[sound]
    assert _found(tmp_path, np.asarray(made), []) == []

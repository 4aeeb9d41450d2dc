"""From a real recording to windows: what the recogniser will hear."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from oncue.audio.decode import decode
from oncue.audio.gain import normalise
from oncue.audio.pcm import Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import Window, ensure_audible, find_windows
from oncue.errors import AudioSilent

ADDRESS = Path(__file__).parents[2] / "demo" / "radio-address-2008" / "audio.flac"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Pcm:
    """Two minutes of one man reading without music."""
    if not ADDRESS.exists():
        pytest.skip("the demo recording is not in this checkout")
    return decode(ADDRESS, tmp_path_factory.mktemp("address"))


def _windows(pcm: Pcm) -> list[Window]:
    return find_windows(pcm, speech_probabilities(pcm))


def _written(path: Path, samples: np.ndarray) -> Pcm:
    samples.astype("<i2").tofile(path)
    return Pcm.open(path)


def test_a_speech_of_two_minutes_makes_six_windows_cut_at_its_pauses(address: Pcm) -> None:
    windows = _windows(address)
    assert len(windows) == 6
    assert all(window.duration_ms <= 26_000 for window in windows)
    assert sum(window.duration_ms for window in windows) > 0.95 * address.duration_ms
    for before, after in pairwise(windows):
        assert after.speech[0][0] - before.speech[-1][1] >= 300
    for window in windows:
        assert np.abs(normalise(address.read(window.start_ms, window.end_ms))).max() <= 1


def test_a_minute_of_silence_inside_lies_in_no_window(address: Pcm, tmp_path: Path) -> None:
    speech = address.read(0, address.duration_ms)
    silence = np.random.default_rng(0).integers(-2, 3, 60 * 16_000)
    windows = _windows(_written(tmp_path / "audio.pcm", np.concatenate([speech, silence, speech])))
    start_ms, end_ms = address.duration_ms + 500, address.duration_ms + 59_500
    assert len(windows) == 12
    assert not any(window.start_ms < end_ms and start_ms < window.end_ms for window in windows)


def test_a_very_quiet_recording_is_heard_like_a_loud_one(address: Pcm, tmp_path: Path) -> None:
    loud = _windows(address)
    quiet = _windows(_written(tmp_path / "audio.pcm", np.round(address.read(0, address.duration_ms) / 100)))
    spoken = [sum(end - start for window in windows for start, end in window.speech) for windows in (loud, quiet)]
    assert spoken[1] == pytest.approx(spoken[0], rel=0.03)


def test_hiss_and_hum_make_no_windows_and_the_user_is_told_why(tmp_path: Path) -> None:
    time_s = np.arange(30 * 16_000) / 16_000
    hum = 3000 * np.sin(2 * np.pi * 50 * time_s) + np.random.default_rng(4).normal(0, 500, len(time_s))
    pcm = _written(tmp_path / "audio.pcm", np.round(hum))
    windows = _windows(pcm)
    assert windows == []
    with pytest.raises(AudioSilent, match="no speech that could be found"):
        ensure_audible(pcm, windows)

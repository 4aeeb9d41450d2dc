"""An ordinary recording's channels are told apart for nothing: no voice detector hears them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from oncue.audio.channel_choice import choose_channel
from oncue.audio.excerpts import are_compared
from oncue.audio.tracks import SoundTrack

STEREO = SoundTrack(1, layout="stereo", channels=2, positions=("FL", "FR"))
NOWHERE = Path("/nowhere/at/all")
"""The voice detector is given channels as files in this folder: it cannot have heard any."""


def _noise(seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.random.default_rng(seed).normal(0, 3000, 160_000)


def test_a_track_of_one_channel_is_not_looked_at() -> None:
    assert not are_compared(SoundTrack(1, layout="mono", channels=1, positions=("FC",)))
    assert not are_compared(SoundTrack(1)), "of a file that does not tell"
    assert are_compared(STEREO)


@pytest.mark.parametrize("gain", [1.0, 0.05])
def test_sides_that_are_alike_are_mixed_without_hearing_them(gain: float) -> None:
    voice, room = _noise(1), 0.2 * _noise(2)
    samples = np.stack([voice + room, gain * (voice - room)], axis=1).astype(np.int16)
    assert choose_channel(samples, STEREO, NOWHERE, 1).channel.name == "mix"


def test_a_silent_side_is_mixed_without_hearing_the_other() -> None:
    samples = np.stack([_noise(1), np.zeros(160_000)], axis=1).astype(np.int16)
    assert choose_channel(samples, STEREO, NOWHERE, 1).channel.name == "mix"


def test_sides_that_differ_are_heard() -> None:
    samples = np.stack([_noise(1), _noise(2)], axis=1).astype(np.int16)
    with pytest.raises(OSError, match="nowhere"):
        choose_channel(samples, STEREO, NOWHERE, 1)

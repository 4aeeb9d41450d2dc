"""A voice is found however quiet it is, and beneath what hums and rumbles; where nobody speaks none is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.audio.decode import decode
from oncue.audio.levelled_voice import sound_between
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import find_speech
from oncue.errors import AudioSilent
from oncue.pipeline.align import AlignOptions, align
from oncue.pipeline.recognise import detect_speech
from oncue.transcript import read_transcript
from tests.conftest import ROOT, Recording

Sound = NDArray[np.float64]
SECONDS = 60
AT_S = np.arange(SECONDS * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
LEVEL = 3000
"""About the voice's own, in sample values: the mean of a spoken part."""


def _noise(seed: int) -> Sound:
    return np.random.default_rng(seed).normal(0, 1, len(AT_S))


def _rumble() -> Sound:
    """Noise below 80 Hz, of power 1."""
    low = _noise(7) - sound_between(_noise(7).astype(np.float32), 60)
    return np.asarray(low / np.sqrt(np.square(low).mean()))


@pytest.fixture(scope="module")
def voice(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """A minute of one man reading."""
    return decode(radio_address.audio, tmp_path_factory.mktemp("voice")).read(0, 1000 * SECONDS).astype(np.float64)


def _speech(folder: Path, sound: Sound) -> NDArray[np.bool_]:
    """Where the detector hears somebody speak, every 10 ms."""
    np.clip(np.round(sound), -32768, 32767).astype("<i2").tofile(folder / "sound.pcm")
    pcm = Pcm.open(folder / "sound.pcm")
    found = np.zeros(100 * SECONDS, dtype=np.bool_)
    for start_ms, end_ms in find_speech(speech_probabilities(pcm), pcm.duration_ms):
        found[start_ms // 10 : end_ms // 10] = True
    return found


@pytest.mark.parametrize(
    "sound",
    ["whispered", "25 dB quieter in the middle", "rumble", "hum at 50 Hz", "hum at 60 Hz", "DC", "fade-in", "clipped",
     "hiss", "a loud jingle first"],
)  # fmt: skip
def test_a_voice_is_found_that_is_hard_to_hear(voice: Sound, tmp_path: Path, sound: str) -> None:
    middle = (AT_S > 20) & (AT_S < 45)
    harmonics = [sum(np.sin(2 * np.pi * hz * k * AT_S) / k for k in range(1, 6)) for hz in (50, 60)]
    treble = sound_between(_noise(9).astype(np.float32), 5000)
    made = {
        "whispered": voice * 10 ** (-35 / 20) + 0.5 * _noise(8),
        "25 dB quieter in the middle": voice * np.where(middle, 10 ** (-25 / 20), 1) + 2 * _noise(8),
        "rumble": 0.2 * voice + 2 * LEVEL * _rumble(),
        "hum at 50 Hz": 0.2 * voice + 0.4 * LEVEL * harmonics[0],
        "hum at 60 Hz": 0.2 * voice + 0.4 * LEVEL * harmonics[1],
        "DC": 0.5 * voice + 8000,
        "fade-in": voice * np.minimum(1, AT_S / 40) ** 2,
        "clipped": 8 * voice,
        "hiss": 0.2 * voice + 0.4 * LEVEL * treble,
        "a loud jingle first": np.where(AT_S < 8, 30_000 * np.sign(np.sin(2 * np.pi * 440 * AT_S)), 0.05 * voice),
    }[sound]
    clear, found = _speech(tmp_path, voice), _speech(tmp_path, np.asarray(made))
    if sound == "a loud jingle first":
        clear, found = clear[800:], found[800:]
    assert (found & clear).sum() > 0.92 * clear.sum()
    assert (found & ~clear).sum() < 0.08 * len(clear)


@pytest.mark.parametrize("sound", ["silence", "hiss", "quiet hiss", "rumble", "a chord", "applause"])
def test_where_nobody_speaks_the_recording_is_refused_as_before(tmp_path: Path, sound: str) -> None:
    claps = np.zeros(len(AT_S))
    claps[np.random.default_rng(4).integers(0, len(AT_S), 20_000)] = 20_000
    made = {
        "silence": np.zeros(len(AT_S)),
        "hiss": 1000 * _noise(1),
        "quiet hiss": 3 * _noise(1),
        "rumble": 5000 * _rumble(),
        "a chord": 3000 * sum(np.sin(2 * np.pi * hz * AT_S) * (1 + np.sin(AT_S * hz / 100)) for hz in (220, 277, 330)),
        "applause": sound_between(claps.astype(np.float32), 500, 5000),
    }[sound]
    np.round(made).astype("<i2").tofile(tmp_path / "sound.pcm")
    with pytest.raises(AudioSilent):
        detect_speech(Pcm.open(tmp_path / "sound.pcm"), 1)


def test_a_quiet_voice_beneath_rumble_behind_a_loud_one_is_captioned(tmp_path: Path) -> None:
    case = ROOT.parent / "shared" / "cases" / "35-quiet-voice-with-rumble"
    if not case.is_dir():
        pytest.skip("needs shared/cases beside the repository")
    transcript = read_transcript((case / "transcript.txt").read_bytes())
    found = align(case / "audio.flac", transcript, AlignOptions(), folder=tmp_path)
    assert found.quality.transcript_coverage >= 0.95
    assert found.quality.ledger is not None
    assert found.quality.ledger.speech_ms > 38_000
    times = [word.start_ms for word in found.words if word.start_ms is not None]
    assert times == sorted(times)
    assert sum(at_ms > 26_000 for at_ms in times) > 0.4 * len(times)

"""The speech detector on real and on made recordings."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.audio import vad
from oncue.audio.pcm import Pcm
from oncue.audio.vad import VAD_FRAME_SAMPLES, speech_probabilities

MINUTE = 60 * 16_000


def _pcm(path: Path, samples: NDArray[np.floating] | NDArray[np.int16]) -> Pcm:
    np.round(samples).astype("<i2").tofile(path)
    return Pcm.open(path)


@pytest.mark.parametrize("sound", ["silence", "hiss", "tone"])
def test_neither_silence_nor_hiss_nor_a_tone_is_speech(tmp_path: Path, sound: str) -> None:
    samples = {
        "silence": np.zeros(MINUTE // 4),
        "hiss": np.random.default_rng(1).normal(0, 1000, MINUTE // 4),
        "tone": 8000 * np.sin(np.arange(MINUTE // 4) * 0.17),
    }[sound]
    assert speech_probabilities(_pcm(tmp_path / "audio.pcm", samples)).max() < 0.35


@pytest.mark.parametrize(
    ("count", "frames"), [(0, 0), (1, 1), (512, 1), (513, 2), (1024 * 512, 1024), (1024 * 512 + 1, 1025)]
)
def test_there_is_one_probability_for_every_frame_begun(tmp_path: Path, count: int, frames: int) -> None:
    assert speech_probabilities(_pcm(tmp_path / "audio.pcm", np.zeros(count))).shape == (frames,)


def test_where_the_blocks_end_hardly_changes_the_probabilities(tmp_path: Path) -> None:
    """Against the whole recording given to the network at once: it forgets what was ten seconds ago, but for a little."""
    generator = np.random.default_rng(7)
    envelope = np.repeat(generator.random(2 * MINUTE // 800), 800)
    pcm = _pcm(tmp_path / "audio.pcm", envelope * generator.normal(0, 4000, 2 * MINUTE))
    blocks = speech_probabilities(pcm)

    samples = pcm.read(0, pcm.duration_ms).astype(np.float32) / 32768
    padded = np.concatenate([np.zeros(64, dtype=np.float32), samples])
    whole = np.stack([padded[at : at + 64 + VAD_FRAME_SAMPLES] for at in range(0, len(samples), VAD_FRAME_SAMPLES)])
    state = np.zeros((1, 1, 128), dtype=np.float32)
    expected = vad._session().run(None, {"input": whole, "h": state, "c": state})[0].reshape(-1)
    assert len(blocks) > vad._BLOCK_FRAMES
    np.testing.assert_allclose(blocks[: vad._BLOCK_FRAMES], expected[: vad._BLOCK_FRAMES], atol=1e-4)
    assert np.mean(np.abs(blocks - expected) < 0.05) > 0.99
    np.testing.assert_array_equal(blocks, speech_probabilities(pcm, threads=1))


def test_the_detector_does_not_load_a_recogniser() -> None:
    """In an interpreter of its own: this one may have loaded everything."""
    import subprocess

    code = "import sys; from oncue.audio import vad; vad._session(); print('ctranslate2' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"

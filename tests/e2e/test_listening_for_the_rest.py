"""Words heard where the voice detector hears nobody, through a whole alignment: the same however it comes about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from oncue.acoustic.forced_aligner import Search
from oncue.asr.protocol import Samples, WindowTranscript
from oncue.audio.levelled_voice import sound_between
from oncue.audio.pcm import SAMPLE_RATE_HZ
from oncue.model import Alignment, RecognisedWord
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.components import open_forced_aligner
from oncue.pipeline.recognition_cache import NO_RECOGNITIONS, RecognitionCache, StoredRecognitions
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.engine_runs import CUT_MS, SAID

BEHIND = "Nobody on the quay could tell why the harbour lights went out so early."
"""Heard in sound that moves like a voice, and which the detector takes for none."""

BOTH = f"{SAID} {BEHIND}"
SHA256 = "a" * 64


class HearsTwoPlaces:
    """A recogniser that hears one text in the first window that it is given, then another, evenly over the window.

    It is as slow as one that listens: it waits for `opened`, where that is given.
    """

    name, model, multilingual = "toy", "two-places", False

    def __init__(self, *texts: str, opened: Event | None = None) -> None:
        self._texts = list(texts)
        self._opened = opened
        self.windows = 0

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """The next text for each window; nothing where there is none left."""
        assert self._opened is None or self._opened.wait(120)
        self.windows += len(windows)
        return [self._spread(self._texts.pop(0) if self._texts else "", len(samples) // 16) for samples in windows]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Unknown."""
        return None

    @staticmethod
    def _spread(text: str, duration_ms: int) -> WindowTranscript:
        words = text.split()
        each = duration_ms // max(1, len(words))
        return WindowTranscript(tuple(RecognisedWord(word, k * each, k * each + each, 0.9) for k, word in enumerate(words)))


@pytest.fixture(scope="module")
def audio(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quarter of a minute of speech, five seconds of nothing, and eight seconds of noise in syllables."""
    folder = tmp_path_factory.mktemp("made")
    at_s = np.arange(13 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    noise = np.random.default_rng(5).normal(0, 1, len(at_s)).astype(np.float32)
    syllables = np.clip(np.sin(2 * np.pi * 4 * at_s), 0, 1) * (at_s >= 5)
    np.round(1000 * syllables * sound_between(noise, 300, 3000)).astype("<i2").tofile(folder / "behind.s16")
    raw = ("-f", "s16le", "-ar", str(SAMPLE_RATE_HZ), "-ac", "1")
    ffmpeg("-i", radio_address.audio, "-t", str(CUT_MS // 1000), "-ar", str(SAMPLE_RATE_HZ), "-ac", "1", "-f", "s16le",
           folder / "speech.s16")  # fmt: skip
    (folder / "both.s16").write_bytes((folder / "speech.s16").read_bytes() + (folder / "behind.s16").read_bytes())
    ffmpeg(*raw, "-i", folder / "both.s16", folder / "both.wav")
    return folder / "both.wav"


def _aligned(
    audio: Path,
    text: str,
    folder: Path,
    recognizer: HearsTwoPlaces,
    threads: int = 1,
    recognitions: RecognitionCache = NO_RECOGNITIONS,
    opened: Event | None = None,
) -> Alignment:
    folder.mkdir()

    def opener(*given: Any) -> Search:
        search = open_forced_aligner(*given)
        if opened:
            opened.set()
        return search

    return align(
        audio,
        read_transcript(text.encode()),
        AlignOptions(language="en", threads=threads),
        folder=folder,
        components=Components(recognizer=recognizer, recognitions=recognitions, forced_aligner=opener),
    )


def test_the_threads_and_what_was_kept_make_no_difference(audio: Path, tmp_path: Path) -> None:
    recognizer = HearsTwoPlaces(SAID, BEHIND)
    alone = _aligned(audio, BOTH, tmp_path / "1", recognizer)
    assert recognizer.windows == 2
    behind = [word for word in alone.words if (word.start_ms or 0) >= CUT_MS + 4000]
    assert len(behind) >= len(BEHIND.split()) - 4  # noise tells little of where they are
    opened = Event()
    recognizer = HearsTwoPlaces(SAID, BEHIND, opened=opened)
    assert _aligned(audio, BOTH, tmp_path / "2", recognizer, threads=2, opened=opened).words == alone.words

    kept = tmp_path / "kept"
    saving = StoredRecognitions(audio_sha256=SHA256, save_to=kept)
    _aligned(audio, SAID, tmp_path / "first", HearsTwoPlaces(SAID), recognitions=saving)
    for name, left, asked in (("corrected", BEHIND, 1), ("again", "", 0)):
        recognizer = HearsTwoPlaces(left)
        stored = StoredRecognitions(audio_sha256=SHA256, stored=kept, save_to=kept)
        found = _aligned(audio, BOTH, tmp_path / name, recognizer, threads=2, recognitions=stored)
        assert recognizer.windows == asked
        assert stored.reused
        assert found.words == alone.words

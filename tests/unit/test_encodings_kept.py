"""Encoder outputs are spooled as they are made, and not computed again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from oncue.asr.protocol import EncodedTranscript, Encoding, Samples
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.whisper_passes import DecodeOptions, WindowTranscriber

WINDOW = Window(0, 2000, ((0, 2000),))


class Encoder:
    """An `EncoderRecognizer` that hears one word; `encoded` counts how often it was asked for an encoding alone."""

    name, model, multilingual = "encoder", "one", False

    def __init__(self) -> None:
        self.encoded = 0

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[EncodedTranscript]:
        return [EncodedTranscript((RecognisedWord("word", 0, 2000, 0.9),), self._encoding()) for _ in windows]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        return None

    def encode(self, window: Samples) -> Encoding:
        self.encoded += 1
        return self._encoding()

    def align_words(
        self, encoding: Encoding, words: Sequence[str], *, language: str, duration_ms: int
    ) -> list[RecognisedWord]:
        return []

    def _encoding(self) -> Encoding:
        return np.ones((3, 2), np.float16)


def test_an_encoding_is_kept(tmp_path: Path) -> None:
    (tmp_path / "pcm").write_bytes(bytes(2 * 16 * 2000))
    encoder = Encoder()
    options = DecodeOptions("en")
    transcriber = WindowTranscriber(Pcm.open(tmp_path / "pcm"), [WINDOW], lambda: encoder, options, tmp_path)
    transcriber.transcribe([0])
    assert (tmp_path / "encodings.f16").exists()
    assert transcriber.recognition().encodings[0].shape == (3, 2)
    assert encoder.encoded == 0

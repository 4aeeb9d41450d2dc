"""What every Whisper engine can do for us, whatever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oncue.model import RecognisedWord

Samples = NDArray[np.float32]
"""Mono PCM at 16 kHz, -1..1, shape (samples,)."""

Encoding = NDArray[np.float16]
"""The encoder's output for one window, shape (1500, model width): half precision, so that it can be kept cheaply."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the engine heard in one window. Word times are milliseconds from the window's start, in order.

    `mean_log_probability` is the decoder's mean over tokens; `no_speech_probability` is Whisper's own, 0..1.
    """

    words: tuple[RecognisedWord, ...]
    encoding: Encoding
    mean_log_probability: float
    no_speech_probability: float


class Recognizer(Protocol):
    """One loaded Whisper model.

    Not thread-safe: one call at a time. Raises `ModelUnavailable` where the model cannot do `language`.
    """

    @property
    def name(self) -> str:
        """`openai-whisper` or `faster-whisper`."""

    @property
    def model(self) -> str:
        """The model's name, such as `tiny.en`."""

    @property
    def multilingual(self) -> bool:
        """Whether the model knows languages other than English."""

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[Recognition]:
        """Hears a batch of windows of at most 30 s each; one result per window, in order.

        The encoder runs once per window. `prompt` biases the decoder towards names; None for no bias.
        """

    def encode(self, window: Samples) -> Encoding:
        """The encoder's output for one window of at most 30 s: what `recognise` also returns."""

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Whisper's code of the language that is spoken in `windows`, not empty, of at most 30 s each, taken together.

        None where that is not certain, and for an English-only model.
        """

    def align_words(
        self, encoding: Encoding, words: Sequence[str], *, language: str, duration_ms: int
    ) -> list[RecognisedWord]:
        """Times given words in a window by the decoder's cross-attention, teacher-forced; the encoder does not run again.

        One result per word of `words`, in order, times from the window's start and within `duration_ms`; `probability` is
        the decoder's for that word.
        """

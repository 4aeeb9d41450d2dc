"""The Protocol of a speech recogniser, whatever library runs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from oncue.model import RecognisedWord

Samples = NDArray[np.float32]
"""Mono PCM at 16 kHz, -1..1, shape (samples,)."""

Encoding = NDArray[np.float16]
"""The encoder's output for one window, shape (positions, model width), 50 positions a second: half precision, so that it can
be kept cheaply."""


@dataclass(frozen=True, slots=True)
class WindowTranscript:
    """The words recognised in one window, in order; their times are milliseconds from the window's start."""

    words: tuple[RecognisedWord, ...]
    warnings: tuple[str, ...] = field(default=(), kw_only=True)
    """About how it was recognised: sentences, each beginning with a stable code and a colon."""


@dataclass(frozen=True, slots=True)
class EncodedTranscript(WindowTranscript):
    """The words recognised in one window, and the encoder's output that they were decoded from."""

    encoding: Encoding


class Recognizer(Protocol):
    """One loaded speech recogniser, with everything that a whole alignment needs of it.

    Not thread-safe: one call at a time. Raises `ModelUnavailable` where the model cannot do `language`.
    """

    @property
    def name(self) -> str:
        """The engine's name, such as `openai-whisper` or `faster-whisper`."""

    @property
    def model(self) -> str:
        """The model's name, such as `tiny.en`."""

    @property
    def multilingual(self) -> bool:
        """True where the model knows languages other than English."""

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> Sequence[WindowTranscript]:
        """One transcript for each of `windows`, of at most 30 s each, in order.

        `prompt` biases the decoder towards names; None for no bias.
        """

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Whisper's code of the language that is spoken in `windows`, not empty, of at most 30 s each, taken together.

        None where that is not certain, and for an English-only model.
        """


@runtime_checkable
class BatchRecognizer(Protocol):
    """A recogniser that says how many windows keep all of it busy; asked for with `isinstance`."""

    @property
    def windows_at_once(self) -> int:
        """The number of windows that one call of `recognise` is best given."""


@runtime_checkable
class DraftedRecognizer(Recognizer, Protocol):
    """A recogniser that is faster where it knows what is probably said; asked for with `isinstance`."""

    def recognise_by_draft(
        self, windows: Sequence[Samples], *, language: str, prompt: str | None, draft: str
    ) -> Sequence[WindowTranscript]:
        """What `recognise` gives, to the word. `draft` is a text of which the windows say a part, or "": it is checked
        against the sound and never believed."""


@runtime_checkable
class EncoderRecognizer(Recognizer, Protocol):
    """A recogniser that also gives its encoder's outputs, and times words by attention to them.

    A caller that wants those asks whether a recogniser is one (`isinstance`).
    """

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> Sequence[EncodedTranscript]:
        """See `Recognizer.recognise`. The encoder runs once for each window."""

    def encode(self, window: Samples) -> Encoding:
        """The encoder's output for one window of at most 30 s, the same that `recognise` returns."""

    def align_words(
        self, encoding: Encoding, words: Sequence[str], *, language: str, duration_ms: int
    ) -> list[RecognisedWord]:
        """Times given words in a window by the decoder's cross-attention, teacher-forced; the encoder does not run again.

        One result per word of `words`, in order, times from the window's start and within `duration_ms`; `probability` is
        the decoder's for that word.
        """


@runtime_checkable
class WeighingRecognizer(EncoderRecognizer, Protocol):
    """A recogniser that also tells how likely it holds other words than those it heard; asked for with `isinstance`."""

    @property
    def windows_at_once(self) -> int:
        """The number of windows that one call of `surprisals` is best given."""

    def surprisals(
        self, encodings: Sequence[Encoding], texts: Sequence[Sequence[str]], *, language: str
    ) -> list[list[float] | None]:
        """How unlikely the words of each of `texts` are, one for each window, teacher-forced: -ln of the probability of each
        word, after those before it and with the sound, in nats; on the same scale as `RecognisedWord.surprisal`.

        None for a text that is too long for the decoder.
        """

"""The Protocol of Whisper's network, whatever library computes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from oncue.asr.protocol import Samples
from oncue.asr.word_times import TextTokenizer, TokenTimes
from oncue.audio.pcm import SAMPLE_RATE_HZ

WINDOW_SAMPLES = 30 * SAMPLE_RATE_HZ

EncoderOutput = NDArray[np.float32] | NDArray[np.float16]
"""The encoder's output for one window, shape (positions, model width), on the CPU."""

EncoderOutputs = Sequence[EncoderOutput]


@dataclass(frozen=True, slots=True)
class DecodedTokens:
    """The decoder's text for one window, as tokens. `finished` is False where it ran into its limit."""

    tokens: list[int]
    mean_log_probability: float
    no_speech_probability: float
    finished: bool


class WhisperTokenizer(TextTokenizer, Protocol):
    """A tokenizer set to one language."""

    @property
    def sot_sequence(self) -> Sequence[int]: ...

    def decode(self, tokens: list[int]) -> str: ...


class WhisperNetwork(Protocol):
    """Whisper's network on one library, without any judgement of its output. Not thread-safe unless its engine says so."""

    @property
    def name(self) -> str:
        """The engine's name."""

    @property
    def multilingual(self) -> bool:
        """True where the vocabulary has languages other than English."""

    @property
    def languages(self) -> Collection[str]:
        """Whisper's codes of the languages it knows."""

    @property
    def device(self) -> str:
        """The device it runs on: `cpu` or `cuda`."""

    @property
    def mixes_lengths(self) -> bool:
        """True where windows of different lengths are decoded together, and a window's text depends on no other."""

    def free_memory(self) -> None:
        """Gives back the device's memory that is kept for later, after a call had too little."""

    def tokenizer(self, code: str) -> WhisperTokenizer:
        """The tokenizer for transcribing a language."""

    def encode(self, window: Samples, frames: int) -> NDArray[np.float32]:
        """The encoder's output for one window of at most 30 s, with silence behind it up to so many frames of 10 ms, shape
        (frames / 2, model width)."""

    def decode(
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], *, beam_size: int, strict: bool, draft: str = ""
    ) -> list[DecodedTokens]:
        """The text of each window of a batch, deterministic. Windows of several lengths only where `mixes_lengths`.

        `strict` keeps the search from repeating itself where it can. `draft` is text of which the windows may say a part: a
        network that can check several tokens at once is faster by it, and none decodes anything else.
        """

    def extend(self, encoding: EncoderOutput, code: str, tokens: list[int]) -> DecodedTokens:
        """The whole text of one window that begins with `tokens`, non-empty, and does not end with them."""

    def detect(self, encodings: EncoderOutputs) -> list[dict[str, float]]:
        """The probability of each language, by Whisper's code, for each window; only of a multilingual network."""

    def attend(
        self, encodings: EncoderOutputs, code: str, tokens: Sequence[list[int]], durations_ms: Sequence[int]
    ) -> list[TokenTimes]:
        """The places of the given tokens, one non-empty list per window, in the audio, by cross-attention."""

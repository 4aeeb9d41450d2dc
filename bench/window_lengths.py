"""What Whisper hears by how long its windows are, and by how much input the encoder is given for them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from bench.cases import all_cases
from bench.settings import Settings
from bench.tables import table
from oncue.asr.encoder_input import MOST_FRAMES, input_frames
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.gain import normalise
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import WindowOptions, find_windows
from oncue.text.normalize import match_keys

CASES = {
    "radio-address-2008": "en",
    "timit-dev/verbatim": "en",
    "timit-dev/repeated": "en",
    "seed-page": "en",
    "prompts-es": "es",
    "prompts-fr": "fr",
}
"""Recordings whose text is all or nearly all said, and their languages."""

LONGEST_MS = (30_000, 26_000, 22_000, 18_000)


def whole(window: Samples) -> int:
    """The frames of thirty seconds."""
    return MOST_FRAMES


def as_needed(window: Samples) -> int:
    """The frames that Oncue gives the encoder."""
    return input_frames(1000 * len(window) // SAMPLE_RATE_HZ)


def window_lengths(settings: Settings) -> str:
    """A row for each longest window and input: words wrong of 100 published ones in each recording, and the processor's
    seconds for all of them. Decoded greedily, nothing again."""
    heard: dict[tuple[str, str], list[object]] = {}
    spent_s: dict[tuple[str, str], float] = {}
    cases = [case for case in all_cases(settings) if case.name in CASES]
    for case in cases:
        language = CASES[case.name]
        recognizer = load_recognizer("faster-whisper", language=language, threads=1)
        published = _words(case.read().text, language)
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            pcm = decode(case.audio, Path(folder), DecodeLimits())
            probabilities = speech_probabilities(pcm)
            for longest_ms, frames, given in [
                (30_000, whole, "30 s"),
                *((longest_ms, as_needed, "as much as it has") for longest_ms in LONGEST_MS),
            ]:
                samples = _samples(pcm, probabilities, longest_ms)
                before = os.times()
                words = _words(_text(recognizer, samples, frames, language), language)
                after = os.times()
                row = (f"{longest_ms // 1000} s", given)
                wrong = Levenshtein.distance(words, published)
                heard.setdefault(row, []).append(round(100 * wrong / len(published), 1))
                spent_s[row] = spent_s.get(row, 0.0) + after.user + after.system - before.user - before.system
    rows = [(*row, *wrong, round(spent_s[row])) for row, wrong in heard.items()]
    return table(("longest window", "input", *(case.name for case in cases), "processor s"), rows)


def _samples(pcm: Pcm, probabilities: NDArray[np.float32], longest_ms: int) -> list[Samples]:
    windows = find_windows(pcm, probabilities, WindowOptions(max_window_ms=longest_ms))
    return [normalise(pcm.read(window.start_ms, window.end_ms)) for window in windows]


def _text(recognizer: WhisperRecognizer, samples: Sequence[Samples], frames: Callable[[Samples], int], language: str) -> str:
    network = recognizer.network
    tokenizer = network.tokenizer(language)
    texts = []
    for window in samples:
        encoding = [network.encode(window, frames(window))]
        (decoded,) = network.decode(encoding, language, [], beam_size=1, strict=False)
        texts.append(tokenizer.decode(decoded.tokens))
    return " ".join(texts)


def _words(text: str, language: str) -> list[str]:
    return [key for word in text.split() for key in match_keys(word, language)]

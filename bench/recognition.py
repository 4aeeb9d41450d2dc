"""What Whisper's passes cost on CTranslate2, in processor seconds for each recorded minute, on one core."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from bench.settings import Settings
from bench.tables import table
from bench.window_lengths import as_needed, whole
from oncue.asr.encoder_input import MOST_FRAMES
from oncue.asr.faster_whisper_backend import CTranslate2Network, encoder_outputs
from oncue.asr.protocol import Samples
from oncue.asr.weights.locate import ctranslate2_folder
from oncue.asr.whisper_network import EncoderOutputs
from oncue.audio.decode import DecodeLimits, decode
from oncue.audio.gain import normalise
from oncue.audio.pcm import Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import Window, WindowOptions, find_windows
from oncue.options.recognition import ENGLISH_MODEL, MULTILINGUAL_MODEL

INPUTS = (
    ("radio-address-2008/audio.flac", "en", ENGLISH_MODEL),
    ("prompts-es/audio.flac", "es", MULTILINGUAL_MODEL),
)
BATCHES = (1, 8)
DRAFTED_AFTER = 8
"""Tokens that a draft would be found by."""

SURE = 0.5
"""Probability above which a token is surely the one that greedy decoding chooses."""

SHORT_MS = 10_000


class Passes(NamedTuple):
    """A network, the windows of one recording, and what it heard in them."""

    network: CTranslate2Network
    language: str
    samples: Sequence[Samples]
    encodings: EncoderOutputs
    tokens: list[list[int]]
    durations_ms: list[int]


def recognition(settings: Settings) -> str:
    """A row for each pass over the windows, and then what a draft of the text could spare."""
    rows: list[Sequence[object]] = []
    for path, language, model in INPUTS:
        if settings.wants(path):
            rows += _rows(settings.corpora / path, language, model)
    return table(("recording", "model", "pass", "processor s a minute", "times real time", "what"), rows)


def _rows(audio: Path, language: str, model: str) -> list[Sequence[object]]:
    from faster_whisper import WhisperModel

    folder = str(ctranslate2_folder(model))
    whisper = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1, local_files_only=True)
    network = CTranslate2Network(whisper)
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as scratch:
        pcm = decode(audio, Path(scratch), DecodeLimits())
        probabilities = speech_probabilities(pcm)
        packed = find_windows(pcm, probabilities)
        short = find_windows(pcm, probabilities, WindowOptions(max_window_ms=SHORT_MS))
        samples, unpacked = _samples(pcm, packed), _samples(pcm, short)
    minutes = pcm.duration_ms / 60_000
    rows: list[Sequence[object]] = []

    def measured(name: str, work: Callable[[], object], what: str = "") -> None:
        spent_s = _processor_s(work) / minutes
        rows.append((audio.parent.name, model, name, round(spent_s, 2), 60 / spent_s if spent_s else None, what))

    encodings = [network.encode(window, MOST_FRAMES) for window in samples]
    shorter = [network.encode(window, as_needed(window)) for window in samples]
    heard = [one.tokens for one in network.decode(encodings, language, [], beam_size=1, strict=False)]
    passes = Passes(network, language, samples, encodings, heard, [window.duration_ms for window in packed])
    mean_s = sum(passes.durations_ms) / len(packed) / 1000
    measured("features", lambda: [network.features(window, MOST_FRAMES) for window in samples])
    measured("encode", lambda: _encode(network, samples, whole), f"{len(packed)} windows of {mean_s:.1f} s, 30 s of input")
    measured("encode", lambda: _encode(network, samples, as_needed), "the same, as much input as `input_frames` gives")
    what = f"{len(short)} windows of at most {SHORT_MS // 1000} s, 30 s of input"
    measured("encode", lambda: _encode(network, unpacked, whole), what)
    for size in BATCHES:
        measured("greedy decode", partial(_decode, passes, size), f"{size} at a time")
    measured("greedy decode", lambda: _greedy(network, shorter, language), "as much input, 1 at a time")
    measured("attend", lambda: network.attend(encodings, language, heard, passes.durations_ms), "word times")
    for row in _draft(passes, measured):
        rows.append((audio.parent.name, model, *row))
    return rows


def _draft(passes: Passes, measured: Callable[..., None]) -> list[Sequence[object]]:
    """What decoding by a draft would cost at least, and how much of it a teacher-forced pass could prove.

    CTranslate2 gives no logits for given tokens, only their probabilities; and it takes the tokens that a text begins with
    one by one, each as dear as one that it decodes.
    """
    network, language = passes.network, passes.language
    start = network.start(language)
    generate = cast(Any, network.model).generate

    def first(count: int, given: Sequence[list[int]]) -> None:
        for i, tokens in enumerate(given):
            # It stops after half of `max_length`, the given tokens included.
            most = 2 * (len(tokens) + count)
            one = encoder_outputs(passes.encodings[i : i + 1])
            generate(one, [[*start, *tokens]], beam_size=1, max_length=most)

    measured("first tokens", lambda: first(DRAFTED_AFTER, [[]] * len(passes.tokens)), f"{DRAFTED_AFTER} of each window")
    halves = [tokens[: len(tokens) // 2] for tokens in passes.tokens]
    measured("one token after half the text", lambda: first(1, halves), "the price of a token that a draft does not prove")
    times = network.attend(passes.encodings, language, passes.tokens, passes.durations_ms)
    proved = [[probability > SURE for probability in one.probabilities] for one in times]
    tokens = [each for window in proved for each in window]
    whole = sum(all(window) for window in proved)
    return [
        ("tokens proved", None, None, f"{100 * sum(tokens) / len(tokens):.1f} % of {len(tokens)} have more than {SURE}"),
        ("windows proved", None, None, f"{whole} of {len(proved)} have such tokens only"),
    ]


def _decode(passes: Passes, size: int) -> None:
    for first in range(0, len(passes.tokens), size):
        passes.network.decode(passes.encodings[first : first + size], passes.language, [], beam_size=1, strict=False)


def _greedy(network: CTranslate2Network, encodings: Sequence[NDArray[np.float32]], language: str) -> None:
    for encoding in encodings:
        network.decode([encoding], language, [], beam_size=1, strict=False)


def _encode(network: CTranslate2Network, samples: Sequence[Samples], frames: Callable[[Samples], int]) -> None:
    for window in samples:
        network.encode(window, frames(window))


def _samples(pcm: Pcm, windows: Sequence[Window]) -> list[Samples]:
    return [normalise(pcm.read(window.start_ms, window.end_ms)) for window in windows]


def _processor_s(work: Callable[[], object]) -> float:
    before = os.times()
    work()
    after = os.times()
    return after.user + after.system - before.user - before.system

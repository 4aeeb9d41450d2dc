"""Whisper asked once more where it heard something else than is published: how likely it holds the published words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from oncue.alignment.differences import Weights, WindowReadings, surprisals, weigh, window_readings
from oncue.alignment.heard_words import Hearing
from oncue.asr.protocol import Recognizer, WeighingRecognizer
from oncue.model import Token
from oncue.pipeline.encoder_cache import EncodingStore
from oncue.pipeline.whisper_passes import Recognition


def weigh_differences(
    tokens: Sequence[Token],
    hearing: Hearing,
    heard: Recognition,
    recognizer: Recognizer | None,
    second: Recognizer | None,
    language: str,
    known: Weights,
    on_progress: Callable[[], None],
) -> tuple[Hearing, Weights]:
    """`hearing` with what Whisper makes of the published words of each window in which it heard others, and the weights that
    this comes from: one pass of its decoder for each such window, over the encoder's outputs that it heard it by.

    `heard` is what it heard of the recording, `hearing` the same merged with the text. Without a recogniser, and with one
    that cannot weigh, there are only the weights `known` from an earlier alignment: of the differences that are the same.
    `second` is asked about the windows whose words were heard by it. `on_progress` is called now and then.
    """
    own_windows = [window for word, window in zip(heard.words, heard.window_of_word, strict=True) if word.gop is None]
    readings = window_readings(tokens, hearing.words, own_windows, hearing.slots, language)
    weights = dict(known)
    of_second = heard.second.windows if heard.second else frozenset()
    by_first = [reading for reading in readings if reading.window not in of_second]
    by_second = [reading for reading in readings if reading.window in of_second]
    for asked, encodings, some in (
        (recognizer, heard.encodings, by_first),
        (second, heard.second.encodings if heard.second else heard.encodings, by_second),
    ):
        if isinstance(asked, WeighingRecognizer):
            weights |= _weighed(asked, encodings, some, language, on_progress)
    return replace(hearing, surprisals=surprisals(readings, weights)), weights


def _weighed(
    recognizer: WeighingRecognizer,
    encodings: EncodingStore,
    readings: Sequence[WindowReadings],
    language: str,
    on_progress: Callable[[], None],
) -> Weights:
    weights: dict[str, Sequence[float]] = {}
    for first in range(0, len(readings), recognizer.windows_at_once):
        batch = readings[first : first + recognizer.windows_at_once]
        on_progress()
        encoded = [encodings[reading.window] for reading in batch]
        found = recognizer.surprisals(encoded, [reading.published for reading in batch], language=language)
        for reading, published in zip(batch, found, strict=True):
            weights |= {} if published is None else weigh(reading, published)
    return weights

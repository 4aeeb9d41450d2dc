"""What every recogniser tells of words that it is given: when they are said, and how likely; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Samples
from oncue.asr.whisper import WhisperRecognizer
from tests.contracts.recognizers import SECOND

pytestmark = pytest.mark.usefixtures("own_weights_cache")


def encoder_runs(recognizer: WhisperRecognizer, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows by the batch size whenever the encoder itself runs."""
    runs: list[int] = []
    network: Any = recognizer.network
    if recognizer.name == "faster-whisper":
        encode: Callable[..., Any] = network._whisper.encode

        def counted(features: Any, **options: Any) -> Any:
            runs.append(1 if features.ndim == 2 else len(features))
            return encode(features, **options)

        monkeypatch.setattr(network._whisper, "encode", counted)
    else:
        forward: Callable[..., Any] = network._model.encoder.conv1.forward  # the first layer

        def counted_forward(mel: Any) -> Any:
            runs.append(len(mel))
            return forward(mel)

        monkeypatch.setattr(network._model.encoder.conv1, "forward", counted_forward)
    return runs


@pytest.mark.needs_torch
def test_the_reference_times_words_as_its_library_does(address: Samples) -> None:
    import torch
    from whisper.audio import log_mel_spectrogram, pad_or_trim
    from whisper.timing import find_alignment

    window = address[: 6 * SECOND]
    network: Any = load_recognizer("openai-whisper", "tiny.en", language="en").network
    tokenizer = network.tokenizer("en")
    tokens = tokenizer.encode(" Good morning. This Tuesday is Election Day.")

    class TokenByToken:
        """The tokenizer, where each token is a word."""

        sot_sequence, no_timestamps, eot = tokenizer.sot_sequence, tokenizer.no_timestamps, tokenizer.eot

        def split_to_word_tokens(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
            return [""] * len(tokens), [[token] for token in tokens]

    mel = pad_or_trim(log_mel_spectrogram(torch.from_numpy(window), 80), 3000)
    theirs = find_alignment(network._model, TokenByToken(), tokens, mel, 600)
    (ours,) = network.attend([network.encode(window, 3000)], "en", [tokens], [6000])
    assert ours.border_ms == [round(1000 * one.start) for one in theirs] + [round(1000 * theirs[-1].end)]
    assert np.allclose(ours.probabilities, [one.probability for one in theirs], atol=1e-4)


def test_the_encoder_runs_once_for_hearing_and_timing(
    recognizer: WhisperRecognizer, address: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = encoder_runs(recognizer, monkeypatch)
    windows = [address[: 10 * SECOND], address[10 * SECOND : 20 * SECOND]]
    results = recognizer.recognise(windows, language="en", prompt=None)
    for result in results:
        assert result.encoding.shape == (800, 384)
        assert result.encoding.dtype == np.float16
        words = [word.text for word in result.words]
        recognizer.align_words(result.encoding, words, language="en", duration_ms=10_000)
    assert sum(runs) == 2


def test_given_words_get_the_times_of_the_same_words_heard(recognizer: WhisperRecognizer, address: Samples) -> None:
    (result,) = recognizer.recognise([address[: 10 * SECOND]], language="en", prompt=None)
    given = recognizer.align_words(result.encoding, [w.text for w in result.words], language="en", duration_ms=10_000)
    assert [word.text for word in given] == [word.text for word in result.words]
    assert [word.start_ms for word in given] == pytest.approx([word.start_ms for word in result.words], abs=60)


def test_every_given_word_gets_a_time_be_it_only_a_mark(recognizer: WhisperRecognizer, address: Samples) -> None:
    (result,) = recognizer.recognise([address[: 3 * SECOND]], language="en", prompt=None)
    words = ["—", "Good", "morning", "…", "This", "Tuesday", "—", "is", "«Election", "Day».", "☺"]
    given = recognizer.align_words(result.encoding, words, language="en", duration_ms=3_000)
    assert [word.text for word in given] == words
    for mark in (0, 3, 6, 10):
        assert given[mark].start_ms == given[mark].end_ms
    borders = [time for word in given for time in (word.start_ms, word.end_ms)]
    assert borders == sorted(borders)
    assert borders[-1] <= 3_000


def test_more_words_than_the_decoder_takes_are_all_answered(recognizer: WhisperRecognizer, address: Samples) -> None:
    (result,) = recognizer.recognise([address[: 3 * SECOND]], language="en", prompt=None)
    given = recognizer.align_words(result.encoding, ["morning"] * 600, language="en", duration_ms=3_000)
    assert len(given) == 600
    assert (given[-1].end_ms, given[-1].probability) == (3_000, 0.0)
    assert recognizer.align_words(result.encoding, [], language="en", duration_ms=3_000) == []


def test_words_that_are_not_said_are_much_less_likely_than_those_that_are(
    recognizer: WhisperRecognizer, address: Samples
) -> None:
    (result,) = recognizer.recognise([address[: 10 * SECOND]], language="en", prompt=None)
    said = [word.text for word in result.words]
    other = [*said[:9], "teapot", *said[10:]]
    encodings = [result.encoding] * 3
    as_heard, exchanged, endless = recognizer.surprisals(encodings, [said, other, ["morning"] * 600], language="en")
    assert as_heard == pytest.approx([word.surprisal for word in result.words], abs=0.3)
    assert as_heard is not None
    assert exchanged is not None
    assert exchanged[:9] == as_heard[:9]
    assert exchanged[9] > 10 + as_heard[9]
    assert endless is None

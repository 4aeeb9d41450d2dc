"""Whisper is asked once more about the windows in which it heard something else than is published, and about no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from oncue.alignment.differences import Weights
from oncue.alignment.heard_words import hear
from oncue.asr.protocol import EncodedTranscript, Encoding, Recognizer, Samples, WindowTranscript
from oncue.audio.windows import Window
from oncue.model import RecognisedWord, Token
from oncue.pipeline.weigh_differences import weigh_differences
from oncue.pipeline.whisper_passes import Recognition, SecondHearing

FIRST = "The captain of the ferry says that the wind is good."
SECOND = "Nobody believed him before the evening when all boats came home again."
THIRD = "They sang for hours and ate what the cook had left them."
UNLIKELY = 14.0
UNKNOWN: Weights = MappingProxyType({})


class Weigher:
    """A `WeighingRecognizer` that holds all but the words `unlikely` likely; `asked` are the texts it was asked for."""

    name, model, multilingual, windows_at_once = "weigher", "one", False, 2

    def __init__(self, *unlikely: str) -> None:
        self.unlikely = unlikely
        self.asked: list[str] = []

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[EncodedTranscript]:
        raise AssertionError("nothing is heard again")

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        return None

    def encode(self, window: Samples) -> Encoding:
        raise AssertionError("nothing is encoded again")

    def align_words(
        self, encoding: Encoding, words: Sequence[str], *, language: str, duration_ms: int
    ) -> list[RecognisedWord]:
        return []

    def surprisals(
        self, encodings: Sequence[Encoding], texts: Sequence[Sequence[str]], *, language: str
    ) -> list[list[float] | None]:
        assert len(encodings) == len(texts) <= self.windows_at_once
        self.asked += [" ".join(words) for words in texts]
        return [[UNLIKELY if word in self.unlikely else 0.1 for word in words] for words in texts]


class Hearer:
    """A `Recognizer` without an encoder."""

    name, model, multilingual = "hearer", "one", False

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        raise AssertionError("nothing is heard again")

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        return None


class Encodings:
    def __getitem__(self, index: int) -> Encoding:
        return np.full((1, 1), index, np.float16)


def weigh(
    text: str,
    spoken: Sequence[str],
    recognizer: Recognizer | None,
    known: Weights = UNKNOWN,
    second: Recognizer | None = None,
    heard_again: Sequence[int] = (),
) -> tuple[dict[int, float], Weights]:
    """The surprisals by token, and the weights; each of `spoken` is what was heard in a window of ten seconds, in those of
    `heard_again` by a larger model."""
    tokens: list[Token] = []
    for word in text.split():
        start = tokens[-1].char_end + 1 if tokens else 0
        tokens.append(Token(word, start, start + len(word)))
    words = [
        RecognisedWord(word, 10_000 * k + 500 * n, 10_000 * k + 500 * n + 400, 0.9, None, 0.1)
        for k, window in enumerate(spoken)
        for n, word in enumerate(window.split())
    ]
    windows = tuple(Window(10_000 * k, 10_000 * k + 9_000, ()) for k in range(len(spoken)))
    in_windows = tuple(word.start_ms // 10_000 for word in words)
    heard = Recognition(tuple(words), in_windows, windows, Encodings(), frozenset(range(len(spoken))))
    if heard_again:
        again = frozenset(heard_again)
        heard = replace(heard, second=SecondHearing("two", len(again), again, Encodings(), again))
    hearing = hear(tokens, words, heard.listened, "en")
    weighed, weights = weigh_differences(tokens, hearing, heard, recognizer, second, "en", known, lambda: None)
    return dict(weighed.surprisals.of_tokens), weights


def test_a_window_that_a_larger_model_heard_is_weighed_by_that_one() -> None:
    first, second = Weigher(), Weigher("wind")
    spoken = [FIRST.replace("wind", "weather"), SECOND, THIRD.replace("cook", "crook")]
    found, _ = weigh(f"{FIRST} {SECOND} {THIRD}", spoken, first, second=second, heard_again=[0, 1])
    assert (first.asked, second.asked) == ([THIRD], [FIRST])
    assert found == {8: 13.9, 31: 0.0}


def test_only_windows_that_differ_are_weighed_each_once() -> None:
    weigher = Weigher("wind")
    spoken = [FIRST.replace("wind", "weather"), SECOND, THIRD.replace("cook", "crook").replace("hours", "ours")]
    found, _ = weigh(f"{FIRST} {SECOND} {THIRD}", spoken, weigher)
    assert weigher.asked == [FIRST, THIRD]
    assert found == {8: 13.9, 26: 0.0, 31: 0.0}


def test_a_corrected_text_has_the_weights_of_all_that_it_did_not_change() -> None:
    spoken = [FIRST.replace("wind", "weather").replace("good", "bad"), SECOND]
    before, weights = weigh(f"{FIRST} {SECOND}", spoken, Weigher("wind"))
    assert before == {8: 13.9, 10: 0.0}
    assert weigh(f"{FIRST} {SECOND}", spoken, None, weights) == (before, weights)
    assert weigh(f"{FIRST.replace('good', 'fair')} {SECOND}", spoken, None, weights)[0] == {8: 13.9}


def test_a_recogniser_that_cannot_weigh_leaves_all_unweighed() -> None:
    assert weigh(FIRST, [FIRST.replace("wind", "weather")], Hearer()) == ({}, {})

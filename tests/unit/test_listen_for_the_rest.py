"""Sound in which nobody is heard is listened to where words of the text are left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from oncue.asr.protocol import Samples, WindowTranscript
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.listen_for_the_rest import LEAST_LEFT_WORDS, windows_left_over
from oncue.pipeline.recognise import DetectedSpeech, listen_again, recognise
from oncue.pipeline.recognition_cache import RecognitionKey, RecognitionResult
from oncue.pipeline.whisper_passes import Recognition
from oncue.transcript import read_transcript
from tests.unit.spoken_texts import spoken, tokens_of, unlike

LOUD = "The harbour lights went out before anybody had noticed."
QUIET = "Nobody on the quay could tell why it was."
KEY = RecognitionKey("toy", "tiny", "en", None)
DETECTED, PERHAPS = Window(0, 8000, ((200, 7800),)), Window(10_000, 17_000, ((10_200, 16_800),))


class HearsInTurn:
    """A recogniser that hears one text after the other, and keeps how often it was asked."""

    name, model, multilingual = "toy", "tiny", False

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = list(texts)
        self.windows = 0

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """The next text for each window, its words evenly over all of it."""
        self.windows += len(windows)
        return [self._spread(self._texts.pop(0).split(), len(samples) // 16) for samples in windows]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Unknown."""
        return None

    @staticmethod
    def _spread(words: Sequence[str], duration_ms: int) -> WindowTranscript:
        each = duration_ms // max(1, len(words))
        return WindowTranscript(tuple(RecognisedWord(word, k * each, k * each + each, 0.9) for k, word in enumerate(words)))


class NoEncodings:
    def __getitem__(self, index: int) -> Any:
        raise LookupError


HeardOf = Callable[..., tuple[RecognitionResult, int]]


@pytest.fixture
def heard(tmp_path: Path) -> HeardOf:
    """What is recognised where a text and the texts that are heard are given, and in how many windows."""

    def of(text: str, *texts: str) -> tuple[RecognitionResult, int]:
        (tmp_path / "pcm").write_bytes(bytes(2 * 16 * 18_000))
        recognizer = HearsInTurn(texts)
        result = recognise(
            Pcm.open(tmp_path / "pcm"),
            DetectedSpeech([DETECTED], [], [PERHAPS]),
            read_transcript(text.encode()).tokens,
            KEY,
            lambda: recognizer,
            None,
            folder=tmp_path,
            on_progress=lambda share: None,
        )
        return result, recognizer.windows

    return of


def test_words_that_are_left_over_are_listened_for_and_are_speech(heard: HeardOf) -> None:
    result, asked = heard(f"{LOUD} {QUIET}", LOUD, QUIET)
    assert asked == 2
    assert " ".join(word.text for word in result.recognition.words) == f"{LOUD} {QUIET}"
    assert result.speech[0] == (200, 7800)
    assert result.speech[1][0] >= 9900
    assert result.recognition.listened == [(0, 8000), (10_000, 17_000)]


def test_nothing_is_listened_to_where_no_words_are_left_over(heard: HeardOf) -> None:
    result, asked = heard(LOUD, LOUD)
    assert asked == 1
    assert result.speech == [(200, 7800)]


def test_what_is_heard_there_and_is_not_in_the_text_is_dropped(heard: HeardOf) -> None:
    result, asked = heard(f"{LOUD} {QUIET}", LOUD, "Thank you for watching, please subscribe.")
    assert asked == 2
    assert " ".join(word.text for word in result.recognition.words) == LOUD
    assert result.speech == [(200, 7800)]


def test_of_another_text_nothing_is_left_over(heard: HeardOf) -> None:
    _, asked = heard(f"{QUIET} {QUIET}", LOUD)
    assert asked == 1


@pytest.fixture
def heard_again(tmp_path: Path) -> HeardOf:
    """What is recognised of a kept recognition where another text and the texts that are heard are given."""

    def of(kept: RecognitionResult, text: str, *texts: str) -> tuple[RecognitionResult, int]:
        recognizer, tokens = HearsInTurn(texts), read_transcript(text.encode()).tokens
        wanted = windows_left_over(kept.recognition, tokens, "en")
        pcm = Pcm.open(tmp_path / "pcm")
        result = listen_again(pcm, kept, wanted, tokens, KEY, lambda: recognizer, folder=tmp_path)
        return result, recognizer.windows

    return of


def _facts(result: RecognitionResult) -> tuple[object, ...]:
    found = result.recognition
    return found.words, found.window_of_word, found.windows, found.heard, found.perhaps, result.speech


def test_another_text_has_words_left_over_that_are_heard_only_now(heard: HeardOf, heard_again: HeardOf) -> None:
    fresh, _ = heard(f"{LOUD} {QUIET}", LOUD, QUIET)
    kept, _ = heard(LOUD, LOUD)
    assert kept.recognition.perhaps == (PERHAPS,)
    again, asked = heard_again(kept, f"{LOUD} {QUIET}", QUIET)
    assert asked == 1
    assert _facts(again) == _facts(fresh)
    same, asked = heard_again(again, f"{LOUD} {QUIET}")
    assert (same, asked) == (again, 0)


def test_what_one_text_had_no_words_for_another_may_have(heard: HeardOf, heard_again: HeardOf) -> None:
    fresh, _ = heard(f"{LOUD} {QUIET}", LOUD, QUIET)
    kept, _ = heard(f"{LOUD} Something else was printed here at first.", LOUD, QUIET)
    assert " ".join(word.text for word in kept.recognition.words) == LOUD
    same, asked = heard_again(kept, f"{LOUD} Something else was printed here at first.")
    assert same is kept
    again, asked = heard_again(kept, f"{LOUD} {QUIET}")
    assert asked == 0
    assert _facts(again) == _facts(fresh)
    assert not again.recognition.dropped


def test_of_many_windows_those_are_wanted_beside_which_words_are_left_over() -> None:
    count, each = 300, 8
    texts = unlike(count * each).split()
    detected, between, words, printed, expected = [], [], [], [], []
    for k in range(count):
        run = spoken(" ".join(texts[each * k : each * k + each]), 10_000 * k)
        span = (run[0].start_ms, run[-1].end_ms)
        detected.append(Window(*span, (span,)))
        words += [(RecognisedWord(word.text, word.start_ms, word.end_ms, 0.9), k) for word in run]
        between.append(Window(span[1] + 500, span[1] + 5500, ((span[1] + 700, span[1] + 5300),)))
        left = k % 5
        printed += [*(word.text for word in run), *(f"left{k}x{i}" for i in range(left))]
        expected += [between[-1]] if left >= LEAST_LEFT_WORDS else []
    known = Recognition(
        tuple(word for word, _ in words),
        tuple(k for _, k in words),
        tuple(detected),
        NoEncodings(),
        perhaps=tuple(between),
    )
    assert windows_left_over(known, tokens_of(" ".join(printed)), "en") == expected

"""Where much of the text is unheard though somebody speaks, a larger model hears once more."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from oncue.alignment.heard_words import hear
from oncue.asr.protocol import EncodedTranscript, Encoding, Samples
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.errors import DeviceMemoryFull, EngineUnavailable, ModelUnavailable, OncueError
from oncue.model import RecognisedWord, Token
from oncue.options.recognition import LISTEN_ALL, LISTEN_AS_NEEDED
from oncue.pipeline.options import AlignOptions
from oncue.pipeline.plan import Plan, plan_recognition
from oncue.pipeline.recognition_cache import RecognitionKey, RecognitionResult, StoredRecognitions
from oncue.pipeline.second_hearing import hear_again, windows_to_hear_again
from oncue.pipeline.unexplained import unexplained
from oncue.pipeline.whisper_passes import Recognition
from oncue.text.language_id import Detected
from oncue.transcript import read_transcript

FIRST = "The harbour lights went out before anybody had noticed that the ferry was late."
SECOND = "Nobody on the quay could tell why it was, and the children asked for their supper."
THIRD = "At nine the captain rang his bell, and all the windows of the village opened."
TEXT = f"{FIRST} {SECOND} {THIRD}"
MUMBLED = "Oh well the thing is what I never saw, you know, and that is that for now."
WINDOWS = tuple(Window(10_000 * k, 10_000 * k + 9000, ((10_000 * k + 200, 10_000 * k + 8800),)) for k in range(3))
PLAN = Plan(RecognitionKey("toy", "tiny", "en", None, second=True), Detected("en", 1.0), ())


class Encodings:
    def __getitem__(self, index: int) -> Encoding:
        return np.full((1, 1), index, np.float16)


class Larger:
    """A recogniser that hears these texts, one a window, and keeps how many windows it was given."""

    name, model, multilingual = "toy", "base", True

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)
        self.windows = 0

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[EncodedTranscript]:
        """The next text of each window, and its number as its encoding."""
        found = []
        for window in windows:
            words = tuple(_spread(self._texts.pop(0), 0, len(window) // 16))
            found.append(EncodedTranscript(words, np.full((1, 1), 100 + self.windows, np.float16)))
            self.windows += 1
        return found

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Unknown."""
        return None


def _spread(text: str, from_ms: int, duration_ms: int = 9000) -> list[RecognisedWord]:
    words = text.split()
    each = duration_ms // max(1, len(words))
    return [RecognisedWord(word, from_ms + k * each, from_ms + k * each + each, 0.9) for k, word in enumerate(words)]


def _tokens(text: str) -> Sequence[Token]:
    return read_transcript(text.encode()).tokens


def _heard(*texts: str) -> RecognitionResult:
    spread = [(word, k) for k, text in enumerate(texts) for word in _spread(text, 10_000 * k)]
    words, windows = tuple(word for word, _ in spread), tuple(k for _, k in spread)
    recognition = Recognition(words, windows, WINDOWS, Encodings(), frozenset(range(3)))
    return RecognitionResult(recognition, [], [one for window in WINDOWS for one in window.speech], "toy", "tiny")


def _wanted(text: str, *texts: str) -> list[int]:
    result, tokens = _heard(*texts), _tokens(text)
    hearing = hear(tokens, result.recognition.own_words, result.recognition.listened, "en")
    return windows_to_hear_again(result, tokens, hearing, PLAN, 30_000)


def test_a_window_is_heard_again_in_which_somebody_says_what_was_not_heard() -> None:
    assert _wanted(TEXT, FIRST, MUMBLED, THIRD) == [1]
    assert _wanted(TEXT, FIRST, "", THIRD) == [1]


def test_none_is_where_nearly_all_was_heard() -> None:
    assert _wanted(TEXT, FIRST, SECOND.replace("quay", "key"), THIRD) == []


def test_none_is_where_the_text_lacks_what_is_said() -> None:
    assert _wanted(f"{FIRST} {THIRD}", FIRST, SECOND, THIRD) == []


def test_none_is_where_nobody_speaks_in_the_place_of_the_words() -> None:
    result, tokens = _heard(FIRST, "", THIRD), _tokens(TEXT)
    result.speech.remove(WINDOWS[1].speech[0])
    hearing = hear(tokens, result.recognition.own_words, result.recognition.listened, "en")
    assert unexplained(hearing, result.speech, 30_000).share < 0.1
    assert windows_to_hear_again(result, tokens, hearing, PLAN, 30_000) == []


def test_none_is_of_another_programmes_text() -> None:
    assert _wanted(TEXT, MUMBLED, MUMBLED, MUMBLED) == []


@pytest.fixture
def pcm(tmp_path: Path) -> Pcm:
    """Half a minute of hiss."""
    np.random.default_rng(1).normal(0, 1000, 480_000).astype("<i2").tofile(tmp_path / "pcm")
    return Pcm.open(tmp_path / "pcm")


def _again(pcm: Pcm, result: RecognitionResult, indices: list[int], larger: Larger, folder: Path) -> Recognition:
    tokens = _tokens(TEXT)
    folder.mkdir(exist_ok=True)
    return hear_again(
        pcm, result.recognition, indices, tokens, PLAN, lambda: larger, folder=folder, on_progress=lambda share: None
    )


def test_what_the_larger_model_heard_is_taken_where_it_is_more_of_the_text(pcm: Pcm, tmp_path: Path) -> None:
    result = _heard(FIRST, MUMBLED, THIRD.replace("captain", "cap ten"))
    found = _again(pcm, result, [1, 2], Larger(SECOND, MUMBLED), tmp_path)
    heard = " ".join(word.text for word in found.words)
    assert heard == f"{FIRST} {SECOND} {THIRD.replace('captain', 'cap ten')}"
    assert found.second is not None
    assert (found.second.model, found.second.windows_heard, set(found.second.windows)) == ("base", 2, {1})
    assert found.second.encodings[1][0, 0] == 100
    assert found.encodings[1][0, 0] == 1
    assert [found.window_of_word[heard.split().index(word)] for word in ("harbour", "quay", "bell,")] == [0, 1, 2]
    assert found.windows == WINDOWS


class CountedMs(int):
    """Milliseconds that are counted where they are compared."""

    compared = 0

    def __lt__(self, other: int) -> bool:
        CountedMs.compared += 1
        return int(self) < int(other)

    def __le__(self, other: int) -> bool:
        CountedMs.compared += 1
        return int(self) <= int(other)

    def __ge__(self, other: int) -> bool:
        CountedMs.compared += 1
        return int(self) >= int(other)


def test_the_window_of_a_word_is_found_without_looking_at_all_of_them(pcm: Pcm, tmp_path: Path) -> None:
    count = 60
    windows = tuple(Window(CountedMs(500 * k), CountedMs(500 * k + 450), ((500 * k, 500 * k + 450),)) for k in range(count))
    said = [f"sa{chr(97 + k // 10)}{chr(97 + k % 10)}id" for k in range(count)]
    words = tuple(RecognisedWord("mumble", 500 * k + 50, 500 * k + 400, 0.9) for k in range(count))
    first = Recognition(words, tuple(range(count)), windows, Encodings(), frozenset(range(count)))
    tokens, larger = _tokens(" ".join(said)), Larger(*said)
    found = hear_again(
        pcm, first, range(count), tokens, PLAN, lambda: larger, folder=tmp_path, on_progress=lambda share: None
    )
    assert [word.text for word in found.words] == said
    assert CountedMs.compared < 60 * count


class TooLarge(Larger):
    """A recogniser that the memory holds, but not at work."""

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[EncodedTranscript]:
        raise DeviceMemoryFull("the memory does not hold a window")


@pytest.mark.parametrize(
    "error",
    [
        ModelUnavailable("the weights of base are not installed"),
        EngineUnavailable("faster-whisper is not installed"),
        DeviceMemoryFull("the memory does not hold base"),
        None,
    ],
)
def test_a_larger_model_that_cannot_hear_is_told_of(pcm: Pcm, tmp_path: Path, error: OncueError | None) -> None:
    def load() -> Larger:
        if error is not None:
            raise error
        return TooLarge()

    first = _heard(FIRST, MUMBLED, THIRD).recognition
    found = hear_again(pcm, first, [1], _tokens(TEXT), PLAN, load, folder=tmp_path, on_progress=lambda share: None)
    assert found.words == first.words
    assert found.second is None
    assert found.warnings[0].startswith("second_hearing_unavailable: ")


def test_a_second_hearing_is_kept_with_the_recognition(pcm: Pcm, tmp_path: Path) -> None:
    first = _heard(FIRST, MUMBLED, THIRD)
    found = _again(pcm, first, [1, 2], Larger(SECOND, MUMBLED), tmp_path)
    result = RecognitionResult(found, first.pauses, first.speech, "toy", "tiny")
    StoredRecognitions(audio_sha256="0", save_to=tmp_path / "kept").store(PLAN.key, 30_000, result)
    kept = StoredRecognitions(audio_sha256="0", stored=tmp_path / "kept").find(PLAN.key, 30_000)
    assert kept is not None
    assert kept.recognition.second is not None
    assert kept.recognition.second.windows == {1}
    assert kept.recognition.second.asked == {1, 2}
    assert kept.recognition.words == found.words


def test_one_that_was_kept_before_its_windows_were_told_knows_those_that_were_taken(pcm: Pcm, tmp_path: Path) -> None:
    first, path = _heard(FIRST, MUMBLED, THIRD), tmp_path / "kept"
    result = replace(first, recognition=_again(pcm, first, [1, 2], Larger(SECOND, MUMBLED), tmp_path))
    StoredRecognitions(audio_sha256="0", save_to=path).store(PLAN.key, 30_000, result)
    older = json.loads(zlib.decompress(path.read_bytes()))
    older["second"].pop()
    path.write_bytes(zlib.compress(json.dumps(older).encode()))
    kept = StoredRecognitions(audio_sha256="0", stored=path).find(PLAN.key, 30_000)
    assert kept is not None
    assert kept.recognition.second is not None
    assert kept.recognition.second.windows_heard == 2
    assert kept.recognition.second.asked == {1}


def test_another_text_has_other_windows_heard_again_and_none_twice(pcm: Pcm, tmp_path: Path) -> None:
    first = _heard(MUMBLED, MUMBLED, THIRD)
    found = _again(pcm, first, [1], Larger(SECOND), tmp_path / "one")
    kept = replace(first, recognition=found)
    hearing = hear(_tokens(TEXT), found.own_words, found.listened, "en")
    assert windows_to_hear_again(kept, _tokens(TEXT), hearing, PLAN, 30_000) == [0]
    both = _again(pcm, kept, [0], Larger(FIRST), tmp_path / "two")
    assert " ".join(word.text for word in both.words) == TEXT
    assert both.second is not None
    assert both.second.windows_heard == 2
    assert both.second.windows == both.second.asked == {0, 1}
    assert [both.second.encodings[k][0, 0] for k in (0, 1)] == [100, 100]

    in_vain = replace(first, recognition=_again(pcm, first, [0, 1], Larger(MUMBLED, MUMBLED), tmp_path / "three"))
    assert windows_to_hear_again(in_vain, _tokens(TEXT), hearing, PLAN, 30_000) == []


@pytest.mark.parametrize(
    ("options", "second"),
    [
        (AlignOptions(), True),
        (AlignOptions(model="tiny.en"), False),
        (AlignOptions(language="fr"), False),
        (AlignOptions(listen=LISTEN_AS_NEEDED), False),
        (AlignOptions(listen=LISTEN_ALL), True),
    ],
)
def test_only_where_the_model_was_left_open_another_may_hear(options: AlignOptions, second: bool) -> None:
    assert plan_recognition(_tokens(TEXT), options, None, None).key.second is second

"""Whisper is spared where the sound confirms the published text, and asked where it does not: on a real address."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from alignment.model import RecognisedWord, Token
from alignment.transcript import read_transcript
from tests.conftest import Recording
from worker.audio.decode import decode
from worker.audio.pcm import Pcm
from worker.audio.speech import speech_probabilities
from worker.audio.windows import Window, find_windows
from worker.hear import hear
from worker.listen import Heard, Manner
from worker.recognizer.choose import load_recognizer
from worker.recognizer.protocol import Encoding, Recognition, Recognizer, Samples
from worker.refine.evidence import gather
from worker.refine.search import StretchSearch


class Counting:
    """A recogniser that counts the windows it hears."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer
        self.windows = 0
        self.name, self.model, self.multilingual = recognizer.name, recognizer.model, recognizer.multilingual

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[Recognition]:
        self.windows += len(windows)
        return self._recognizer.recognise(windows, language=language, prompt=prompt)

    def encode(self, window: Samples) -> Encoding:
        return self._recognizer.encode(window)

    def align_words(
        self, encoding: Encoding, words: Sequence[str], *, language: str, duration_ms: int
    ) -> list[RecognisedWord]:
        return self._recognizer.align_words(encoding, words, language=language, duration_ms=duration_ms)


class Address:
    """The radio address, ready to be heard against any text."""

    def __init__(self, pcm: Pcm, text: str) -> None:
        self.pcm = pcm
        self.text = text
        self.windows: Sequence[Window] = find_windows(pcm, speech_probabilities(pcm))
        speech = [interval for window in self.windows for interval in window.speech]
        self.search = StretchSearch("en", gather(pcm, speech))
        self.recognizer = load_recognizer("faster-whisper", "tiny.en", language="en")

    def heard(self, text: str, folder: Path) -> tuple[Heard, int]:
        """What is heard, and in how many windows Whisper was asked."""
        counting = Counting(self.recognizer)
        tokens: Sequence[Token] = read_transcript(text.encode()).tokens
        heard = hear(
            self.pcm, self.windows, tokens, Manner(lambda: counting, "en", None), self.search,
            folder=folder, on_progress=lambda share: None,
        )  # fmt: skip
        return heard, counting.windows


@pytest.fixture(scope="module")
def address(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Address:
    pcm = decode(radio_address.audio, tmp_path_factory.mktemp("decoded"))
    return Address(pcm, radio_address.transcript.read_text(encoding="utf-8"))


def test_the_right_text_is_followed_to_its_end_without_whisper(address: Address, tmp_path: Path) -> None:
    heard, asked = address.heard(address.text, tmp_path)
    assert asked == 0
    assert [word.text for word in heard.words] == address.text.split()
    starts = [word.start_ms for word in heard.words]
    assert starts == sorted(starts)


def test_another_sentence_in_the_middle_is_not_confirmed(address: Address, tmp_path: Path) -> None:
    words = address.text.split()
    middle = len(words) // 2
    other = ("the committee will consider whether further measures are needed in the region",)
    heard, asked = address.heard(" ".join([*words[: middle - 6], *other, *words[middle + 6 :]]), tmp_path)
    assert asked > 0
    assert not {"committee", "measures", "needed"} & {word.text for word in heard.words}


def test_text_that_lacks_what_is_said_is_not_confirmed_over_it(address: Address, tmp_path: Path) -> None:
    words = address.text.split()
    middle = len(words) // 2
    lacking = words[middle - 6 : middle + 6]
    heard, _ = address.heard(" ".join([*words[: middle - 6], *words[middle + 6 :]]), tmp_path)
    said = [word.text.strip(".,;:!?").lower() for word in heard.words]
    found = sum(word.strip(".,;:!?").lower() in said for word in lacking)
    assert found > len(lacking) // 2, "Whisper must have been asked what is said there"


def test_a_text_of_something_else_leaves_whisper_to_hear_everything(address: Address, tmp_path: Path) -> None:
    heard, asked = address.heard("All human beings are born free and equal in dignity and rights. " * 20, tmp_path)
    assert asked >= len(address.windows)
    assert all(word.fit is None for word in heard.words)

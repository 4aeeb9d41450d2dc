"""Whisper is spared where the sound confirms the published text, and asked where it does not: on a real address."""

from __future__ import annotations

import random
from collections.abc import Sequence
from copy import copy
from pathlib import Path

import pytest

from oncue.acoustic.forced_aligner import SegmentSearch
from oncue.acoustic.frame_features import gather
from oncue.asr.factory import load_recognizer
from oncue.asr.protocol import Recognizer, Samples, WindowTranscript
from oncue.audio.decode import decode
from oncue.audio.pcm import Pcm
from oncue.audio.vad import speech_probabilities
from oncue.audio.windows import Window, find_windows
from oncue.model import Token
from oncue.pipeline.text_guided import Anchor, TextGuidedAligner, UnalignedSpan
from oncue.pipeline.transcribe import transcribe
from oncue.pipeline.whisper_passes import DecodeOptions, Recognition
from oncue.transcript import read_transcript
from tests.conftest import Recording
from tests.unit.spoken_texts import follow


class Counting:
    """A recogniser that counts the windows it is asked for; a window in `heard` it does not hear a second time."""

    def __init__(self, recognizer: Recognizer, heard: dict[tuple[bytes, str, str | None], WindowTranscript]) -> None:
        self._recognizer = recognizer
        self._heard = heard
        self.windows = 0
        self.name, self.model, self.multilingual = recognizer.name, recognizer.model, recognizer.multilingual

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> Sequence[WindowTranscript]:
        self.windows += len(windows)
        keys = [(window.tobytes(), language, prompt) for window in windows]
        new = {key: window for key, window in zip(keys, windows, strict=True) if key not in self._heard}
        if new:
            found = self._recognizer.recognise([*new.values()], language=language, prompt=prompt)
            self._heard.update(zip(new, found, strict=True))
        return [self._heard[key] for key in keys]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        return self._recognizer.spoken_language(windows)


class Address:
    """A recording, such as the radio address, ready to be heard against any text."""

    def __init__(self, pcm: Pcm, text: str, threads: int = 0, language: str = "en", model: str = "tiny.en") -> None:
        self.pcm = pcm
        self.text = text
        self.windows: Sequence[Window] = find_windows(pcm, speech_probabilities(pcm))
        speech = [interval for window in self.windows for interval in window.speech]
        self.speech = speech
        self.search = SegmentSearch(language, gather(pcm, speech, threads), threads)
        self.recognizer = load_recognizer("faster-whisper", model, language=language)
        self._language = language
        self._heard: dict[tuple[bytes, str, str | None], WindowTranscript] = {}

    def heard(self, text: str, folder: Path) -> tuple[Recognition, int]:
        """What is heard, and in how many windows Whisper was asked."""
        counting = Counting(self.recognizer, self._heard)
        tokens: Sequence[Token] = read_transcript(text.encode()).tokens
        heard = transcribe(
            self.pcm, self.windows, tokens, lambda: counting, DecodeOptions(self._language), self.search,
            folder=folder, on_progress=lambda share: None,
        )  # fmt: skip
        return heard, counting.windows


@pytest.fixture(scope="module")
def address(radio_address: Recording, tmp_path_factory: pytest.TempPathFactory) -> Address:
    pcm = decode(radio_address.audio, tmp_path_factory.mktemp("decoded"))
    return Address(pcm, radio_address.transcript.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def followed(address: Address, tmp_path_factory: pytest.TempPathFactory) -> tuple[Recognition, int]:
    """What is known of the address once its own text was followed, and how many windows Whisper was asked for."""
    return address.heard(address.text, tmp_path_factory.mktemp("followed"))


def test_the_right_text_is_followed_to_its_end_without_whisper(address: Address, followed: tuple[Recognition, int]) -> None:
    heard, asked = followed
    assert asked == 0
    assert [word.text for word in heard.words] == address.text.split()
    starts = [word.start_ms for word in heard.words]
    assert starts == sorted(starts)


def test_the_words_are_the_same_however_many_threads_there_are(address: Address, tmp_path: Path) -> None:
    words = address.text.split()
    text = " ".join([*words[:90], "further", "measures", "are", "needed", "in", "the", "region", *words[100:190]])
    heard = []
    for threads in (1, 4):
        with_threads = Address(address.pcm, address.text, threads)
        with_threads.windows = with_threads.windows[:2]
        heard.append(with_threads.heard(text, tmp_path)[0].words)
    assert heard[0] == heard[1]
    assert {word.gop is None for word in heard[0]} == {True, False}, "some by their sound, some by Whisper"


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
    assert all(word.gop is None for word in heard.words)


AROUND = 20
"""Words of the text on each side of a place where it is changed."""


class Changed:
    """The text around some places of the address, changed there, and whether the sound confirms it all the same."""

    def __init__(self, address: Address, followed: Recognition) -> None:
        self._address = address
        self._heard = followed.words
        last = len(self._heard) - AROUND - 6
        self._places = [AROUND + 1 + (last - AROUND - 1) * k // 11 for k in range(12)]

    def confirmed(self, *, lacking: int = 0, other: int = 0) -> int:
        """In how many of twelve places, where so many words are left out and so many of the text's others printed."""
        chance = random.Random(1)
        words = [word.text for word in self._heard]
        tokens: list[Token] = []
        gaps: list[UnalignedSpan] = []
        for at in self._places:
            first, last = at - AROUND, at + AROUND + lacking
            changed = [*words[first:at], *chance.sample(words, other), *words[at + lacking : last]]
            left = Anchor(self._between_ms(first), len(tokens))
            tokens += [Token(text, 0, len(text)) for text in changed]
            gaps.append(UnalignedSpan(left, Anchor(self._between_ms(last), len(tokens))))
        follow(TextGuidedAligner(tokens, "en", self._address.speech, self._address.search), gaps)
        return sum(gap.closed for gap in gaps)

    def _between_ms(self, word: int) -> int:
        return (self._heard[word - 1].end_ms + self._heard[word].start_ms) // 2


@pytest.fixture(scope="module")
def changed(address: Address, followed: tuple[Recognition, int]) -> Changed:
    return Changed(address, followed[0])


def test_the_text_is_confirmed_everywhere_where_it_is_not_changed(changed: Changed) -> None:
    assert changed.confirmed() == 12


@pytest.mark.parametrize(("words", "most"), [(2, 6), (3, 3), (5, 0)])
def test_the_more_words_the_text_lacks_the_surer_that_is_noticed(words: int, most: int, changed: Changed) -> None:
    assert changed.confirmed(lacking=words) <= most


@pytest.mark.parametrize(("words", "most"), [(2, 3), (3, 0), (5, 0)])
def test_words_that_are_printed_but_not_said_are_not_confirmed(words: int, most: int, changed: Changed) -> None:
    assert changed.confirmed(other=words) <= most


@pytest.mark.parametrize(("words", "most"), [(2, 4), (3, 3), (5, 0)])
def test_words_that_stand_for_others_are_not_confirmed(words: int, most: int, changed: Changed) -> None:
    assert changed.confirmed(lacking=words, other=words) <= most


def test_an_excerpt_of_the_text_is_heard_and_not_all_of_it_by_whisper(address: Address, tmp_path: Path) -> None:
    words = address.text.split()
    heard, asked = address.heard(" ".join(words[len(words) // 3 :]), tmp_path)
    assert 0 < asked < len(address.windows)
    assert sum(word.gop is not None for word in heard.words) > len(words) // 3


def test_text_before_and_after_what_is_said_is_not_confirmed(address: Address, tmp_path: Path) -> None:
    other = "whereas recognition of the inherent dignity of all members of the human family is the foundation of freedom"
    heard, _ = address.heard(" ".join([other, other, address.text, other, other]), tmp_path)
    followed = [word.text for word in heard.words if word.gop is not None]
    assert "whereas" not in followed
    assert set(followed) <= set(address.text.split())
    assert len(followed) > len(address.text.split()) // 2


def test_two_passages_in_the_wrong_order_are_heard_where_they_are_said(address: Address, tmp_path: Path) -> None:
    words = address.text.split()
    third = len(words) // 3
    heard, asked = address.heard(" ".join([*words[third : 2 * third], *words[:third], *words[2 * third :]]), tmp_path)
    assert asked > 0
    assert [word.text for word in heard.words][-third // 2 :] == words[-third // 2 :]
    assert abs(len(heard.words) - len(words)) < len(words) // 10


def test_a_passage_that_is_printed_twice_is_confirmed_once(address: Address, tmp_path: Path) -> None:
    words = address.text.split()
    a, b = len(words) // 3, len(words) // 2
    heard, asked = address.heard(" ".join([*words[:b], *words[a:]]), tmp_path)
    assert 0 < asked < len(address.windows)
    assert abs(len(heard.words) - len(words)) < len(words) // 20


def test_half_of_the_recording_is_confirmed_against_the_whole_text(address: Address, tmp_path: Path) -> None:
    half = copy(address)
    half.windows = half.windows[: len(half.windows) // 2]
    heard, asked = half.heard(address.text, tmp_path)
    assert asked == 0
    assert [word.text for word in heard.words] == address.text.split()[: len(heard.words)]


def test_in_french_the_sound_spares_whisper_the_windows_between_the_first_and_the_last(
    udhr: dict[str, Recording], tmp_path: Path
) -> None:
    text = udhr["fr"].transcript.read_text(encoding="utf-8")
    french = Address(decode(udhr["fr"].audio, tmp_path), text, language="fr", model="base")
    heard, asked = french.heard(text, tmp_path)
    assert 2 <= asked < len(french.windows)
    assert sum(word.gop is not None for word in heard.words) > len(heard.words) // 4

    sentence = "à la révolte contre la tyrannie et l'oppression"
    assert sentence in text
    other = "pour un petit jardin derrière la maison verte"
    heard, asked = french.heard(text.replace(sentence, other), tmp_path)
    assert not {"jardin", "derrière", "maison", "verte"} & {word.text for word in heard.words if word.gop is not None}

"""When the recogniser does not believe its network. The network here says what it is told, one token for each word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from oncue.asr.hallucination import echoes_prompt, seems_looped, without_loops
from oncue.asr.protocol import Samples
from oncue.asr.whisper import WhisperRecognizer
from oncue.asr.whisper_network import DecodedTokens, EncoderOutput, EncoderOutputs
from oncue.asr.word_times import TokenTimes
from oncue.model import RecognisedWord


@dataclass
class Words:
    """A tokenizer whose tokens are whole words, each with its leading space."""

    known: list[str] = field(default_factory=list)
    sot_sequence: Sequence[int] = (0,)

    def encode(self, text: str) -> list[int]:
        words = [f" {word}" for word in text.split()]
        self.known += [word for word in words if word not in self.known]
        return [self.known.index(word) for word in words]

    def decode(self, tokens: list[int]) -> str:
        return "".join(self.known[token] for token in tokens)

    def split_tokens_on_unicode(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        return [self.known[token] for token in tokens], [[token] for token in tokens]


@dataclass
class Scripted:
    """A network that hears one text with a prompt, another without, a third when it must go on; `ms` for each word."""

    prompted: str = ""
    unprompted: str = ""
    extended: str = ""
    finished: bool = True
    no_speech: float = 0.0
    log_probability: float = -0.2
    ms: int = 250
    french: float = 0.0
    name: str = "scripted"
    device: str = "cpu"
    multilingual: bool = False
    mixes_lengths: bool = False
    languages: Sequence[str] = ("en",)
    words: Words = field(default_factory=Words)

    def free_memory(self) -> None:
        """It has none."""

    def tokenizer(self, code: str) -> Words:
        return self.words

    def encode(self, window: Samples, frames: int) -> NDArray[np.float32]:
        return np.zeros((1500, 2), np.float32)

    def decode(
        self, encodings: EncoderOutputs, code: str, prompt: Sequence[int], *, beam_size: int, strict: bool, draft: str = ""
    ) -> list[DecodedTokens]:
        return [self._heard(self.prompted if prompt else self.unprompted, self.finished or strict)] * len(encodings)

    def extend(self, encoding: EncoderOutput, code: str, tokens: list[int]) -> DecodedTokens:
        return self._heard(self.extended, True)

    def detect(self, encodings: EncoderOutputs) -> list[dict[str, float]]:
        return [{"fr": self.french, "en": 1 - self.french}] * len(encodings)

    def attend(
        self, encodings: EncoderOutputs, code: str, tokens: Sequence[list[int]], durations_ms: Sequence[int]
    ) -> list[TokenTimes]:
        return [TokenTimes([self.ms * i for i in range(len(row) + 1)], [0.9] * len(row)) for row in tokens]

    def _heard(self, text: str, finished: bool) -> DecodedTokens:
        return DecodedTokens(self.words.encode(text), self.log_probability, self.no_speech, finished)


def heard(network: Scripted, *, seconds: float = 3, prompt: str | None = None, loudness: float = 0.1) -> str:
    window = np.full(int(seconds * 16_000), loudness, np.float32)
    (result,) = WhisperRecognizer(network, "scripted").recognise([window], language="en", prompt=prompt)
    return " ".join(word.text for word in result.words)


def test_an_echo_of_the_prompt_is_heard_again_without_it() -> None:
    network = Scripted(prompted="Lavrov Deshchytsia Crimea", unprompted="We met in Paris")
    assert heard(network, prompt="Lavrov, Deshchytsia, Crimea.") == "We met in Paris"


def test_a_sentence_with_two_names_in_it_keeps_the_prompts_spelling() -> None:
    network = Scripted(prompted="Mr. Lavrov and Mr. Deshchytsia met", unprompted="Mr. Lavroff and Mr. Destitsa met")
    assert heard(network, prompt="Lavrov, Deshchytsia, Crimea.") == "Mr. Lavrov and Mr. Deshchytsia met"


def test_silence_has_no_words_whatever_the_network_says() -> None:
    assert heard(Scripted(unprompted="Thank you"), loudness=0.0001) == ""
    assert heard(Scripted(unprompted="Thank you"), loudness=0.01) == "Thank you"


@pytest.mark.parametrize(
    ("no_speech", "log_probability", "words"), [(0.9, -1.3, ""), (0.9, -0.2, "la la"), (0.1, -1.3, "la la")]
)
def test_music_has_no_words_where_both_figures_say_so(no_speech: float, log_probability: float, words: str) -> None:
    assert heard(Scripted(unprompted="la la", no_speech=no_speech, log_probability=log_probability)) == words


def test_a_text_that_stopped_early_is_gone_on_with() -> None:
    rest = " ".join(f"word{i}" for i in range(50))
    assert heard(Scripted(unprompted="It began.", extended=f"It began. {rest}"), seconds=25) == f"It began. {rest}"


def test_a_pause_is_not_filled_with_a_few_invented_words() -> None:
    assert heard(Scripted(unprompted="It began.", extended="It began. Thanks for watching."), seconds=25) == "It began."


def test_a_loop_squeezed_into_the_windows_end_is_dropped() -> None:
    loop = "the end " * 40
    assert heard(Scripted(unprompted=f"this is {loop}", ms=40), seconds=28) == "this is the end"


def test_a_chorus_sung_again_and_again_is_kept() -> None:
    words = [RecognisedWord(text, i * 300, i * 300 + 280, 0.9) for i, text in enumerate(["let", "it", "be"] * 6)]
    assert without_loops(words) == words


def test_sentences_that_several_people_read_in_turn_are_no_loop() -> None:
    turn = "He kept our long boat in muddy pond water all winter. Don't let her row on a windy day like this. "
    others = [
        "Kitchens seldom have enough drawers. ",
        "Her uncle sharpened the kitchen knives. ",
        "Several neighbours agreed. ",
    ]
    assert not seems_looped("".join(turn + other for other in others), finished=True)
    assert seems_looped("the end of the road " * 20, finished=True)
    assert seems_looped("anything at all", finished=False)


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("Crimea, Crimea, Crimea", True),
        ("So it goes. Lavrov, Deshchytsia, Crimea. And so on, for a good while yet.", True),
        ("The Crimea talks with Lavrov went on", False),
        ("", False),
    ],
)
def test_an_echo_is_the_prompts_words_in_its_order_or_hardly_any_other(text: str, echo: bool) -> None:
    assert echoes_prompt(text, "Lavrov, Deshchytsia, Crimea.") is echo


@pytest.mark.parametrize(("french", "multilingual", "language"), [(0.9, True, "fr"), (0.6, True, None), (0.9, False, None)])
def test_the_spoken_language_is_told_where_it_is_certain(french: float, multilingual: bool, language: str | None) -> None:
    recognizer = WhisperRecognizer(Scripted(french=french, multilingual=multilingual), "scripted")
    assert recognizer.spoken_language([np.zeros(16_000, np.float32)] * 2) == language

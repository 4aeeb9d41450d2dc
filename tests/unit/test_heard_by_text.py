"""Which windows Whisper is asked to hear, and what is known of the others, with sound that is only words and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

import pytest

from oncue.asr.protocol import Samples, WindowTranscript
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.transcribe import transcribe
from oncue.pipeline.whisper_passes import LATE_MS, DecodeOptions, Recognition
from oncue.pipeline.windows_to_hear import LONGEST_UNPROBED, PROBE_EVERY, probes
from tests.unit.spoken_texts import SearchThatKnows, Spoken, counted, speech_of, spoken, tokens_of, unlike

WINDOW_WORDS = 40
"""20 s of speech."""


class Whisper:
    """Hears exactly what is said, unless `misheard` tells it otherwise. It knows a window by how long it is."""

    name, model, multilingual = "whisper", "tiny.en", False

    def __init__(self, windows: Sequence[Window], words: Sequence[Spoken], misheard: Mapping[str, str]) -> None:
        self._windows = {window.duration_ms: window for window in windows}
        self._words = words
        self._misheard = misheard
        self.asked: list[Window] = []

    def recognise(self, windows: Sequence[Samples], *, language: str, prompt: str | None) -> list[WindowTranscript]:
        """As `Recognizer.recognise`."""
        return [self._hear(self._windows[len(window) // 16]) for window in windows]

    def spoken_language(self, windows: Sequence[Samples]) -> str | None:
        """Not needed."""
        raise NotImplementedError

    def _hear(self, window: Window) -> WindowTranscript:
        self.asked.append(window)
        heard = [
            RecognisedWord(
                self._misheard.get(word.text, word.text),
                word.start_ms - window.start_ms + LATE_MS,
                word.end_ms - window.start_ms + LATE_MS,
                0.9,
            )
            for word in self._words
            if window.start_ms <= word.start_ms < window.end_ms
        ]
        return WindowTranscript(tuple(heard))


class Room:
    """A recording of words in windows, to be heard against any text."""

    def __init__(self, words: Sequence[Spoken], windows: Sequence[Window], folder: Path) -> None:
        self.words = words
        self.windows = windows
        self._folder = folder
        self.progress: list[float] = []
        self.widths: list[int] = []
        """How many blocks were searched side by side, each time."""
        (folder / "pcm").write_bytes(bytes(32 * (windows[-1].end_ms + 1000)))

    def heard(
        self, text: str, *, language: str = "en", gop: float = 0.0, misheard: Mapping[str, str] = MappingProxyType({})
    ) -> tuple[Recognition, list[int]]:
        """What is known at the end, and the windows that Whisper was asked to hear, in order. Words said have this gop."""
        whisper = Whisper(self.windows, self.words, misheard)
        search = SearchThatKnows(self.words, gop)
        heard = transcribe(
            Pcm.open(self._folder / "pcm"), self.windows, tokens_of(text), lambda: whisper, DecodeOptions(language),
            search, folder=self._folder, on_progress=self.progress.append,
        )  # fmt: skip
        self.widths = search.widths
        return heard, sorted(self.windows.index(window) for window in whisper.asked)


def room(words: Sequence[Spoken], folder: Path, size: int = WINDOW_WORDS) -> Room:
    """Windows of so many words each, the hundredth and those after it of one more; no two are equally long."""
    windows: list[Window] = []
    first = 0
    while first < len(words):
        longer, end_ms = divmod(len(windows), 100)
        inside = words[first : first + size + longer]
        windows.append(Window(inside[0].start_ms, inside[-1].end_ms + end_ms, tuple(speech_of(inside))))
        first += len(inside)
    return Room(words, windows, folder)


def texts(heard: Recognition) -> list[str]:
    return [word.text for word in heard.words]


def test_whisper_is_not_asked_where_the_text_is_said(tmp_path: Path) -> None:
    text = counted(1, 400)
    heard, asked = room(spoken(text), tmp_path).heard(text)
    assert asked == []
    assert texts(heard) == text.split()
    assert heard.window_of_word == tuple(k // WINDOW_WORDS for k in range(400))


HOUR_WORDS, HOUR_WINDOW = 7200, 54
"""An hour in windows of 27 s."""


def test_an_hour_is_followed_from_sixteen_places_side_by_side(tmp_path: Path) -> None:
    text = unlike(HOUR_WORDS)
    hour = room(spoken(text), tmp_path, HOUR_WINDOW)
    heard, asked = hour.heard(text)
    assert texts(heard) == text.split()
    assert asked == probes(range(len(hour.windows)))
    assert len(asked) == 11
    assert max(hour.widths) >= 16
    assert len(hour.widths) <= 20


def test_an_hour_with_faults_all_over_its_text_is_followed_side_by_side_as_well(tmp_path: Path) -> None:
    words = unlike(HOUR_WORDS).split()
    printed = list(words)
    for k, first in enumerate(range(150, HOUR_WORDS, 450)):
        printed[first : first + 8] = [counted(1, 8, f"other{k}"), "", counted(1, 20, f"more{k}")][k % 3].split()
    hour = room(spoken(" ".join(words)), tmp_path, HOUR_WINDOW)
    heard, asked = hour.heard(" ".join(printed))
    assert texts(heard) == words
    assert len(asked) < len(hour.windows) // 2
    assert max(hour.widths) >= 16
    assert len(hour.widths) <= 20


@pytest.mark.parametrize(
    ("language", "gop", "asked"),
    [
        ("en", 0.0, []),
        ("en", -1.8, [*range(20)]),
        ("fr", 0.0, [0, 19]),
        ("fr", -1.8, [0, 19]),
        ("fr", -2.5, [*range(20)]),
        ("de", -1.8, [0, 19]),
    ],
)
def test_in_another_language_words_need_fit_only_as_well_as_those_that_whisper_has_heard(
    language: str, gop: float, asked: list[int], tmp_path: Path
) -> None:
    text = unlike(20 * WINDOW_WORDS)
    heard, found = room(spoken(text), tmp_path).heard(text, language=language, gop=gop)
    assert texts(heard) == text.split()
    assert found == asked
    assert {index for index, word in zip(heard.window_of_word, heard.words, strict=True) if word.gop is None} == set(asked)


def test_where_too_few_words_are_heard_as_printed_everything_is_heard(tmp_path: Path) -> None:
    words = unlike(20 * WINDOW_WORDS).split()
    printed = [word if k % WINDOW_WORDS < 9 else f"x{k}y" for k, word in enumerate(words)]
    heard, asked = room(spoken(" ".join(words)), tmp_path).heard(" ".join(printed), language="fr", gop=-1.0)
    assert texts(heard) == words
    assert asked == list(range(20))


def test_a_wrong_sentence_is_heard_in_another_language_as_well(tmp_path: Path) -> None:
    words = unlike(20 * WINDOW_WORDS).split()
    printed = [*words[:400], *counted(1, 10, "other").split(), *words[410:]]
    heard, asked = room(spoken(" ".join(words)), tmp_path).heard(" ".join(printed), language="fr", gop=-1.7)
    assert texts(heard) == words
    assert {0, 10, 19} <= set(asked) <= {0, 9, 10, 11, 19}


@pytest.mark.parametrize("windows", [1, 2, 3])
def test_a_short_recording_in_another_language_is_heard_or_followed(windows: int, tmp_path: Path) -> None:
    text = unlike(windows * WINDOW_WORDS)
    heard, asked = room(spoken(text), tmp_path).heard(text, language="fr")
    assert texts(heard) == text.split()
    assert asked == [0, 2][:windows] if windows != 2 else asked == [0, 1]


def test_an_hour_of_another_text_is_heard_without_following_it_again_and_again(tmp_path: Path) -> None:
    hour = room(spoken(counted(1, HOUR_WORDS, "other")), tmp_path, HOUR_WINDOW)
    heard, asked = hour.heard(unlike(HOUR_WORDS))
    assert len(heard.words) == HOUR_WORDS
    assert asked == list(range(len(hour.windows)))
    assert len(hour.widths) <= 2


@pytest.mark.parametrize(("windows", "most"), [(LONGEST_UNPROBED, 0), (LONGEST_UNPROBED + 1, 2)])
def test_only_a_long_recording_loads_whisper_to_be_followed_from_within(windows: int, most: int, tmp_path: Path) -> None:
    text = unlike(windows * HOUR_WINDOW)
    heard, asked = room(spoken(text), tmp_path, HOUR_WINDOW).heard(text)
    assert texts(heard) == text.split()
    assert len(asked) == most


@pytest.mark.parametrize("run", [range(33), range(7, 39), range(7, 40), range(139), range(100, 1201)])
def test_probes_are_spread_evenly_over_a_run(run: range) -> None:
    places = [run.start, *probes(run), run.stop]
    parts = [b - a for a, b in pairwise(places)]
    assert max(parts) <= (PROBE_EVERY if len(run) > LONGEST_UNPROBED else LONGEST_UNPROBED)
    assert max(parts) - min(parts) <= 1


def test_whisper_hears_a_sentence_that_is_not_published(tmp_path: Path) -> None:
    said = f"{counted(1, 205)} {counted(1, 10, 'other')} {counted(206, 400)}"
    heard, asked = room(spoken(said), tmp_path).heard(counted(1, 400))
    assert texts(heard) == said.split()
    assert {5} <= set(asked) <= {4, 5, 6}


def test_whisper_hears_all_of_something_else_and_each_window_once(tmp_path: Path) -> None:
    said = counted(1, 2000, "other")
    heard, asked = room(spoken(said), tmp_path).heard(counted(1, 400))
    assert texts(heard) == said.split()
    assert asked == list(range(50))


def test_an_excerpt_of_a_long_text_is_followed_once_whisper_has_heard_where_it_is(tmp_path: Path) -> None:
    heard, asked = room(spoken(counted(301, 700)), tmp_path).heard(counted(1, 1000))
    assert texts(heard) == counted(301, 700).split()
    assert asked == [0, 9]


def test_a_text_that_repeats_a_passage_is_followed_around_it(tmp_path: Path) -> None:
    said = counted(1, 600)
    heard, asked = room(spoken(said), tmp_path).heard(f"{counted(1, 300)} {counted(201, 600)}")
    assert texts(heard) == said.split()
    assert len(asked) <= 3


def test_the_text_is_followed_from_within_a_window_whose_last_word_was_misheard(tmp_path: Path) -> None:
    misheard = {f"word{301 + WINDOW_WORDS - 1}": "uh", "word661": "uh"}  # at the inner borders of the first and last window
    heard, asked = room(spoken(counted(301, 700)), tmp_path).heard(counted(1, 1000), misheard=misheard)
    assert asked == [0, 9]
    assert texts(heard) == [misheard.get(word, word) for word in counted(301, 700).split()]


def test_no_word_is_heard_twice_where_a_window_was_followed_in_part(tmp_path: Path) -> None:
    said = f"{counted(1, 215)} {counted(1, 20, 'other')} {counted(216, 400)}"
    heard, _ = room(spoken(said), tmp_path).heard(counted(1, 400))
    assert texts(heard) == said.split()


@pytest.mark.parametrize("words", [1, 3, 40])
def test_a_recording_of_one_window_is_followed_or_heard(words: int, tmp_path: Path) -> None:
    text = counted(1, words)
    heard, asked = room(spoken(text), tmp_path).heard(text)
    assert (texts(heard), asked) == (text.split(), [])
    heard, asked = room(spoken(text), tmp_path).heard("something else")
    assert (texts(heard), asked) == (text.split(), [0])


def test_minutes_of_silence_between_windows_are_no_hindrance(tmp_path: Path) -> None:
    words = [*spoken(counted(1, 80)), *spoken(counted(81, 200), 160_000), *spoken(counted(201, 240), 400_000)]
    heard, asked = room(words, tmp_path).heard(counted(1, 240))
    assert asked == []
    assert texts(heard) == counted(1, 240).split()


def test_single_words_minutes_apart_are_heard(tmp_path: Path) -> None:
    words = [Spoken(word, 100_000 * k, 100_000 * k + 400) for k, word in enumerate(counted(1, 8).split())]
    heard, _ = room(words, tmp_path, 1).heard(counted(1, 8))
    assert texts(heard) == counted(1, 8).split()


def test_a_window_without_speech_is_known_to_be_empty(tmp_path: Path) -> None:
    first, second = spoken(counted(1, 40)), spoken(counted(41, 80), 60_000)
    windows = [Window(0, 20_000, tuple(speech_of(first))), Window(25_000, 30_001, ()),
               Window(60_000, 80_002, tuple(speech_of(second)))]  # fmt: skip
    heard, asked = Room([*first, *second], windows, tmp_path).heard(counted(1, 80))
    assert asked == []
    assert texts(heard) == counted(1, 80).split()


def test_a_soft_word_in_a_pause_between_two_windows_is_not_lost(tmp_path: Path) -> None:
    words = spoken(counted(1, 101))
    windows = [Window(0, 24_900, tuple(speech_of(words[:50]))), Window(25_500, 50_401, tuple(speech_of(words[51:])))]
    heard, asked = Room(words, windows, tmp_path).heard(counted(1, 101))
    assert asked == []
    assert texts(heard) == counted(1, 101).split()


@pytest.mark.parametrize("text", ["", "— … ***", "(laughter)", counted(1, 5000, "other")])
def test_a_text_that_is_not_said_is_no_hindrance_to_whisper(text: str, tmp_path: Path) -> None:
    heard, asked = room(spoken(counted(1, 200)), tmp_path).heard(text)
    assert texts(heard) == counted(1, 200).split()
    assert asked == [0, 1, 2, 3, 4]


def test_progress_moves_while_the_text_is_followed(tmp_path: Path) -> None:
    talk = room(spoken(counted(1, 1200)), tmp_path)
    talk.heard(counted(1, 1200))
    steps = [b - a for a, b in zip([0.0, *talk.progress], talk.progress, strict=False)]
    assert 0 < talk.progress[0] < 0.1
    assert max(steps) < 0.1
    assert min(steps) >= 0
    assert talk.progress[-1] == 1


def test_progress_never_goes_back_where_whisper_hears_what_was_followed_in_part(tmp_path: Path) -> None:
    said = [counted(1, 300), counted(1, 300, "other"), counted(301, 500), counted(1, 20, "more"), counted(501, 800)]
    talk = room(spoken(" ".join(said)), tmp_path)
    talk.heard(counted(1, 800))
    assert talk.progress == sorted(talk.progress)
    assert talk.progress[0] > 0
    assert talk.progress[-2] < talk.progress[-1] == 1

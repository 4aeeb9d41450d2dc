"""Which windows Whisper is asked to hear, and what is known of the others, with sound that is only words and times."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.audio.windows import Window
from tests.unit.heard_rooms import WINDOW_WORDS, Room, room, texts
from tests.unit.spoken_texts import Spoken, counted, speech_of, spoken


def test_whisper_is_not_asked_where_the_text_is_said(tmp_path: Path) -> None:
    text = counted(1, 400)
    heard, asked = room(spoken(text), tmp_path).heard(text)
    assert asked == []
    assert texts(heard) == text.split()
    assert heard.window_of_word == tuple(k // WINDOW_WORDS for k in range(400))


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

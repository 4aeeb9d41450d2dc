"""A recording that Whisper has heard whole, and whose text is then followed through the sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from oncue.audio.windows import Window
from oncue.model import RecognisedWord
from oncue.pipeline.follow_heard import follow_heard
from oncue.pipeline.whisper_passes import Recognition
from tests.unit.spoken_texts import SearchThatKnows, Spoken, counted, speech_of, spoken, tokens_of

WINDOW_WORDS = 40
"""20 s of speech."""


class NoEncodings:
    def __getitem__(self, index: int) -> Any:
        raise LookupError


def hearing(words: Sequence[Spoken], heard: Sequence[str], *, again: Sequence[tuple[Window, str]] = ()) -> Recognition:
    """What Whisper heard in place of each of these words; and behind it, windows in which it heard one more each."""
    windows = []
    for first in range(0, len(words), WINDOW_WORDS):
        inside = words[first : first + WINDOW_WORDS]
        windows.append(Window(inside[0].start_ms, inside[-1].end_ms, tuple(speech_of(inside))))
    found = [
        (RecognisedWord(text, word.start_ms, word.end_ms, 0.9), k // WINDOW_WORDS)
        for k, (word, text) in enumerate(zip(words, heard, strict=True))
        if text
    ]
    for window, text in again:
        found.append((RecognisedWord(text, window.start_ms, window.end_ms, 0.9), len(windows)))
        windows.append(window)
    found.sort(key=lambda one: one[0].start_ms)
    return Recognition(
        tuple(word for word, _ in found), tuple(at for _, at in found), tuple(windows), NoEncodings(),
        frozenset(range(len(windows))),
    )  # fmt: skip


def followed(heard: Recognition, text: str, words: Sequence[Spoken], language: str = "en") -> Recognition:
    told: list[float] = []
    found = follow_heard(heard, tokens_of(text), language, SearchThatKnows(words, 0.0), told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)
    return found


def test_the_sound_says_where_words_are_that_whisper_heard_otherwise() -> None:
    text = counted(1, 200)
    words = spoken(text)
    misheard = [f"else{k}" if k % 3 == 0 else word for k, word in enumerate(text.split())]
    found = followed(hearing(words, misheard), text, words)
    assert [word.text for word in found.words] == text.split()
    assert all(word.gop is not None for word in found.words)
    assert [word.start_ms for word in found.words] == [word.start_ms for word in words]


def test_whisper_says_what_is_where_the_sound_does_not_confirm_the_text() -> None:
    said = counted(1, 200).split()
    printed = [*said[:80], *counted(1, 30, "other").split(), *said[110:]]
    words = spoken(" ".join(said))
    found = followed(hearing(words, said), " ".join(printed), words)
    assert [word.text for word in found.words] == said
    own = [word.text for word in found.words if word.gop is None]
    assert set(said[80:110]) <= set(own)
    assert len(own) < 160


def test_what_was_heard_once_more_is_of_the_window_that_it_is_in() -> None:
    said = counted(1, 120).split()
    words = spoken(" ".join(said))
    missed = words[50]
    window = Window(missed.start_ms, missed.end_ms, ((missed.start_ms, missed.end_ms),))
    heard = hearing(words, [*said[:50], "", *said[51:]], again=[(window, said[50])])
    other = counted(1, 120, "other")
    found = followed(heard, other, words)
    assert [word.text for word in found.words] == said
    assert found.window_of_word == tuple(k // WINDOW_WORDS for k in range(120))
    assert found.windows == heard.windows


def test_windows_that_were_added_at_the_end_are_of_their_own_time() -> None:
    text = counted(1, 200)
    words = spoken(text)
    misheard = [f"else{k}" if k % 3 == 0 else word for k, word in enumerate(text.split())]
    in_time = hearing(words, misheard)
    order = [0, 2, 3, 4, 1]  # the second was added
    added = replace(
        in_time,
        windows=tuple(in_time.windows[k] for k in order),
        window_of_word=tuple(order.index(k) for k in in_time.window_of_word),
    )
    for language in ("en", "fr"):
        expected, found = (followed(one, text, words, language) for one in (in_time, added))
        assert found.words == expected.words
        assert found.windows == added.windows
        assert [order[k] for k in found.window_of_word] == list(expected.window_of_word)


def test_another_language_is_followed_by_the_level_of_its_windows() -> None:
    text = counted(1, 200)
    words = spoken(text)
    found = followed(hearing(words, text.split()), text, words, "fr")
    assert [word.text for word in found.words] == text.split()
    assert any(word.gop is not None for word in found.words)

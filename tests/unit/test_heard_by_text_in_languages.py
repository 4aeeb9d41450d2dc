"""Which windows Whisper is asked to hear where the acoustic model knows the language less well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.heard_rooms import WINDOW_WORDS, room, texts
from tests.unit.spoken_texts import counted, spoken, unlike


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

"""Which words are doubtful: where Whisper and the sound do not both bear them out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oncue.alignment.doubts import LEAST_SURPRISAL, LEAST_SURPRISAL_BESIDE, MOST_AWAY_MS, is_doubtful
from oncue.model import TimedWord, WordStatus

WORD = TimedWord("wind", 0, 4, None, 5000, 5400, 0.9, WordStatus.ALIGNED, None, 5010, 5420, -0.4)


@pytest.mark.parametrize("heard", [None, "Wind,", "winds", "whined"])
def test_a_word_that_was_heard_or_nearly_so_is_not(heard: str | None) -> None:
    assert not is_doubtful(replace(WORD, heard=heard), "en")


@pytest.mark.parametrize("heard", ["", "weather", "the wind", "wind of", "rain and storm"])
def test_another_word_a_word_beside_it_or_nothing_is(heard: str) -> None:
    assert is_doubtful(replace(WORD, heard=heard), "en")


@pytest.mark.parametrize(
    ("heard", "surprisal", "doubtful"),
    [
        ("weather", LEAST_SURPRISAL, True),
        ("weather", LEAST_SURPRISAL - 0.1, False),
        ("", LEAST_SURPRISAL, True),
        ("", LEAST_SURPRISAL - 0.1, False),
        ("the wind", LEAST_SURPRISAL_BESIDE, True),
        ("the wind", LEAST_SURPRISAL_BESIDE - 0.1, False),
        ("winds", 99.0, False),
    ],
)
def test_another_word_that_whisper_holds_hardly_likelier_than_the_published_one_is_not(
    heard: str, surprisal: float, doubtful: bool
) -> None:
    assert is_doubtful(replace(WORD, heard=heard, surprisal=surprisal), "en") is doubtful


def test_a_number_in_other_words_is_the_same() -> None:
    assert not is_doubtful(replace(WORD, text="10", heard="ten"), "en")


def test_a_word_that_was_heard_elsewhere_is() -> None:
    far = replace(WORD, heard_start_ms=5000 + MOST_AWAY_MS + 1, heard_end_ms=5400 + MOST_AWAY_MS + 1)
    assert is_doubtful(far, "en")


def test_a_word_without_a_place_is_and_one_that_only_the_sound_has_confirmed_is_not() -> None:
    unheard = replace(WORD, heard_start_ms=None, heard_end_ms=None)
    assert not is_doubtful(unheard, "en")
    assert is_doubtful(replace(unheard, start_ms=None, end_ms=None, status=WordStatus.NOT_IN_AUDIO), "en")

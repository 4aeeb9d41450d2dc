"""Where the text and what was heard differ, and what the surprisals of both readings of a window say of it."""

from __future__ import annotations

import pytest

from oncue.alignment.differences import Surprisals, WindowReadings, surprisals, weigh, window_readings
from oncue.alignment.heard_words import hear
from oncue.model import RecognisedWord, Token

BEFORE = "The captain of the ferry says that the"
AFTER = "is good for the whole of this week."
LIKELY = 0.1


def published(text: str) -> list[Token]:
    tokens: list[Token] = []
    for word in text.split():
        start = tokens[-1].char_end + 1 if tokens else 0
        tokens.append(Token(word, start, start + len(word)))
    return tokens


def readings_of(text: str, spoken: str, windows: list[int] | None = None) -> list[WindowReadings]:
    tokens = published(text)
    words = [RecognisedWord(word, 500 * k, 500 * k + 400, 0.9, None, LIKELY) for k, word in enumerate(spoken.split())]
    slots = hear(tokens, words, [(0, 100_000)], "en").slots
    return window_readings(tokens, words, windows or [0] * len(words), slots, "en")


def differing(text: str, spoken: str) -> list[tuple[str, str]]:
    """Each difference: what is published, as Whisper is asked about it, and what it heard."""
    (reading,) = readings_of(text, spoken)
    heard = [word.text for word in reading.heard]
    return [
        (
            " ".join(reading.published[one.in_published.start :][: len(one.tokens)]),
            " ".join(heard[one.in_heard.start :][: len(one.words)]),
        )
        for one in reading.differences
    ]


def test_a_window_that_was_heard_as_published_has_no_readings() -> None:
    assert readings_of(f"{BEFORE} wind {AFTER}", f"{BEFORE} wind, {AFTER}") == []


@pytest.mark.parametrize(
    ("written", "spoken", "asked"),
    [
        ("wind", "weather", [("wind", "weather")]),
        ("northern wind", "wind", [("northern", "")]),
        ("wind", "northern wind", [("", "northern")]),
        ("“wind”,", "weather.", [("wind.", "weather.")]),
        ("“50%”,", "fifteen.", [("50%.", "fifteen.")]),
        ("tide. Wind", "tide weather", [("wind", "weather")]),
        ("tide, wind", "tide. Weather", [("Wind", "Weather")]),
    ],
)
def test_the_published_words_are_written_as_whisper_would(written: str, spoken: str, asked: list[tuple[str, str]]) -> None:
    assert differing(f"{BEFORE} {written} {AFTER}", f"{BEFORE} {spoken} {AFTER}") == asked


@pytest.mark.parametrize(
    ("written", "first", "second", "parts"),
    [
        ("northern wind", "rainy", "storm", ["northern", "Wind"]),
        ("wind. Or the tide", "rain in the night.", "Ships", ["wind.", "Or the tide"]),
        ("wind", "rain", "storm", ["", "Wind"]),
    ],
)
def test_what_differs_across_two_windows_is_parted_at_the_end_of_a_sentence_or_else_by_letters(
    written: str, first: str, second: str, parts: list[str]
) -> None:
    border = len(f"{BEFORE} {first}".split())
    rest = f"{second} {AFTER}".split()
    found = readings_of(f"{BEFORE} {written} {AFTER}", f"{BEFORE} {first} {' '.join(rest)}", [0] * border + [1] * len(rest))
    differences = [(one, reading) for reading in found for one in reading.differences]
    assert [
        " ".join(reading.published[one.in_published.start :][: len(one.tokens)]) for one, reading in differences
    ] == parts


def test_what_nothing_was_heard_for_between_two_windows_is_not_weighed() -> None:
    windows = [0] * len(BEFORE.split()) + [1] * len(AFTER.split())
    assert readings_of(f"{BEFORE} wind {AFTER}", f"{BEFORE} {AFTER}", windows) == []


def weighed(text: str, spoken: str, unlikely: dict[str, float]) -> Surprisals:
    (reading,) = readings_of(text, spoken)
    return surprisals([reading], weigh(reading, [unlikely.get(word, LIKELY) for word in reading.published]))


def test_a_word_counts_for_what_it_is_less_likely_by_than_what_was_heard() -> None:
    text, spoken = f"{BEFORE} wind {AFTER}", f"{BEFORE} weather {AFTER}"
    assert weighed(text, spoken, {"wind": 14.0}).of_tokens == {8: 13.9}
    assert weighed(text, spoken, {"wind": 0.05}).of_tokens == {8: 0.0}


def test_of_several_words_each_counts_for_itself() -> None:
    found = weighed(f"{BEFORE} northern wind {AFTER}", f"{BEFORE} weather balloon {AFTER}", {"northern": 12.0, "wind": 2.0})
    assert found.of_tokens == {8: 12.0, 9: 2.0}


def test_a_word_that_the_next_ones_do_not_follow_from_counts_for_them_too() -> None:
    found = weighed(f"{BEFORE} wind {AFTER}", f"{BEFORE} weather {AFTER}", {"wind": 4.0, "is": 7.1})
    assert found.of_tokens == {8: 10.9}


def test_a_word_that_the_text_lacks_counts_for_the_words_behind_it() -> None:
    found = weighed(f"{BEFORE} wind {AFTER}", f"{BEFORE} northern wind {AFTER}", {"wind": 6.1})
    assert (found.of_tokens, found.of_missing) == ({}, {8: 5.9})


def test_a_difference_ends_where_the_next_one_begins() -> None:
    text = f"{BEFORE} wind {AFTER} And so the tide is late in the night."
    spoken = f"{BEFORE} weather {AFTER} And so the time is late in the night."
    assert weighed(text, spoken, {"wind": 14.0, "tide": 3.0, "late": 8.0}).of_tokens == {8: 13.9, 20: 10.8}


def test_a_weight_is_kept_for_a_difference_that_is_the_same_in_another_text() -> None:
    spoken = f"{BEFORE} weather {AFTER}"
    (reading,) = readings_of(f"{BEFORE} wind {AFTER}", spoken)
    weights = weigh(reading, [14.0 if word == "wind" else LIKELY for word in reading.published])
    longer = f"Breaking News: {BEFORE} wind {AFTER.replace('good', 'bad')}"
    assert surprisals(readings_of(longer, spoken), weights).of_tokens == {10: 13.9}
    assert surprisals(readings_of(f"{BEFORE} wine {AFTER}", spoken), weights).of_tokens == {}

"""Marks of footnotes in plain text, and words that editors put into quotations."""

from __future__ import annotations

import pytest

from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn, picture


@pytest.mark.parametrize("mark", ["[12]", "[1, 2]", "[3–5]", "[note 4]", "¹", "¹²", "³,⁴", "*", "†", "‡", "§"])
@pytest.mark.parametrize("stop", ["", "."])
def test_the_mark_of_a_footnote_is_no_part_of_its_word(mark: str, stop: str) -> None:
    tokens = read_transcript(f"It is one of our greatest strengths{stop}{mark} We all know that.".encode()).tokens
    assert [token.text for token in tokens if token.speakable][6:8] == [f"strengths{stop}", "We"]
    assert [token.text for token in tokens if not token.speakable] == [mark] if " " not in mark else mark.split()


@pytest.mark.parametrize(
    "speech",
    [
        "It has 5 km² of land.",
        "We know that E = mc² holds.",
        "That is *really* good.",
        "I said *it was really* good.",
        "What the f*** is that.",
        "Oh sh*t no.",
        "It is 10² of them.",
        "He has 3 * 4 of them.",
        "Person(s) and word[s] are here.",
        "See § 5 of it.",
    ],
)
def test_signs_that_belong_to_what_is_said_stay(speech: str) -> None:
    assert all(token.speakable for token in read_transcript(speech.encode()).tokens)


def test_words_in_brackets_within_a_quotation_are_left_to_the_recording() -> None:
    assert drawn("""
        He wrote: "When [the mayor] came in, we [laughs] sang [sic] it." That was all [the mayor left]. Then it rained.
    """) == picture("""
        -| He wrote: "When
        stage? [the mayor]
        -| came in, we
        [stage] [laughs]
        -| sang
        [stage] [sic]
        -| it." That was all
        [stage] [the mayor left].
        -| Then it rained.
    """)

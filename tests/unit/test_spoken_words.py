"""What a reader says for a written word."""

from __future__ import annotations

import pytest

from oncue.acoustic.lexicon import Lexicon
from oncue.text.spoken_forms import LONGEST_SPOKEN, spoken_readings


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1994", "nineteen ninety four"),
        ("U.S.", "u s"),
        ("won’t,", "won't"),
        ("co-op", "co op"),
        ("—", ""),
        ("21st", "twenty first"),
        ("Année", "année"),
        ("½", "one half"),
        ("3½", "three and a half"),
        ("II", "two"),
        ("VIII,", "eight"),
        ("№5", "number five"),
        ("COVID-19", "covid nineteen"),
        ("B2B", "b two b"),
        ("MAÑANA", "mañana"),
    ],
)
def test_a_written_word_is_said_as_a_reader_would_say_it(written: str, said: str) -> None:
    assert " ".join(spoken_readings(written, "en")[0]) == said


@pytest.mark.parametrize("sign", ["1", "a", "A.", "1.", "well-", "$1,"])
def test_a_row_of_signs_that_nobody_says_has_no_sound(sign: str) -> None:
    """Its states in an acoustic search would take minutes and gigabytes."""
    endless = sign * LONGEST_SPOKEN
    assert spoken_readings(f"{endless}{sign}", "en") == ((),)
    assert Lexicon("en").pronunciations(f"{endless}{sign}") == ()


@pytest.mark.parametrize(
    ("language", "written", "readings"),
    [
        ("en", "VIII", ["eight", "the eighth", "v i i i"]),
        ("en", "IV", ["four", "the fourth", "i v"]),
        ("en", "No.", ["no", "number"]),
        ("fr", "XIV", ["quatorze", "quatorzième"]),
        ("fr", "XIXe", ["dix neuvième"]),
        ("fr", "n°", ["numéro"]),
        ("fr", "n°5", ["numéro cinq"]),
        ("es", "II", ["dos", "segundo"]),
        ("de", "II.", ["zweite", "zwei"]),
        ("ru", "XIV", ["четырнадцать", "четырнадцатый"]),
    ],
)
def test_numerals_and_their_signs_are_offered_in_every_way_they_are_read(
    language: str, written: str, readings: list[str]
) -> None:
    assert [" ".join(words) for words in spoken_readings(written, language)] == readings


@pytest.mark.parametrize("word", ["I", "V", "X", "MIX", "XL", "CD", "mi", "Xi", "DIM"])
def test_what_is_no_numeral_stays_a_word(word: str) -> None:
    assert spoken_readings(word, "en") == ((word.lower(),),)

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

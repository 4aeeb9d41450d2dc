"""What a reader says for a written word."""

from __future__ import annotations

import pytest

from alignment.spoken import spoken_readings


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

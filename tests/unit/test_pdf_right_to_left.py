"""Words of right-to-left scripts in PDF files, whichever way the file has their letters."""

from __future__ import annotations

import pytest

from oncue.transcript.pdf_right_to_left import PlacedLetters, reading_order


@pytest.mark.parametrize(
    ("pieces", "word"),
    [
        ([("\u05d0\u05d1\u05d2", 30, 10)], "\u05d0\u05d1\u05d2"),
        ([("\u05d2\u05d1\u05d0", 10, 30)], "\u05d0\u05d1\u05d2"),
        ([("\u05d2", 10, 10), ("\u05d1", 20, 20), ("\u05d0", 30, 30)], "\u05d0\u05d1\u05d2"),
        ([("\u05d0", 30, 30), ("\u05d1", 20, 20), ("\u05d2", 10, 10)], "\u05d0\u05d1\u05d2"),
        ([("1", 10, 10), ("1", 14, 14), (":", 18, 18), ("3", 20, 20), ("\u05d1", 30, 30)], "\u05d111:3"),
        ([("plain", 10, 50), ("ly", 52, 60)], "plainly"),
    ],
)
def test_letters_are_in_the_order_of_reading(pieces: list[PlacedLetters], word: str) -> None:
    assert reading_order(pieces) == word

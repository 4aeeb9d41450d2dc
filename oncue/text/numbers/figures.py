"""Which written words are figures: they say more than they show, and often not the way a reader would guess."""

from __future__ import annotations

from oncue.text.numbers.fractions import written_out
from oncue.text.numbers.roman import roman_readings

_LETTERS_A_DIGIT = 4
_LETTERS_A_NUMERAL = 6


def is_figure(text: str) -> bool:
    """Whether a written word has digits, a sign for a fraction, or is a Roman numeral."""
    return any(character.isdecimal() for character in written_out(text)) or bool(roman_readings(text, "en"))


def about_letters(text: str) -> int:
    """About how many letters a word has when it is written as it is said: `1994` has 18, of which this says 16."""
    digits = sum(character.isdecimal() for character in written_out(text))
    if digits:
        return len(text) + (_LETTERS_A_DIGIT - 1) * digits
    return _LETTERS_A_NUMERAL if roman_readings(text, "en") else len(text)

"""Roman numerals: `World War II`, `Louis XIV`, `XIXe siècle`. In capitals, and of two letters at least: `I` is a word."""

from __future__ import annotations

import re
from functools import lru_cache

from oncue.text.numbers.spell_out import Words, cardinal, ordinal
from oncue.text.numbers.written_forms import RANK_BY_DOT, agreeing_rank, is_rank_ending

_EDGES = " \t\r\n\"'\u201c\u201d\u2018\u2019\u00ab\u00bb()[],;:!?\u2026"
_NUMERAL = re.compile(
    r"(?P<numeral>(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?P<dot>\.)?(?P<ending>[a-z\u00e0-\u00ff\u00ba\u00aa]{1,3})?"
)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}
_NO_NUMERALS = frozenset({"XL", "XXX", "LI", "LV", "LX"})


@lru_cache(maxsize=16384)
def roman_readings(text: str, language: str) -> tuple[Words, ...]:
    """The ways to say a written word that is a Roman numeral of 2 to 89, likeliest first; none when it is none."""
    found = _NUMERAL.fullmatch(text.strip(_EDGES))
    if found is None or len(found["numeral"]) < 2 or found["numeral"] in _NO_NUMERALS:
        return ()
    digits = str(_value(found["numeral"]))
    quantity, rank = cardinal(digits, language), ordinal(digits, language)
    if ending := found["ending"]:
        ending = ending.replace("\u00ba", "o").replace("\u00aa", "a")
        if not is_rank_ending(ending, language):
            return ()
        return (agreeing_rank(rank, ending, language),)
    if language == "en":
        return quantity, ("the", *rank), tuple(found["numeral"].lower())
    by_dot = bool(found["dot"]) and language in RANK_BY_DOT
    return tuple(dict.fromkeys((rank, quantity) if by_dot else (quantity, rank)))


def _value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))

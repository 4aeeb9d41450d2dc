"""From a written word with digits in it to what is said."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from oncue.text.numbers import written_forms
from oncue.text.numbers.english import english_readings, english_sign
from oncue.text.numbers.locale import SIGNS, unit_words
from oncue.text.numbers.spell_out import Words

_EDGES = " \t\r\n\"'“”«»‹›„()[]{}<>,;:!?…¿¡—–*/\\|"
_SIGN = "|".join(re.escape(sign) for sign in sorted(SIGNS, key=len, reverse=True))
_NUMBER_LIKE = re.compile(rf"[-−+~#]?(?:no\.?)?(?:{_SIGN})?\.?\d.*|(?:{_SIGN})[-−]\d.*")
_MARKS = str.maketrans({"٫": ".", "٬": "", "−": "-", "\u202f": " ", "\xa0": " "})


def written_number(text: str) -> str | None:
    """`text` without the punctuation around it, if that begins as a number; one full stop or hyphen behind it is kept.

    `text` is in lower case, its apostrophes and widths written one way.
    """
    core = text.strip(_EDGES).strip("-")
    return core if _NUMBER_LIKE.fullmatch(core) else None


@lru_cache(maxsize=65536)
def number_readings(text: str, language: str) -> tuple[Words, ...]:
    """The ways to say a written number, likeliest first, each as lower-case words; none when `text` is not a number.

    `text` is in lower case, without outer punctuation but for a full stop, which makes a rank of it in some languages. Where
    no library says numbers in `language`, the digits stay as they are.
    """
    if not any(character.isdecimal() for character in text):
        return ()
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text).translate(_MARKS)
    if plain.endswith(".") and plain[-2:-1].isalpha():
        plain = plain[:-1]  # of a sentence; behind a digit it may make a rank
    found = english_readings(plain.rstrip(".")) if language == "en" else written_forms.readings(plain, language)
    return tuple(dict.fromkeys(words for words in found if words))


def spoken_number(text: str, language: str) -> Words | None:
    """The likeliest of `number_readings`, or None."""
    return next(iter(number_readings(text, language)), None)


@lru_cache(maxsize=1024)
def sign_words(sign: str, language: str) -> Words:
    """What is said for a sign of money or share that stands alone, as in `50 %`; nothing for other signs."""
    if sign not in SIGNS:
        return ()
    if language == "en":
        return english_sign(sign)
    before, after = unit_words(sign, "5", language)
    return () if (before or after) == (sign,) else before or after

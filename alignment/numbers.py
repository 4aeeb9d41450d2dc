"""Written numbers to the words a reader says: years, money, decimals, ordinals, percentages, clock times."""

from __future__ import annotations

import re
from functools import lru_cache

from num2words import num2words

_CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros", "¥": "yen", "₹": "rupees"}
_SUFFIXES = {"%": "percent", "k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_ENGLISH_NUMBER = re.compile(
    r"(?P<minus>[-−])?(?P<currency>[$£€¥₹])?(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<fraction>\d+))?"
    r"(?P<suffix>st|nd|rd|th|'?s|%|k|m|bn|b|tn)?"
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})")
_DIGITS = re.compile(r"\d+")
_LONGEST_DIGITS = 15  # beyond that nobody reads a number as one; it is spelt digit by digit


@lru_cache(maxsize=65536)
def spoken_number(text: str, language: str) -> tuple[str, ...] | None:
    """The lower-case words of a written number, or None when `text` (lower-case, no outer punctuation) is not one.

    English follows the form (years in pairs, ordinals, money); other languages read the digits as a cardinal.
    """
    if not any(character.isdecimal() for character in text):
        return None
    text = "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    if language == "en":
        return _english(text)
    pieces: list[str] = []
    position = 0
    for found in _DIGITS.finditer(text):
        pieces += _letters(text[position : found.start()])
        pieces += _cardinal(found.group(), language)
        position = found.end()
    return tuple(pieces + _letters(text[position:])) or None


def _english(text: str) -> tuple[str, ...] | None:
    if clock := _CLOCK.fullmatch(text):
        minute = clock["minute"]
        spoken = [] if minute == "00" else (["oh"] if minute[0] == "0" else []) + _cardinal(minute.lstrip("0"), "en")
        return tuple(_cardinal(clock["hour"], "en") + spoken)
    found = _ENGLISH_NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["fraction"]):
        return _mixed(text)
    whole, fraction, suffix = found["whole"].replace(",", ""), found["fraction"], found["suffix"]
    words: list[str] = ["minus"] if found["minus"] else []
    if suffix in ("st", "nd", "rd", "th") and whole and not fraction:
        return tuple(words + _words(whole, "en", "ordinal"))
    looks_like_year = len(whole) == 4 and "," not in found["whole"] and not fraction and not found["currency"]
    if looks_like_year and suffix in (None, "s", "'s") and "1100" <= whole <= "2099":
        words += _words(whole, "en", "year")
    elif whole:
        words += _cardinal(whole, "en")
    if fraction:
        if found["currency"] and len(fraction) == 2:
            return (*words, _CURRENCIES[found["currency"]], *_cardinal(fraction.lstrip("0") or "0", "en"))
        words += ["point", *(word for digit in fraction for word in _cardinal(digit, "en"))]
    if suffix in ("s", "'s"):
        words[-1] = words[-1].removesuffix("y") + ("ies" if words[-1].endswith("y") else "s")
    elif suffix:
        words.append(_SUFFIXES[suffix])
    if found["currency"]:
        words.append(_CURRENCIES[found["currency"]])
    return tuple(words)


def _mixed(text: str) -> tuple[str, ...] | None:
    """`f-16`, `3d`, `10-year-old`: digit runs read as numbers, the rest left as words."""
    words: list[str] = []
    for piece in re.findall(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*", text):
        words += list(_english(piece) or ()) if piece.isdecimal() else [piece]
    return tuple(words) or None


def _letters(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", text)


def _cardinal(digits: str, language: str) -> list[str]:
    if len(digits) > _LONGEST_DIGITS:
        return [word for digit in digits for word in _words(digit, language, "cardinal")]
    return _words(digits, language, "cardinal")


def _words(digits: str, language: str, form: str) -> list[str]:
    try:
        spoken = num2words(int(digits), lang=language, to=form)
    except (NotImplementedError, OverflowError, ValueError, KeyError, IndexError, TypeError):
        return [digits]
    return [word for word in re.split(r"[^\w']+", spoken.lower()) if word and not (language == "en" and word == "and")]

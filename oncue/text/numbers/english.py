"""The forms in which English writes numbers: years in pairs, ordinals, money, decades, shares."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncue.text.numbers.english_forms import bare_readings, composite_readings
from oncue.text.numbers.locale import unit_words
from oncue.text.numbers.spell_out import Words, cardinal, one_by_one, ordinal, year

_CURRENCIES = {"$": "dollars", "£": "pounds", "€": "euros", "¥": "yen", "₹": "rupees"}
_SUFFIXES = {"%": "percent", "k": "thousand", "m": "million", "bn": "billion", "b": "billion", "tn": "trillion"}
_NUMBER = re.compile(
    r"(?P<minus>-)?(?P<currency>[$£€¥₹])?(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<fraction>\d+))?"
    r"(?P<suffix>st|nd|rd|th|'?s|%|‰|°[cf]?|k|m|bn|b|tn)?"
)
_PIECE = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)*")


def english_readings(text: str) -> Iterator[Words]:
    """Every way to say `text`, lower case with ASCII digits, in order of likelihood."""
    if composite := composite_readings(text):
        yield from composite
        return
    found = _NUMBER.fullmatch(text)
    if found is None or not (found["whole"] or found["fraction"]):
        yield tuple(word for piece in _PIECE.findall(text) for word in _piece(piece))
        return
    whole, fraction, suffix = found["whole"].replace(",", ""), found["fraction"], found["suffix"]
    minus = ("minus",) if found["minus"] else ()
    if suffix in ("st", "nd", "rd", "th") and whole and not fraction:
        yield minus + _said(ordinal(whole, "en"))
        return
    after = _after(found["currency"], fraction, suffix)
    if _looks_like_year(found):
        yield minus + _with_suffix(_said(year(whole, "en")), suffix) + after
    number = _said(cardinal(whole, "en")) if whole else ()
    if fraction and not (found["currency"] and len(fraction) == 2):
        number += ("point", *one_by_one(fraction, "en"))
    yield minus + _with_suffix(number, suffix) + after
    if found["currency"] and fraction and len(fraction) == 2 and not suffix:
        yield minus + _said(cardinal(whole or "0", "en") + cardinal(fraction.lstrip("0") or "0", "en"))
    if whole == text:
        yield from bare_readings(whole)


def english_sign(sign: str) -> Words:
    """What is said for a sign of money or share that stands alone."""
    word = _CURRENCIES.get(sign) or _SUFFIXES.get(sign)
    return (word,) if word else unit_words(sign, "5", "en")[1]


def _looks_like_year(found: re.Match[str]) -> bool:
    plain = len(found["whole"]) == 4 and not found["fraction"] and not found["currency"]
    return plain and found["suffix"] in (None, "s", "'s") and "1100" <= found["whole"] <= "2099"


def _after(currency: str | None, fraction: str | None, suffix: str | None) -> Words:
    if suffix and suffix[0] in "‰°":
        return unit_words(suffix, "5", "en")[1]
    scale = (_SUFFIXES[suffix],) if suffix in _SUFFIXES else ()
    if currency and fraction and len(fraction) == 2:
        return (_CURRENCIES[currency], *_said(cardinal(fraction.lstrip("0") or "0", "en")), *scale)
    return scale + ((_CURRENCIES[currency],) if currency else ())


def _with_suffix(words: Words, suffix: str | None) -> Words:
    if suffix in ("s", "'s") and words:
        return (*words[:-1], words[-1].removesuffix("y") + ("ies" if words[-1].endswith("y") else "s"))
    return words


def _piece(piece: str) -> Words:
    return next(english_readings(piece)) if piece.isdecimal() else (piece,)


def _said(words: Words) -> Words:
    """Without `and`, which comes and goes: two hundred (and) five."""
    return tuple(word for word in words if word != "and")

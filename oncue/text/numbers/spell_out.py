"""Digits to words, by the library that says them best in a language."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache

from icu4py.messageformat import MessageFormat
from indic_numtowords import num2words as indic_words
from num2words import num2words

from oncue.text.languages import LANGUAGES, Language, NumberLibrary

Words = tuple[str, ...]

LONGEST_DIGITS = 15
"""The most digits of a number that is read as one; a longer one is said digit by digit."""

_YEARS_IN_HUNDREDS = frozenset({"da", "de", "no"})
_YEARS_JOINED = {"sv": "hundra", "lb": "honnert", "nl": ""}
# num2words knows these numbers, but not their ranks; of Swedish and Turkish it knows the ranks.
_NO_ORDINALS = frozenset({"ar", "cs", "is", "lt", "lv", "sr"})
_ORDINALS_ALONE = frozenset({"sv", "tr"})
_UNKNOWN = Language()
_BREAK = re.compile(r"[\s\u200b,.\-‐]+")


def cardinal(digits: str, language: str) -> Words:
    """The words of a quantity; digit by digit where it is too long or begins with a zero, as written if none can say it."""
    if len(digits) > LONGEST_DIGITS or (len(digits) > 1 and digits[0] == "0"):
        return one_by_one(digits, language)
    return _cardinal(digits, language)


def one_by_one(digits: str, language: str) -> Words:
    """The words of each digit alone, as in a telephone number."""
    return tuple(word for digit in digits for word in _cardinal(digit, language))


def year(digits: str, language: str) -> Words:
    """The words of a year: in hundreds before 2000 or in pairs where the language does so, else as a quantity."""
    if language == "en":
        return _said(lambda: num2words(int(digits), lang=language, to="year"), digits)
    if "1100" <= digits <= "1999" and len(digits) == 4:
        if language in _YEARS_IN_HUNDREDS:
            return _said(lambda: num2words(int(digits), lang=language, to="year"), digits)
        if language in _YEARS_JOINED:
            rest = cardinal(digits[2:].lstrip("0"), language) if digits[2:] != "00" else ()
            hundred = _YEARS_JOINED[language] or ("" if rest else "honderd")
            return ("".join((*cardinal(digits[:2], language), hundred, *rest)),)
    if language == "zh" and len(digits) == 4:
        return one_by_one(digits, language)
    return cardinal(digits, language)


def ordinal(digits: str, language: str) -> Words:
    """The words of a rank, masculine where that matters; of the quantity where no library knows the rank."""
    known = _library(language) is NumberLibrary.NUM2WORDS and language not in _NO_ORDINALS
    if not (known or language in _ORDINALS_ALONE) or len(digits) > LONGEST_DIGITS:
        return cardinal(digits, language)
    return _said(lambda: num2words(int(digits), lang=language, to="ordinal"), digits)


def decimal(whole: str, fraction: str, language: str) -> Words:
    """The words of a number with decimals: `drei Komma eins vier`, `три целых четырнадцать сотых`."""
    if _library(language) in (NumberLibrary.ICU, NumberLibrary.NUM2WORDS) and len(whole + fraction) <= LONGEST_DIGITS:
        return _words(_spelt(Decimal(f"{whole or '0'}.{fraction}"), _icu_locale(language)))
    return cardinal(whole or "0", language) + one_by_one(fraction, language)


@lru_cache(maxsize=65_536)
def _cardinal(digits: str, language: str) -> Words:
    number = int(digits)
    match _library(language):
        case NumberLibrary.NUM2WORDS:
            return _said(lambda: num2words(number, lang=language), digits)
        case NumberLibrary.INDIC:
            return _said(lambda: indic_words(number, lang=language), digits)
        case NumberLibrary.ICU:
            return _said(lambda: _spelt(number, _icu_locale(language)), digits)
        case None:
            words = LANGUAGES.get(language, _UNKNOWN).digits
            return (words[number],) if number < len(words) else (digits,)


def _library(language: str) -> NumberLibrary | None:
    return LANGUAGES.get(language, _UNKNOWN).numbers


def _icu_locale(language: str) -> str:
    return LANGUAGES.get(language, _UNKNOWN).icu or language


def _said(say: Callable[[], str], digits: str) -> Words:
    try:
        return _words(say()) or (digits,)
    except (NotImplementedError, ArithmeticError, ValueError, LookupError, TypeError, AttributeError):
        return (digits,)  # both libraries have gaps within a language, and raise whatever happens there


def _words(spoken: str) -> Words:
    spoken = spoken.lower().replace("\xad", "").translate({0x2019: "'", 0x02BC: "'"})
    return tuple(word for word in _BREAK.split(spoken) if word)


@cache
def _speller(locale: str) -> MessageFormat:
    return MessageFormat("{n, spellout}", locale)


def _spelt(number: int | Decimal, locale: str) -> str:
    # A float of up to fifteen digits is exact enough to be written back as it was.
    return str(_speller(locale).format({"n": float(number) if isinstance(number, Decimal) else number}))

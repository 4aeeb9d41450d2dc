"""How a language writes numbers, and its words for money, shares, degrees and months: from CLDR, through Babel."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_decimal_symbol
from babel.units import format_unit

from oncue.text.language_tags import cldr_code

# A sign, and currencies whose names share the word that a reader says for it: `US-Dollar` and `Kanadische Dollar`.
_CURRENCIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "$": ("USD", "CAD", "AUD"), "€": ("EUR",), "£": ("GBP", "EGP"), "¥": ("JPY",), "₹": ("INR", "PKR", "NPR"),
        "₽": ("RUB", "BYN"), "₩": ("KRW", "KPW"), "₺": ("TRY",), "₴": ("UAH",), "₪": ("ILS",), "₫": ("VND",), "฿": ("THB",),
        "₦": ("NGN",), "₱": ("PHP", "MXN"), "zł": ("PLN",), "kč": ("CZK", "SEK", "ISK"), "kr": ("SEK", "NOK", "DKK"),
        "ft": ("HUF",), "r$": ("BRL",),
    }
)  # fmt: skip
# Letters are a sign of money at home only: elsewhere `ft` are feet.
_AT_HOME: Mapping[str, str] = MappingProxyType({"zł": "pl", "kč": "cs sk", "kr": "da fo is nn no sv", "ft": "hu"})
_UNITS: Mapping[str, str] = MappingProxyType(
    {"%": "concentr-percent", "٪": "concentr-percent", "‰": "concentr-permille", "°": "temperature-generic",
     "°c": "temperature-celsius", "°f": "temperature-fahrenheit"}
)  # fmt: skip
SIGNS: Sequence[str] = (*_CURRENCIES, *_UNITS)
CURRENCY_SIGNS: Sequence[str] = tuple(_CURRENCIES)
UNIT_SIGNS: Sequence[str] = tuple(_UNITS)


@cache
def decimal_mark(language: str) -> str:
    """The decimal mark of `language`, `.` or `,`; Arabic's own is read as a point before."""
    locale = _locale(language)
    symbol = "." if locale is None else get_decimal_symbol(locale)
    return "," if symbol == "," else "."


@cache
def unit_words(sign: str, count: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words before and after a number that has `sign`; none where CLDR has no word."""
    if language not in _AT_HOME.get(sign, language).split():
        return (), (sign,)
    if sign in _CURRENCIES:
        return (), _currency(sign, count, language)
    locale = _locale(language)
    if locale is None or (pattern := _pattern(sign, count, locale)) is None:
        return (), ()
    before, _, after = pattern.partition("#")
    return _words(before), _words(after)


def _pattern(sign: str, count: str, locale: Locale) -> str | None:
    written = format_unit(float(count), _UNITS[sign], "long", format="0.#", locale=locale)
    phrase = re.sub(r"[^\W_]*\d[\d.,٫]*", "#", written, count=1)
    return None if _UNITS[sign] in phrase or not re.search(r"[^\W\d_]", phrase) else phrase


def _currency(sign: str, count: str, language: str) -> tuple[str, ...]:
    locale = _locale(language)
    if locale is None:
        return ()
    codes = ("CNY",) if sign == "¥" and language == "zh" else _CURRENCIES[sign]
    written = [get_currency_name(code, float(count), locale) for code in codes]
    if written[0] == codes[0]:
        return ()  # CLDR has no name
    names = [_words(name) for name in written]
    if len(names) > 1:
        shared = tuple(word for word in names[0] if all(word in other for other in names[1:]))
        return shared or names[0]
    # One currency's adjective cannot be told by comparing; the word that the sign abbreviates is the noun.
    abbreviated = tuple(word for word in names[0] if sign.isalpha() and word.startswith(sign[0]))
    return abbreviated or names[0]


@cache
def hour_words(count: str, language: str) -> tuple[str, ...]:
    """The words for `count` hours (`heures`), which an `h` between hours and minutes stands for."""
    locale = _locale(language)
    if locale is None:
        return ()
    phrase = format_unit(float(count), "duration-hour", "long", format="0", locale=locale)
    return () if "duration-hour" in phrase else _words(re.sub(r"\d+", "", phrase))


@cache
def month_words(number: int, language: str) -> tuple[str, ...]:
    """The words of a month's name within a date, `number` 1 to 12."""
    locale = _locale(language)
    name = "" if locale is None else str(locale.months["format"]["wide"].get(number, ""))
    return tuple(word for word in _words(name) if not word.isdecimal())


@cache
def day_comes_first(language: str) -> bool:
    """True where 12/05/2024 is in May."""
    locale = _locale(language)
    pattern = "dM" if locale is None else str(locale.date_formats["short"].pattern)
    return pattern.find("d") < pattern.find("M")


@cache
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(cldr_code(language))
    except (UnknownLocaleError, ValueError):
        return None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in re.split(r"[\s\u200b\u200e\u200f\-‐.]+", text.lower()) if word)

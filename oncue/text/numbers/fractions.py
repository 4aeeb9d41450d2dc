"""Fractions as people say them: `1/2`, `½`, `3½`, `3/4`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oncue.text.numbers.spell_out import Words, cardinal, ordinal

_VULGAR = re.compile(r"(\d?)\s?([\u00bc-\u00be\u2150-\u215e\u2189])")
_FRACTION = re.compile(r"(?:(?P<whole>\d{1,3}) )?(?P<upper>\d{1,2})[/\u2044](?P<lower>\d{1,3})")
_DENOMINATORS = frozenset({*range(2, 11), 12, 16, 32, 64, 100})


@dataclass(frozen=True, slots=True)
class _Parts:
    """What halves, thirds and quarters are called: one of them, and several. `and_half` is said behind a whole number."""

    half: str
    and_half: str
    third: tuple[str, str]
    quarter: tuple[str, str]


_PARTS: Mapping[str, _Parts] = MappingProxyType(
    {
        "en": _Parts("one half", "and a half", ("one third", "thirds"), ("one quarter", "quarters")),
        "fr": _Parts("un demi", "et demi", ("un tiers", "tiers"), ("un quart", "quarts")),
        "de": _Parts("ein halb", "einhalb", ("ein drittel", "drittel"), ("ein viertel", "viertel")),
        "es": _Parts("medio", "y medio", ("un tercio", "tercios"), ("un cuarto", "cuartos")),
        "it": _Parts("mezzo", "e mezzo", ("un terzo", "terzi"), ("un quarto", "quarti")),
        "pt": _Parts("meio", "e meio", ("um terço", "terços"), ("um quarto", "quartos")),
        "ca": _Parts("mig", "i mig", ("un terç", "terços"), ("un quart", "quarts")),
        "nl": _Parts("een half", "en een half", ("een derde", "derde"), ("een kwart", "kwart")),
        "sv": _Parts("en halv", "och en halv", ("en tredjedel", "tredjedelar"), ("en fjärdedel", "fjärdedelar")),
        "da": _Parts("en halv", "og en halv", ("en tredjedel", "tredjedele"), ("en fjerdedel", "fjerdedele")),
        "no": _Parts("en halv", "og en halv", ("en tredjedel", "tredjedeler"), ("en fjerdedel", "fjerdedeler")),
        "pl": _Parts("pół", "i pół", ("jedna trzecia", "trzecie"), ("jedna czwarta", "czwarte")),
        "cs": _Parts("půl", "a půl", ("jedna třetina", "třetiny"), ("jedna čtvrtina", "čtvrtiny")),
        "ru": _Parts("половина", "с половиной", ("одна треть", "трети"), ("одна четверть", "четверти")),
        "uk": _Parts("половина", "з половиною", ("одна третина", "третини"), ("одна чверть", "чверті")),
        "fi": _Parts("puoli", "ja puoli", ("yksi kolmasosa", "kolmasosaa"), ("yksi neljäsosa", "neljäsosaa")),
        "hu": _Parts("fél", "és fél", ("egyharmad", "harmad"), ("egynegyed", "negyed")),
        "ro": _Parts("jumătate", "și jumătate", ("o treime", "treimi"), ("un sfert", "sferturi")),
        "tr": _Parts("yarım", "buçuk", ("üçte bir", "bölü üç"), ("çeyrek", "bölü dört")),
    }
)
_LOWER_FIRST: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"zh": ("分之", "又"), "yue": ("分之", "又"), "ja": ("分の", "と"), "ko": ("분의", "과")}
)
"""Where the denominator goes first: what is said behind it, and behind a whole number."""


def written_out(text: str) -> str:
    """`text` with signs for fractions as digits and a slash: `½` is `1/2`, and `3½` is `3 1/2`, not `31/2`."""
    return _VULGAR.sub(lambda found: f"{found[1]} {_digits(found[2])}" if found[1] else _digits(found[2]), text)


def _digits(sign: str) -> str:
    return unicodedata.normalize("NFKC", sign).replace("\u2044", "/")


def fraction_readings(text: str, language: str) -> list[Words]:
    """The ways to say a fraction, likeliest first; none when `text` is none, or rather something else (`24/7`)."""
    found = _FRACTION.fullmatch(text)
    if found is None:
        return []
    upper, lower = int(found["upper"]), int(found["lower"])
    if not 0 < upper < lower or lower not in _DENOMINATORS:
        return []
    whole = cardinal(found["whole"], language) if found["whole"] else ()
    if between := _LOWER_FIRST.get(language):
        part = (*cardinal(str(lower), language), between[0], *cardinal(str(upper), language))
        return [(*whole, between[1], *part) if whole else part]
    parts = _PARTS.get(language)
    if parts is None:
        return []
    if whole and (upper, lower) == (1, 2):
        return [_with_half(whole, parts.and_half, language)]
    joined = (parts.and_half.split()[0],) if whole and " " in parts.and_half else ()
    return [(*whole, *joined, *said) for said in _said(upper, lower, parts, language)]


def _with_half(whole: Words, half: str, language: str) -> Words:
    return (*whole[:-1], whole[-1].removesuffix("s") + half) if language == "de" else (*whole, *half.split())


def _said(upper: int, lower: int, parts: _Parts, language: str) -> list[Words]:
    count = cardinal(str(upper), language)
    named = {3: parts.third, 4: parts.quarter}.get(lower)
    if lower == 2:
        said = [tuple(parts.half.split())]
        return [*said, ("half", "a"), ("half",)] if language == "en" else said
    if language == "en":
        rank = ordinal(str(lower), language)
        ranks = (*count, *rank[:-1], rank[-1] + ("s" if upper > 1 else ""))
        ours = tuple(named[0].split()) if named and upper == 1 else (*count, named[1]) if named else ranks
        return list(dict.fromkeys((ours, ("a", *ours[1:]) if upper == 1 else ours, ranks)))
    if named:
        return [tuple(named[0].split()) if upper == 1 else (*count, *named[1].split())]
    return []

"""The characters that receivers can show: Line 21 captions (CEA-608) and Teletext files (EBU STL)."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import MappingProxyType

_ASCII = frozenset(map(chr, range(0x20, 0x7F)))

# CTA-608-E, 6.4.2 and table 50: ASCII, but for ten places; special characters; extended Western European ones.
_608_REPLACED = frozenset("*\\^_`{|}~")
_608_STANDARD = frozenset("áéíóúçñÑ÷█")
_608_SPECIAL = frozenset("®°½¿™¢£♪à\u00a0èâêîôû")
_608_SPANISH_FRENCH = frozenset("ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»")
_608_PORTUGUESE_GERMAN = frozenset("ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø┌┐└┘")
# What every decoder shows as the sign beside it, and every writer sends as it.
_608_WRITTEN_OTHERWISE = frozenset("’")

CEA_608 = (
    (_ASCII - _608_REPLACED)
    | _608_STANDARD
    | _608_SPECIAL
    | _608_SPANISH_FRENCH
    | _608_PORTUGUESE_GERMAN
    | _608_WRITTEN_OTHERWISE
)
"""Every character of CEA-608's own tables; those of optional ones (Korean, Chinese) are for no receiver abroad."""

# EBU Tech 3264, appendix 2: ISO/IEC 6937, of which "00" has the upper half here and an accent before the letter it is on.
_6937_SIGNS = "¡¢£$¥#§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿―¹®©™♪¬¦⅛⅜⅝⅞ΩÆĐªĦĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\u00a0\u00ad"
_6937_ACCENTED = {
    "\u0300": "AEIOUaeiou",
    "\u0301": "ACEILNORSUYZacegilnorsuyz",
    "\u0302": "ACEGHIJOSUWYaceghijosuwy",
    "\u0303": "AINOUainou",
    "\u0304": "AEIOUaeiou",
    "\u0306": "AGUagu",
    "\u0307": "CEGIZcegz",
    "\u0308": "AEIOUYaeiouy",
    "\u030a": "AUau",
    "\u0327": "CGKLNRSTcgklnrst",
    "\u030b": "OUou",
    "\u0328": "AEIUaeiu",
    "\u030c": "CDELNRSTZcdelnrstz",
}


def _composed(accented: Mapping[str, str]) -> Iterable[str]:
    return (unicodedata.normalize("NFC", letter + accent) for accent, letters in accented.items() for letter in letters)


TELETEXT_LATIN = _ASCII | frozenset(_6937_SIGNS) | frozenset(_composed(_6937_ACCENTED))
"""The Latin code table of EBU STL."""


@cache
def _code_page(name: str) -> frozenset[str]:
    """The printable characters of one of Python's code pages."""
    text = bytes(range(0x20, 0x100)).decode(name, "ignore")
    return frozenset(character for character in text if character.isprintable() or character == "\u00a0")


_OTHER_TELETEXT = ("iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8")


def _any(text: str) -> frozenset[str]:
    return frozenset()


def _cea_608(text: str) -> frozenset[str]:
    return frozenset(unicodedata.normalize("NFC", text)) - CEA_608


def _teletext(text: str) -> frozenset[str]:
    """What is missing in the code table that has most of the text: a file has one."""
    counted = Counter(unicodedata.normalize("NFC", text))
    tables = [TELETEXT_LATIN, *map(_code_page, _OTHER_TELETEXT)]
    table = max(tables, key=lambda each: sum(count for letter, count in counted.items() if letter in each))
    return frozenset(counted) - table


CHARACTER_SETS: Mapping[str, Callable[[str], frozenset[str]]] = MappingProxyType(
    {"any": _any, "cea-608": _cea_608, "teletext": _teletext}
)
"""By name, a function that gives those characters of a whole file's text, without its line ends, that a set lacks."""

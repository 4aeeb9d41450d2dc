"""ISO/IEC 6937, the Latin alphabet of EBU STL: an accent is a byte of its own before its letter."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_ACCENTS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        0xC1: ("\u0300", "AEIOUaeiou"),
        0xC2: ("\u0301", "ACEILNORSUYZaceilnorsuyz"),
        0xC3: ("\u0302", "ACEGHIJOSUWYaceghijosuwy"),
        0xC4: ("\u0303", "AINOUainou"),
        0xC5: ("\u0304", "AEIOUaeiou"),
        0xC6: ("\u0306", "AGUagu"),
        0xC7: ("\u0307", "CEGIZcegz"),
        0xC8: ("\u0308", "AEIOUYaeiouy"),
        0xCA: ("\u030a", "AUau"),
        0xCB: ("\u0327", "CGKLNRSTcgklnrst"),
        0xCD: ("\u030b", "OUou"),
        0xCE: ("\u0328", "AEIUaeiu"),
        0xCF: ("\u030c", "CDELNRSTZcdelnrstz"),
    }
)
"""Accents by their byte, as combining characters, and the letters that each may stand before."""

# As of the standard's edition of 1994, which has the dollar where ASCII has it; of unassigned bytes, none.
_OTHERS = {
    byte: char
    for first, chars in (
        (0xA1, "¡¢£\0¥\0§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿"),
        (0xD0, "—¹®©™♪¬¦\0\0\0\0⅛⅜⅝⅞ΩÆÐªĦ\0ĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ"),
    )
    for byte, char in enumerate(chars, first)
    if char != "\0"
}
_WRITTEN: Mapping[str, bytes] = MappingProxyType(
    {
        **{chr(byte): bytes([byte]) for byte in range(0x20, 0x7F)},
        **{char: bytes([byte]) for byte, char in _OTHERS.items()},
        **{
            unicodedata.normalize("NFC", letter + accent): bytes([byte, ord(letter)])
            for byte, (accent, letters) in _ACCENTS.items()
            for letter in letters
        },
    }
)
# Files of before 1994 have the dollar here; some have a second diaeresis.
_READ = {**_OTHERS, 0xA0: " ", 0xA4: "$"}
_READ_ACCENTS = {**{byte: accent for byte, (accent, _) in _ACCENTS.items()}, 0xC9: "\u0308"}


def holds(char: str) -> bool:
    """Whether a composed character (NFC) is in this alphabet."""
    return char in _WRITTEN


def encode(text: str) -> bytes:
    """`text`, all of whose characters must be in the alphabet."""
    return b"".join(map(_WRITTEN.__getitem__, text))


def decode(data: bytes) -> str:
    """The text of printable bytes; U+FFFD for each that means nothing."""
    text: list[str] = []
    accent = ""
    for byte in data:
        if byte in _READ_ACCENTS:
            accent = _READ_ACCENTS[byte]
            continue
        text.append((chr(byte) if byte < 0x7F else _READ.get(byte, "\ufffd")) + accent)
        accent = ""
    return unicodedata.normalize("NFC", "".join(text))

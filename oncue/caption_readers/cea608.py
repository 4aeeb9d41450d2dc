"""CEA-608 (line 21 captions): its characters and the codes of channel 1, as words of two bytes without parity.

CEA-608-E, 47 CFR 15.119. A word is `first << 8 | second`; those whose first byte is 10h to 1Fh are codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

COLUMN_COUNT, ROW_COUNT = 32, 15

RESUME_CAPTION_LOADING = 0x1420
ERASE_DISPLAYED = 0x142C
ERASE_LOADED = 0x142E
END_OF_CAPTION = 0x142F
_TAB_OFFSET = 0x1720

STANDARD: Mapping[int, str] = MappingProxyType(
    dict(
        enumerate(" !\"#$%&'()á+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[é]íóúabcdefghijklmnopqrstuvwxyzç÷Ññ█", 0x20)
    )
)
"""Characters of one byte."""

SPECIAL: Mapping[int, str] = MappingProxyType(dict(enumerate("®°½¿™¢£♪à\u00a0èâêîôû", 0x1130)))
"""Characters that are a code. U+00A0 is the transparent space."""

EXTENDED: Mapping[int, str] = MappingProxyType(
    {
        **dict(enumerate("ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»", 0x1220)),
        **dict(enumerate("ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤¦ÅåØø┌┐└┘", 0x1320)),
    }
)
"""Characters that are a code which replaces the character before it: one of `STANDARD`, for decoders without these."""

_PLAIN = {
    **dict(zip("ÁÉÓÚÜüÀÂÇÈÊËëÎÏïÔÙùÛÃãÍÌìÒòÕõÄäÖöß¥ÅåØø©℠", "AEOUUuAACEEEeIIiOUuUAaIIiOoOoAaOosYAaOoCS", strict=True)),
    **dict(zip("‘¡*'—•“”«»{}\\^_|~¤¦┌┐└┘", '\'!+\'-.""""()/\'-/-$/++++', strict=True)),
}

_BYTES = {char: byte for byte, char in STANDARD.items()} | {"’": 0x27}
_SPECIAL_CODES = {char: code for code, char in SPECIAL.items() if char != "\u00a0"}
_EXTENDED_CODES = {char: code for code, char in EXTENDED.items() if char not in _BYTES}


def holds(char: str) -> bool:
    """Whether a composed character (NFC) can be shown. Decoders draw the apostrophe straight or curved as they like."""
    return char in _BYTES or char in _SPECIAL_CODES or char in _EXTENDED_CODES


def text_words(text: str) -> list[int]:
    """The words of a text, all of whose characters can be shown. Codes come twice, as a line may lose one of them."""
    words: list[int] = []
    half = 0  # the first byte of a word that waits for its second

    def put(byte: int) -> None:
        nonlocal half
        if half:
            words.append(half << 8 | byte)
        half = 0 if half else byte

    for char in text:
        if char in _BYTES:
            put(_BYTES[char])
            continue
        code = _SPECIAL_CODES.get(char)
        if code is None:
            put(_BYTES[_PLAIN[char]])
            code = _EXTENDED_CODES[char]
        if half:
            put(0)
        words += [code, code]
    if half:
        put(0)
    return words


def place_words(row: int, column: int, *, exact: bool = True, twice: bool = True) -> list[int]:
    """The words that put the cursor at a row, from 1, and a column, from 0; to the fourth before it unless `exact`. Each is
    sent once unless `twice`."""
    first, upper = _ROW_CODES[row]
    preamble = first << 8 | (0x60 if upper else 0x40) | 0x10 | column // 4 << 1
    times = 2 if twice else 1
    offset = [_TAB_OFFSET + column % 4] * times if exact and column % 4 else []
    return [preamble] * times + offset


def row_of(first: int, second: int) -> int | None:
    """The row of a preamble address code, its first byte without the channel's bit; None for another code."""
    return _ROWS.get((first, bool(second & 0x20))) if second >= 0x40 else None


def is_code(word: int) -> bool:
    """Whether a word is a code, and no characters."""
    return 0x10 <= word >> 8 < 0x20


def with_parity(word: int) -> int:
    """The word as it is sent: each byte with its eighth bit set so that the ones in it are odd in number."""
    return _odd(word >> 8) << 8 | _odd(word & 0x7F)


def _odd(byte: int) -> int:
    return byte if byte.bit_count() % 2 else byte | 0x80


_ROW_CODES = {
    row: (first, upper)
    for first, rows in {
        0x11: (1, 2), 0x12: (3, 4), 0x15: (5, 6), 0x16: (7, 8), 0x17: (9, 10), 0x10: (11,), 0x13: (12, 13), 0x14: (14, 15),
    }.items()
    for upper, row in enumerate(rows)
}  # fmt: skip
_ROWS = {(first, bool(upper)): row for row, (first, upper) in _ROW_CODES.items()} | {(0x10, True): 11}

"""How a word looks on screen: without the characters that no caption may carry, and how many columns it takes."""

from __future__ import annotations

import unicodedata

# Explicit embeddings and overrides (LRE, RLE, PDF, LRO, RLO) turn text around beyond the word they came with and serve
# spoofing (Unicode TR 36, 2.10.3); marks and isolates (LRM, RLM, ALM, LRI..PDI) are what Arabic and Hebrew need, and stay.
_BIDI_CONTROLS = frozenset(range(0x202A, 0x202F))
# Byte-order mark, soft hyphen, interlinear annotation: layout controls of other programs.
_LAYOUT_CONTROLS = frozenset({0xFEFF, 0x00AD, 0xFFF9, 0xFFFA, 0xFFFB})
# Noncharacters and surrogates cannot be stored in valid UTF-8 text.
_UNSTORABLE = frozenset(range(0xFDD0, 0xFDF0)) | {plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)}
_WITHOUT_WIDTH = ("Mn", "Me", "Cf")
_UNWANTED = _BIDI_CONTROLS | _LAYOUT_CONTROLS | _UNSTORABLE

# Letters and a symbol that are drawn as nothing: the fillers of Hangul, and a Braille pattern without a dot.
_DRAWN_AS_NOTHING = frozenset("\u115f\u1160\u3164\uffa0\u2800")

# Po, but spoken or part of what is spoken: "R & B", "50 %", "#1", "@home", "§ 5".
_SPOKEN_SIGNS = frozenset("&%@#§*‰")


def visible(text: str) -> str:
    """`text` on one line, without control, override and unstorable characters; "" when nothing of it can be seen."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()) if " " in text else text
    kept = [" " if char.isspace() else char for char in text if not is_unshowable(char)]
    shown = " ".join("".join(kept).split())
    return shown if is_seen(shown) else ""


def is_seen(text: str) -> bool:
    """True where something of `text` can be seen: it is not all spaces, marks, format characters and fillers."""
    return any(
        char not in _DRAWN_AS_NOTHING and not char.isspace() and unicodedata.category(char) not in _WITHOUT_WIDTH
        for char in text
    )


def is_unshowable(char: str) -> bool:
    """True for a character that no caption may carry: control, override, layout and unstorable ones, spaces excepted."""
    if char.isspace():
        return False
    code = ord(char)
    return code in _UNWANTED or unicodedata.category(char) in ("Cc", "Cs")


def columns(text: str) -> int:
    """The width of `text` in columns of a caption line: two for wide characters, none for marks and format characters."""
    if text.isascii():
        return len(text)
    width = 0
    for char in text:
        if unicodedata.category(char) in _WITHOUT_WIDTH:
            continue
        width += 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1
    return width


def is_punctuation(text: str) -> bool:
    """True where `text` is only punctuation: a token that is never spoken by itself and may not stand alone."""
    if text[:1].isalnum():
        return False  # nearly every word, without looking its characters up
    return all(char not in _SPOKEN_SIGNS and unicodedata.category(char).startswith(("P", "M", "Cf")) for char in text)


def is_opening(text: str) -> bool:
    """True for a punctuation token that belongs to the word after it: an opening bracket or quote, ¿ or ¡."""
    return all(unicodedata.category(char) in ("Ps", "Pi") or char in "¿¡" for char in text)

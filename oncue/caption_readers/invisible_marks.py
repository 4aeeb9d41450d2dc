"""Marks without width or ink that writers of caption files put in, and readers take out again."""

from __future__ import annotations

WORD_JOINER = "\u2060"
"""U+2060: what writers put where a player would take text for markup."""

RIGHT_TO_LEFT, LEFT_TO_RIGHT, END_OF_DIRECTION = "\u202b", "\u202a", "\u202c"
"""Embeddings, and their end: what writers put around lines so that every player orders them alike."""

BIDI_MARKS = dict.fromkeys(map(ord, (RIGHT_TO_LEFT, LEFT_TO_RIGHT, END_OF_DIRECTION)))
"""A table for `str.translate` that takes these out of a written text; no word of a caption has them by itself."""

_MARKS = {ord(WORD_JOINER): None, **BIDI_MARKS}
_AROUND = "".join([*map(chr, _MARKS), *filter(str.isspace, map(chr, range(0x3001)))])


def unmarked(text: str) -> str:
    """`text` without joiners and marks of direction."""
    return text if text.isascii() else text.translate(_MARKS)


def stripped(text: str) -> str:
    """`text` without white space and such marks around it; one of nothing else is empty."""
    return text.strip() if text.isascii() else text.strip(_AROUND)

"""Marks of notes that stand in the text as raised signs: "as he said then.3"."""

from __future__ import annotations

import re

_MARK = re.compile(r"(?:\d{1,3}(?:[,\u2013-]\d{1,3})*|[*\u2020\u2021\u00a7]{1,3}|\[\d{1,3}\])$")
# After a short word a raised figure may be a power: "30 m2".
_BEFORE = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?\u2026\"'\u2019\u201d\u00bb)\]])$")


def is_note_mark(raised: str, before: str) -> bool:
    """True where `raised`, in superscript behind the text `before`, is the mark of a note."""
    return bool(_MARK.match(raised.strip()) and _BEFORE.search(before[-10:].rstrip()))

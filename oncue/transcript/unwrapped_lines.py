"""Lines that only a page's width parted, made one again."""

from __future__ import annotations

import re

from oncue.text.word_breaks import has_unspaced
from oncue.transcript.document import Document
from oncue.transcript.document_edits import Edit, edited

_WRAP = re.compile(r"(?<!\n)[ \t]*\n[ \t]*(?!\n)")


def unwrapped(document: Document) -> Document:
    """The document with a space, or nothing in scripts without spaces, for every single line end; two in a row stay."""
    edits: list[Edit] = []
    text = document.text
    for wrap in _WRAP.finditer(text):
        first, last = wrap.span()
        if first == 0 or last == len(text):
            continue
        around = text[first - 1], text[last]
        joined = all(has_unspaced(letter) or letter in "\u3001\u3002\uff0c\uff01\uff1f\u300c\u300d" for letter in around)
        edits.append((first, last, "" if joined else " "))
    return edited(document, edits)

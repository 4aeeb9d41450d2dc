"""Hebrew that some programs store as it is seen, from left to right: its last letters come first then."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile("[\u05d0-\u05ea]{2,}")
_FINAL_LETTERS = frozenset("\u05da\u05dd\u05df\u05e3\u05e5")


def is_stored_as_seen(texts: Iterable[str]) -> bool:
    """Whether more of the words in a whole file begin with a final letter than end with one."""
    balance = 0
    for text in texts:
        for word in _WORD.findall(text) if not text.isascii() else ():
            balance += (word[0] in _FINAL_LETTERS) - (word[-1] in _FINAL_LETTERS)
    return balance > 0


def has_hebrew(text: str) -> bool:
    """Whether a word of it is Hebrew."""
    return _WORD.search(text) is not None


def from_right(text: str) -> str:
    """The words of such a text in the order in which they are read; one without Hebrew as it is."""
    text = text.strip()
    return " ".join(word[::-1] for word in reversed(text.split())) if has_hebrew(text) else text

"""The order of letters in words that run from right to left: a PDF may have it either way, places alone tell."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

PlacedLetters = tuple[str, float, float]
"""Letters of one text object, the place of the first one and of the last."""


def runs_back(text: str) -> bool:
    """Whether it has a letter of a script that runs from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


def reading_order(pieces: Sequence[PlacedLetters]) -> str:
    """The letters of one word, whose pieces are in the file's order, as they are read. Figures in it run the other way."""
    if not any(runs_back(text) for text, _, _ in pieces):
        return "".join(text for text, _, _ in pieces)
    upright = [(text[::-1] if runs_back(text) and first < last else text, min(first, last)) for text, first, last in pieces]
    upright.sort(key=lambda piece: -piece[1])
    read: list[str] = []
    for forwards, group in groupby((text for text, _ in upright), key=_is_forwards):
        texts = list(group)
        read += texts[::-1] if forwards else texts
    return "".join(read)


def _is_forwards(text: str) -> bool:
    """Whether all of it is figures, their separators, or letters that run from left to right."""
    return all(unicodedata.bidirectional(letter) in ("EN", "AN", "L", "CS") for letter in text)

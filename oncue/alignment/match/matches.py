"""Which tokens are which recognised words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `[token_start, token_end)` are recognised words `[word_start, word_end)`.

    `similarity` is that of their keys, 0..1.
    """

    token_start: int
    token_end: int
    word_start: int
    word_end: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Matching:
    """Matches in order, disjoint and never crossing. What lies between two of them was not matched."""

    matches: tuple[Match, ...]

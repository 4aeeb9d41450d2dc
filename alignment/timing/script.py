"""The script of a recording: published tokens and heard words merged in order, as slots.

A slot is either a match, or a hole: tokens that were not heard as written, beside heard words that are not written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignment.match import Match
from alignment.model import RecognisedWord, Token
from alignment.normalize import match_keys

SURE_SIMILARITY = 0.85

LONGEST_REPLACEMENT = 6
"""Tokens that may stand for as many other words that were said; of more, nobody knows which is which."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Token indices and heard-word indices that share a place. `sure` marks a match good enough to anchor to."""

    tokens: tuple[int, ...]
    words: tuple[int, ...]
    matched: bool
    sure: bool


def build_script(
    tokens: Sequence[Token], recognised: Sequence[RecognisedWord], matches: Sequence[Match], language: str
) -> list[Slot]:
    """All speakable tokens that have a sound, and all heard words, once each and in order."""
    sounding = [token.speakable and bool(match_keys(token.text, language)) for token in tokens]
    slots: list[Slot] = []
    next_token = next_word = 0

    def hole(token_end: int, word_end: int) -> None:
        missing = tuple(i for i in range(next_token, token_end) if sounding[i])
        extra = tuple(range(next_word, word_end))
        if missing or extra:
            slots.append(Slot(missing, extra, matched=False, sure=False))

    for match in matches:
        hole(match.token_start, match.word_start)
        inside = tuple(i for i in range(match.token_start, match.token_end) if sounding[i])
        heard = tuple(range(match.word_start, match.word_end))
        slots.append(Slot(inside, heard, matched=True, sure=match.similarity >= SURE_SIMILARITY))
        next_token, next_word = match.token_end, match.word_end
    hole(len(tokens), len(recognised))
    return slots

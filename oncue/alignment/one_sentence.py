"""Neighbours in one sentence: words that are said soon after each other, whatever else a recording has beside them."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.model import Token
from oncue.text.sentence_ends import ends_sentence

PARTED_MS = 2000
"""Milliseconds between two neighbours in a sentence, the time of what is written between them taken off, from which on they
are parted: a pause inside a sentence is shorter, and a song or another programme is longer."""


def goes_on(tokens: Sequence[Token], before: int, index: int) -> bool:
    """True where the sentence of the token `before` goes on with the token `index`: nothing but signs without a sound, one
    space wide, lies between them."""
    if tokens[before].speaker != tokens[index].speaker or tokens[before].kind is not tokens[index].kind:
        return False
    between = range(before + 1, index)
    if any(not tokens[i].speakable or tokens[i].kind is not None or len(tokens[i].text) > 1 for i in between):
        return False
    if any(tokens[i + 1].char_start - tokens[i].char_end > 1 for i in range(before, index)):
        return False  # an empty line, or what is not speech
    return not any(ends_sentence(tokens[i].text, tokens[index].text) for i in range(before, index))

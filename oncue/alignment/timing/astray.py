"""Words that were heard, but not where the recogniser says: it stretches the first of a sentence back over music."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from oncue.alignment.one_sentence import goes_on
from oncue.alignment.timing.slots import Slot
from oncue.model import RecognisedWord, Token

APART_MS = 1000
"""Milliseconds between two words of a sentence, heard one after the other, from which on one of them may be astray."""

MOST_ASTRAY = 2
"""Words in a row, of a sentence that was heard elsewhere, that are not believed to be where they were heard."""


def with_astray(slots: Sequence[Slot], tokens: Sequence[Token], recognised: Sequence[RecognisedWord]) -> list[Slot]:
    """`slots`, with those marked as astray whose words were heard a little way from the rest of their sentence."""
    starts = [0, *(k for k in range(1, len(slots)) if not _are_near(slots[k - 1], slots[k], recognised)), len(slots)]
    runs = list(pairwise(starts))
    astray: set[int] = set()
    for (first, border), (_, end) in pairwise(runs):
        if _is_one_sentence(slots[border - 1], slots[border], tokens):
            shorter = range(first, border) if border - first <= end - border else range(border, end)
            astray.update(shorter if len(shorter) <= MOST_ASTRAY else ())
    return [replace(slot, sure=False, astray=True) if k in astray else slot for k, slot in enumerate(slots)]


def _is_one_sentence(left: Slot, right: Slot, tokens: Sequence[Token]) -> bool:
    if not (left.matched and right.matched and left.tokens and right.tokens):
        return False
    return goes_on(tokens, left.tokens[-1], right.tokens[0])


def _are_near(left: Slot, right: Slot, recognised: Sequence[RecognisedWord]) -> bool:
    if not (left.matched and right.matched and left.words and right.words):
        return False
    return recognised[right.words[0]].start_ms - recognised[left.words[-1]].end_ms < APART_MS

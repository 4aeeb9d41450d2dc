"""Stray matches: words of a sentence that were heard far from the rest of it, among other words.

A song or another programme has many a small word that a sentence has, too. Where such a word stands alone, seconds from all
else that was heard of its sentence, and what was said meanwhile is not published, it is the song's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from oncue.alignment.match.matches import Match
from oncue.alignment.one_sentence import goes_on
from oncue.model import RecognisedWord, Token
from oncue.text.numbers import about_letters

SCATTERED_MS = 2000
"""Milliseconds between two heard words, the time of what is written between them taken off, from which on they are far
apart."""

SLOWEST_MS_PER_LETTER = 130
"""Twice the mean of spoken English: so long may words take that were not recognised."""

LEAST_OTHER_WORDS = 2
"""Heard words between those two that are not published: without any, a sentence has a pause."""

LEAST_TOGETHER = 3
"""Matches near each other that are believed wherever they are."""


def without_strays(
    matches: Sequence[Match], tokens: Sequence[Token], recognised: Sequence[RecognisedWord]
) -> tuple[Match, ...]:
    """`matches`, in order, without the few that are far from the rest of their sentence and near to no others."""
    far = [k for k, (a, b) in enumerate(pairwise(matches), start=1) if _are_far(a, b, tokens, recognised)]
    runs = [matches[a:b] for a, b in pairwise([0, *far, len(matches)])]
    strays = {
        k if _weight(runs[k], tokens) < _weight(runs[k + 1], tokens) else k + 1
        for k, (left, right) in enumerate(pairwise(runs))
        if _are_scattered(left[-1], right[0], tokens)
    }
    return tuple(one for k, run in enumerate(runs) if k not in strays or len(run) >= LEAST_TOGETHER for one in run)


def _are_far(left: Match, right: Match, tokens: Sequence[Token], recognised: Sequence[RecognisedWord]) -> bool:
    apart_ms = recognised[right.word_start].start_ms - recognised[left.word_end - 1].end_ms
    if apart_ms <= SCATTERED_MS:
        return False
    missing = range(left.token_end, right.token_start)
    letters = sum(about_letters(tokens[i].text) for i in missing if tokens[i].speakable and tokens[i].kind is None)
    return apart_ms - SLOWEST_MS_PER_LETTER * letters > SCATTERED_MS


def _are_scattered(left: Match, right: Match, tokens: Sequence[Token]) -> bool:
    """True where both are of one sentence, and other words were heard between them."""
    if right.word_start - left.word_end < LEAST_OTHER_WORDS:
        return False
    return all(goes_on(tokens, i - 1, i) for i in range(left.token_end, right.token_start + 1))


def _weight(run: Sequence[Match], tokens: Sequence[Token]) -> tuple[int, int]:
    """How much a run tells: its matches, and the letters of those."""
    return len(run), sum(len(tokens[i].text) for one in run for i in range(one.token_start, one.token_end))

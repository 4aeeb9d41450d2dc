"""Right alignments with some borders put off by a fifth of a second.

Only the times are altered: what Whisper heard, the fit and the confidence stay as they were for the right border. An aligner
that errs by itself leaves other traces, too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bench.doubt_truths import OFF_MS
from oncue.model import Alignment, TimedWord
from oncue.text.normalize import match_keys

WORDS_A_BORDER = 50
"""One border in so many words is put off."""

LEAST_LEFT_MS = 30
"""Milliseconds that a word keeps at least; a border that would leave less is not put there."""

TOUCHING_MS = 60
"""Silence up to which two words have one border, which is put off for both."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """A border that was put off: to `at_ms`, and the places in the text of the words that have it."""

    at_ms: int
    words: frozenset[int]


def put_off(alignment: Alignment, seed: int, words_a_border: int = WORDS_A_BORDER) -> tuple[Alignment, list[PutOff]]:
    """The alignment with one border in so many words put off, to either side, and these. No word has two of them."""
    chance = random.Random(seed)
    words = [*alignment.words]
    timed = [k for k, word in enumerate(words) if word.start_ms is not None and match_keys(word.text, alignment.language)]
    borders = [*_borders(words, timed)]
    chance.shuffle(borders)
    wanted = len(timed) // words_a_border
    found: list[PutOff] = []
    used: set[int] = set()
    for border in borders:
        sides = [side for side in border if side is not None]
        if len(found) == wanted or used & set(sides):
            continue
        for by_ms in chance.sample((-OFF_MS, OFF_MS), 2):
            moved = _moved(words, timed, border, by_ms, alignment.duration_ms)
            if moved is not None:
                left, right = border
                for k, word in moved.items():
                    words[k] = word
                at_ms = words[right].start_ms if right is not None else words[left or 0].end_ms
                found.append(PutOff(at_ms or 0, frozenset(words[k].char_start for k in sides)))
                used.update(sides)
                break
    return replace(alignment, words=tuple(words)), found


_Border = tuple[int | None, int | None]


def _borders(words: Sequence[TimedWord], timed: Sequence[int]) -> Iterator[_Border]:
    before: int | None = None
    for k in timed:
        if before is not None and (words[k].start_ms or 0) - (words[before].end_ms or 0) < TOUCHING_MS:
            yield before, k
        else:
            if before is not None:
                yield before, None
            yield None, k
        before = k


def _moved(
    words: Sequence[TimedWord], timed: Sequence[int], border: _Border, by_ms: int, duration_ms: int
) -> dict[int, TimedWord] | None:
    """The words of a border with it moved; None where there is no room."""
    left, right = border
    moved: dict[int, TimedWord] = {}
    if left is not None:
        end_ms = (words[left].end_ms or 0) + by_ms
        following = next((words[k].start_ms or 0 for k in timed if k > left), duration_ms)
        if end_ms - (words[left].start_ms or 0) < LEAST_LEFT_MS or (right is None and end_ms > following):
            return None
        moved[left] = replace(words[left], end_ms=end_ms)
    if right is not None:
        start_ms = (words[right].start_ms or 0) + by_ms
        before = next((words[k].end_ms or 0 for k in reversed(timed) if k < right), 0)
        if (words[right].end_ms or 0) - start_ms < LEAST_LEFT_MS or (left is None and start_ms < before):
            return None
        moved[right] = replace(words[right], start_ms=start_ms)
    return moved

"""Which matches stand on enough ground: chance hits between words that are not said here are dropped.

Source: the statistics of chance in local alignments (Karlin and Altschul, 1990), applied to chains of them. A match is
worth the logarithm of how rarely two words are the same by chance, in nats; what is skipped between two matches costs the
logarithm of how many places the next could have been found in. An `of` found where a hundred written words stand against
a hundred heard ones proves nothing, while the same `of` beside other matches is what was said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SKIP_COST = 2.0
"""Nats, of skipping anything at all: that words are left out, put in or heard wrongly is the exception."""

MOST_LOOKED_BACK = 400
"""Runs of matches before one that may come next before it: keeps thousands of chance hits in foreign text linear."""

_Ints = NDArray[np.int64]


def well_grounded(pairs: Sequence[tuple[int, int]], worths: Sequence[float], sizes: tuple[int, int]) -> list[bool]:
    """For each matched pair (i, j), in order, whether it belongs to the chain that explains most by more than chance.

    `worths` are in nats; `sizes` are the lengths of the two sides, whose ends count as places where something was skipped.
    """
    if not pairs:
        return []
    starts = [0, *(k for k in range(1, len(pairs)) if not _adjoin(pairs[k - 1], pairs[k])), len(pairs)]
    runs = list(pairwise(starts))
    first = np.array([pairs[a] for a, _ in runs] + [sizes], np.int64)
    last = np.array([(-1, -1)] + [pairs[b - 1] for _, b in runs], np.int64)
    worth = [0.0, *(math.fsum(worths[a:b]) for a, b in runs), 0.0]
    kept = _best_chain(first, last, worth)
    keep = [False] * len(pairs)
    for run in kept:
        a, b = runs[run - 1]
        keep[a:b] = [True] * (b - a)
    return keep


def _adjoin(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return right[0] == left[0] + 1 and right[1] == left[1] + 1


def _best_chain(first: _Ints, last: _Ints, worth: Sequence[float]) -> list[int]:
    """The runs, numbered from 1, of the chain worth most from the beginning (0) to the end of both sides.

    `first[k - 1]` is where run `k` or the end begins, `last[k]` where run `k` or the beginning ends.
    """
    total = np.zeros(len(worth))
    before = np.zeros(len(worth), np.int64)
    older = 0  # the best of those too far back to be tried one by one
    for k in range(1, len(worth)):
        since = max(0, k - MOST_LOOKED_BACK)
        if since and total[since - 1] > total[older]:
            older = since - 1
        tried = np.append(np.arange(since, k), older)
        gains = total[tried] - _cost(first[k - 1] - last[tried] - 1)
        best = int(np.argmax(gains))
        before[k], total[k] = tried[best], gains[best] + worth[k]
    chain: list[int] = []
    at = int(before[-1])
    while at:
        chain.append(at)
        at = int(before[at])
    return chain[::-1]


def _cost(skipped: _Ints) -> NDArray[np.float64]:
    """Of skipping so many keys of either side, in nats; each row is one skip.

    The places counted are those as near as this one is, and as near to the diagonal: what follows as many words heard as
    written is where it is expected.
    """
    fewer, more = skipped.min(axis=1), skipped.max(axis=1)
    places = (1.0 + fewer) * (1.0 + 2.0 * (more - fewer))
    return np.where(more > 0, SKIP_COST + np.log(places), 0.0)

"""A filter of matches by chance: hits between words that are not said here are dropped.

Source: the statistics of chance in local alignments (Karlin and Altschul, 1990), applied to chains of them. A match is worth
the logarithm of how rarely two words are the same by chance, in nats; what is skipped between two matches costs the
logarithm of how many places the next could have been found in. An `of` found where a hundred written words stand against a
hundred heard ones proves nothing, while the same `of` beside other matches is what was said.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SKIP_COST = 2.0
"""Cost of skipping anything at all, in nats: that words are left out, put in or heard wrongly is the exception. Over noisy
speech and texts with sentences moved, replaced or missing, 1 leaves two thirds more words seconds away from where they are
said, and 3 loses one word in a hundred that is right at 2."""

MOST_LOOKED_BACK = 200
"""Runs of matches before one that may come next before it: keeps thousands of chance hits in foreign text linear."""

_Ints = NDArray[np.int64]


def well_grounded(pairs: Sequence[tuple[int, int]], worths: Sequence[float], sizes: tuple[int, int]) -> list[bool]:
    """True for each matched pair (i, j), in order, that belongs to the chain that explains most by more than chance.

    `worths` are in nats; `sizes` are the lengths of the two sides, whose ends count as places where something was skipped.
    """
    if not pairs:
        return []
    starts = [0, *(k for k in range(1, len(pairs)) if not _adjoin(pairs[k - 1], pairs[k])), len(pairs)]
    runs = list(pairwise(starts))
    first = np.array([*(pairs[a] for a, _ in runs), sizes], np.int64).T
    last = np.array([(-1, -1), *(pairs[b - 1] for _, b in runs)], np.int64).T
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

    `first[:, k - 1]` is where run `k` or the end begins, `last[:, k]` where run `k` or the beginning ends.
    """
    total = np.zeros(len(worth))
    before = [0] * len(worth)
    older = 0  # the best of those too far back to be tried one by one
    for k in range(1, len(worth)):
        since = max(0, k - MOST_LOOKED_BACK)
        if since and total[since - 1] > total[older]:
            older = since - 1
        begins = first[:, k - 1 : k]
        gains = total[since:k] - _cost(begins - last[:, since:k])
        best = int(gains.argmax())
        before[k], total[k] = since + best, gains[best] + worth[k]
        if since:
            gain = total[older] - _cost(begins - last[:, older : older + 1])[0]
            if gain > gains[best]:
                before[k], total[k] = older, gain + worth[k]
    chain: list[int] = []
    at = before[-1]
    while at:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _cost(steps: _Ints) -> NDArray[np.float64]:
    """The cost of going so many keys forward on each side (a row for each), in nats.

    The places counted are those as near as this one is, and as near to the diagonal: what follows as many words heard as
    written is where it is expected.
    """
    a, b = steps
    costs: NDArray[np.float64] = SKIP_COST + np.log(np.minimum(a, b) * (1 + 2 * np.abs(a - b)))
    costs[a + b == 2] = 0.0
    return costs

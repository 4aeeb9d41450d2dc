"""Pairs that lie off the way: to reach them as much is left out on one side as on the other side to come back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from oncue.alignment.match.anchors import Pair

LEAST_STEP = 4
"""Keys more left out on one side than on the other: fewer are a stutter or two words heard as one."""


def detours(pairs: Sequence[Pair]) -> Iterator[tuple[int, int]]:
    """Ranges of `pairs`, strictly increasing, in order and apart, that fewer keys join than are left out to reach them.

    An n-gram that is unique only because its other reading was heard or printed wrongly is such a range. The pairs on both
    of its sides lie on one line, and so may what is between them.
    """
    steps = [
        (k, by)
        for k, ((i, j), (next_i, next_j)) in enumerate(pairwise(pairs), start=1)
        if abs(by := (next_j - j) - (next_i - i)) >= LEAST_STEP
    ]
    free_from = 0
    for (start, out), (end, back) in pairwise(steps):
        if start >= free_from and out * back < 0 and end - start < min(abs(out), abs(back)):
            yield start, end
            free_from = end + 1

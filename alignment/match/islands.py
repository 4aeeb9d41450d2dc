"""Which matches stand on enough ground: a chance hit between unrelated words is dropped.

Source: Ruzzo and Tompa (1999), "A linear time algorithm for finding all maximal scoring subsequences". Matches score
their worth, words skipped on either side cost a little, so that a run of matches is kept as a whole, and an `of` shared
by a page's footer and an untranscribed passage is not.
"""

from __future__ import annotations

from collections.abc import Sequence

SKIP_COST = 0.25
MOST_SKIP_COST = 4.0
LEAST_WORTH = 1.6


def maximal_segments(scores: Sequence[float]) -> list[tuple[int, int, float]]:
    """Half-open ranges of all maximal scoring subsequences of `scores`, in order, each with its sum."""
    stack: list[tuple[int, int, float, float]] = []  # start, end, sum before it, sum up to its end
    total = 0.0
    for position, score in enumerate(scores):
        if score <= 0:
            total += score
            continue
        start, before = position, total
        total += score
        end, upto = position + 1, total
        while True:
            k = len(stack) - 1
            while k >= 0 and stack[k][2] >= before:
                k -= 1
            if k < 0 or stack[k][3] >= upto:
                break
            start, before = stack[k][0], stack[k][2]
            del stack[k:]
        stack.append((start, end, before, upto))
    return [(start, end, upto - before) for start, end, before, upto in stack]


def well_grounded(pairs: Sequence[tuple[int, int]], worths: Sequence[float]) -> list[bool]:
    """For each matched pair (i, j), in order, whether it lies in a run worth at least `LEAST_WORTH`."""
    scores: list[float] = []
    for index, worth in enumerate(worths):
        if index:
            skipped = pairs[index][0] - pairs[index - 1][0] + pairs[index][1] - pairs[index - 1][1] - 2
            scores.append(-min(SKIP_COST * skipped, MOST_SKIP_COST))
        scores.append(worth)
    keep = [False] * len(worths)
    for start, end, worth in maximal_segments(scores):
        if worth >= LEAST_WORTH:
            for index in range((start + 1) // 2, (end + 1) // 2):
                keep[index] = True
    return keep

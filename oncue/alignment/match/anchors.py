"""Anchors: n-grams that occur once on each side, kept in the longest order-preserving set (patience diff).

Source: Bram Cohen's patience diff; n-grams instead of lines, since single words repeat. A language's natural word
frequencies leave a unique trigram every few words, which keeps what lies between anchors small and the whole near-linear.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

Pair = tuple[int, int]


def unique_ngram_pairs(a: Sequence[int], b: Sequence[int], n: int) -> list[Pair]:
    """Index pairs (i, j) whose n-gram `a[i:i+n] == b[j:j+n]` occurs exactly once in `a` and once in `b`; ordered by i."""
    once_a, once_b = _once(a, n), _once(b, n)
    return sorted((i, once_b[gram]) for gram, i in once_a.items() if gram in once_b)


def _once(sequence: Sequence[int], n: int) -> dict[tuple[int, ...], int]:
    first: dict[tuple[int, ...], int] = {}
    repeated: set[tuple[int, ...]] = set()
    for i, gram in enumerate(zip(*(sequence[k:] for k in range(n)), strict=False)):
        if gram in first:
            repeated.add(gram)
        else:
            first[gram] = i
    for gram in repeated:
        del first[gram]
    return first


def longest_increasing(pairs: Sequence[Pair]) -> list[Pair]:
    """The longest subsequence of `pairs` (ordered by i) in which j increases too."""
    tails: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect_left(tails, j)
        before.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(j)
            at.append(index)
        else:
            tails[place] = j
            at[place] = index
    kept: list[Pair] = []
    index = at[-1] if at else -1
    while index >= 0:
        kept.append(pairs[index])
        index = before[index]
    return kept[::-1]


def grow(a: Sequence[int], b: Sequence[int], anchors: Sequence[Pair], n: int) -> list[Pair]:
    """Every key pair the anchors' n-grams cover, extended both ways while the sides stay equal; strictly increasing."""
    pairs: list[Pair] = []
    last_i = last_j = -1
    for index, (i, j) in enumerate(anchors):
        if i + n <= last_i + 1:
            continue
        while i > last_i + 1 and j > last_j + 1 and a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
        if i <= last_i or j <= last_j:
            step = max(last_i + 1 - i, last_j + 1 - j)
            i, j = i + step, j + step
        stop_i, stop_j = anchors[index + 1] if index + 1 < len(anchors) else (len(a), len(b))
        while i < len(a) and j < len(b) and a[i] == b[j] and (i < stop_i) == (j < stop_j):
            pairs.append((i, j))
            last_i, last_j = i, j
            i, j = i + 1, j + 1
    return pairs


def extended(a: Sequence[int], b: Sequence[int], pairs: Sequence[Pair]) -> list[Pair]:
    """`pairs`, strictly increasing, and with them the equal keys that adjoin them in what no pair covers."""
    grown: list[Pair] = []
    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *pairs, (len(a), len(b))]):
        if i >= 0:
            grown.append((i, j))
        while i >= 0 and i + 1 < next_i and j + 1 < next_j and a[i + 1] == b[j + 1]:
            i, j = i + 1, j + 1
            grown.append((i, j))
        before: list[Pair] = []
        while next_i < len(a) and next_i - 1 > i and next_j - 1 > j and a[next_i - 1] == b[next_j - 1]:
            next_i, next_j = next_i - 1, next_j - 1
            before.append((next_i, next_j))
        grown += before[::-1]
    return grown

"""The beginnings of passages that only one side has: between two sentences, if the words allow it."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.alignment.match.anchors import Pair

LONGEST_SLIDE = 20
"""Words that two sentences may begin or end with alike."""


def at_sentence_ends(a: Sequence[int], b: Sequence[int], pairs: Sequence[Pair], ends: Sequence[bool]) -> list[Pair]:
    """`pairs` with what is left out between them moved to the end of a sentence, where equal keys allow it.

    Of `The end. The` with a sentence put in before the last word that begins with `The` as well, the last is that of the
    words after it. Fewer words move than they join. `ends[i]` says whether a sentence ends with key `i` of `a`.
    """
    moved = list(pairs)
    for k in range(len(moved) - 1):
        (i, j), (next_i, next_j) = moved[k], moved[k + 1]
        by = next_i - i - 1, next_j - j - 1
        if (by[0] > 0) == (by[1] > 0) or ends[i]:
            continue
        earlier = _run(moved[max(0, k + 1 - LONGEST_SLIDE) : k + 1][::-1], -1)
        later = _run(moved[k + 1 : k + 1 + LONGEST_SLIDE], 1)
        if count := _until_end([(x + by[0], y + by[1], x - 1) for x, y in earlier[: len(later) - 1]], a, b, ends):
            moved[k + 1 - count : k + 1] = [(x + by[0], y + by[1]) for x, y in earlier[:count][::-1]]
        elif count := _until_end([(x - by[0], y - by[1], x - by[0]) for x, y in later[: len(earlier) - 1]], a, b, ends):
            moved[k + 1 : k + 1 + count] = [(x - by[0], y - by[1]) for x, y in later[:count]]
    return moved


def _run(pairs: Sequence[Pair], step: int) -> list[Pair]:
    """The first of these pairs that follow each other without a gap, in steps of 1 or -1."""
    length = 1
    while length < len(pairs) and pairs[length] == (pairs[length - 1][0] + step, pairs[length - 1][1] + step):
        length += 1
    return list(pairs[:length])


def _until_end(places: Sequence[tuple[int, int, int]], a: Sequence[int], b: Sequence[int], ends: Sequence[bool]) -> int:
    """The count of places (i, j, last key before the break) that it takes to come to the end of a sentence; 0: it cannot."""
    for count, (i, j, last) in enumerate(places, start=1):
        if a[i] != b[j]:
            return 0
        if last >= 0 and ends[last]:
            return count
    return 0

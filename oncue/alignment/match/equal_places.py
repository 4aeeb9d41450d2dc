"""Which of several places that match alike: words of the text before those that may be unsaid, the first singing first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oncue.alignment.match.anchors import Pair

LEAST_REPEATED = 5
"""Words that make a passage: fewer are said twice for other reasons, as when somebody begins a sentence again."""

LEAST_ALIKE = 0.85
"""Mean likeness of a passage with the text; a recogniser hears a chorus a little differently each time."""

LONGEST_PASSAGE = 400


def ordinary_first(a: Sequence[int], pairs: Sequence[Pair], ordinary: Sequence[bool]) -> list[Pair]:
    """`pairs` with those of words that need not be said (an aside in brackets) moved to equal words of the text beside them
    that were left out. `ordinary[i]` says whether key `i` of `a` is of the text itself."""
    moved = list(pairs)
    for k in range(len(moved) - 1):
        i, next_i = moved[k][0], moved[k + 1][0]
        missing = next_i - i - 1
        if not missing:
            continue
        later = _candidates(moved, k + 1, ordinary, 1)
        if later and later <= missing and _equal(a, ordinary, i + 1, next_i, later):
            moved[k + 1 : k + 1 + later] = [(i + 1 + t, moved[k + 1 + t][1]) for t in range(later)]
            continue
        earlier = _candidates(moved, k, ordinary, -1)
        if earlier and earlier <= missing and _equal(a, ordinary, next_i - earlier, i - earlier + 1, earlier):
            first = k + 1 - earlier
            moved[first : k + 1] = [(next_i - earlier + t, moved[first + t][1]) for t in range(earlier)]
    return moved


def _candidates(pairs: Sequence[Pair], first: int, ordinary: Sequence[bool], step: int) -> int:
    """How many pairs in a row from `first` on, in steps of 1 or -1 and without a gap, are of words that need not be said."""
    at = first
    while 0 <= at < len(pairs) and not ordinary[pairs[at][0]]:
        if at != first and pairs[at] != (pairs[at - step][0] + step, pairs[at - step][1] + step):
            break
        at += step
    return abs(at - first)


def _equal(a: Sequence[int], ordinary: Sequence[bool], text: int, aside: int, count: int) -> bool:
    return all(ordinary[text + t] and a[text + t] == a[aside + t] for t in range(count))


def first_of_equal(
    pairs: Sequence[Pair], b_size: int, likeness: Callable[[int, int], float], ends: Sequence[bool]
) -> list[Pair]:
    """`pairs` with a passage that is said several times and published once moved to the first time it is said.

    `likeness(i, j)` is that of key `i` of the text with key `j` that was heard, 0..1; `ends[i]` says whether a sentence or a
    line may end with key `i`. `b_size` is the number of keys heard.
    """
    moved = list(pairs)
    for k in range(len(moved)):
        j = moved[k][1]
        from_j = moved[k - 1][1] + 1 if k else 0
        if j - from_j < LEAST_REPEATED:
            continue
        run = _run_length(moved, k)
        for start in range(from_j, min(j, b_size) - LEAST_REPEATED + 1):
            count = _alike(moved[k : k + min(run, j - start)], start, likeness, ends)
            if count >= LEAST_REPEATED:
                moved[k : k + count] = [(moved[k + t][0], start + moved[k + t][1] - j) for t in range(count)]
                break
    return moved


def _run_length(pairs: Sequence[Pair], first: int) -> int:
    """Of the pairs that follow each other with no more than a misheard word between them."""
    length = 1
    while first + length < len(pairs) and length < LONGEST_PASSAGE:
        (i, j), (next_i, next_j) = pairs[first + length - 1], pairs[first + length]
        if next_i - i > 2 or next_i - i != next_j - j:
            break
        length += 1
    return length


def _alike(run: Sequence[Pair], start: int, likeness: Callable[[int, int], float], ends: Sequence[bool]) -> int:
    """How many of these pairs may be moved so that the first is at `start`: as far as that is as much alike."""
    j = run[0][1]
    total, before, best = 0.0, 0.0, 0
    for count, (i, heard) in enumerate(run, start=1):
        to = start + heard - j
        alike = likeness(i, to) if to < j else 0.0
        if not alike:
            break
        total += alike
        before += likeness(i, heard)
        if ends[i] and total >= max(before, LEAST_ALIKE * count):
            best = count
    return best

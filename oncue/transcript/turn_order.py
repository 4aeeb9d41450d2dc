"""In which order turns with times are said, and who goes on where nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

_T = TypeVar("_T")
_MORE_THAN_A_DAYS_HALF = 12 * 3600.0

ORDERED = "order_by_time: The transcript's turns were not in the order of their times. They were put in order."


def by_time(turns: Sequence[_T], starts: Sequence[float | None]) -> list[_T]:
    """`turns` in the order of `starts`, all in one unit; one without (None) stays below the turn it follows.

    A clock that passes midnight once turns nothing round.
    """
    filled: list[float] = []
    for start in starts:
        filled.append(start if start is not None else filled[-1] if filled else -1.0)
    falls = [earlier - later for earlier, later in pairwise(filled) if later < earlier]
    if not falls or (len(falls) == 1 and _MORE_THAN_A_DAYS_HALF < falls[0] <= 2 * _MORE_THAN_A_DAYS_HALF):
        return list(turns)
    return [turns[n] for n in sorted(range(len(turns)), key=filled.__getitem__)]


def names_once(speakers: Sequence[str | None]) -> bool:
    """Whether a speaker is named only where it changes: the same name never follows itself, whatever is between."""
    names = [speaker.casefold() for speaker in speakers if speaker]
    return len(names) > 1 and len(names) < len(speakers) and all(one != two for one, two in pairwise(names))

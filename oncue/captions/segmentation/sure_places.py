"""Places where captions are parted in any case, whatever stands far before and far behind a stretch of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_

import numpy as np

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.break_costs import Joints
from oncue.captions.segmentation.cue_breaks import WeighedPieces, weighed_pieces
from oncue.captions.segmentation.units import SpeakerTurn, Unit
from oncue.captions.segmentation.unspaced_breaks import settled


def sure_places(
    units: Sequence[Unit],
    turns: Sequence[SpeakerTurn],
    joints: Joints,
    limits: CaptionLimits,
    language: str,
    duration_ms: int,
) -> list[int]:
    """The places between these units that every division of least cost (`divide`) of any text with them has, in order.

    No piece is longer than the limits let it be. So whatever the text before, one piece begins at some place of a window at
    the front, and one ends at some place of a window at the back; a division of least cost has the least costs between these
    two as well. A place that every way of least cost from every place of one window to every place of the other has,
    is had in any case. Costs at both edges, which hang on what stands beyond, are not looked at.
    """
    places = _trusted(units, language)
    if not places:
        return []
    pauses = [place for place in places if units[place].start_ms - units[place - 1].end_ms >= limits.pause_ms]
    front, back = _front(units, places, limits), _back(units, places, limits)
    if not front or not back or front[-1] >= back[0]:
        return pauses
    weighed = weighed_pieces(units, turns, joints, limits, duration_ms)
    return sorted({*pauses, *_common(weighed, front, back)})


def _trusted(units: Sequence[Unit], language: str) -> range:
    """The places at which the costs of pieces hang on nothing beyond the units.

    Loose punctuation beyond may belong to the units at the edges, and the cost of a break hangs on the two words behind it.
    """
    first, last = settled(units, language)
    return range(max(2, first), min(len(units) - 3, last) + 1)


def _front(units: Sequence[Unit], places: range, limits: CaptionLimits) -> range:
    """The places of which any division has one, by what no piece can hold, from the first place on."""
    first = places[0] - 1
    for last in places:
        if _too_long(units, first, last, limits):
            return range(places[0], last)
    return range(0)


def _back(units: Sequence[Unit], places: range, limits: CaptionLimits) -> range:
    """As `_front`, up to the last place."""
    last = places[-1] + 1
    for first in reversed(places):
        if _too_long(units, first, last, limits):
            return range(first + 1, last)
    return range(0)


def _too_long(units: Sequence[Unit], first: int, last: int, limits: CaptionLimits) -> bool:
    """True where no piece holds units [first, last) and perhaps more: of a pair of turns, too, each has but a line."""
    if last - first == 1:
        return False
    width = sum(unit.width + unit.space for unit in units[first:last]) - units[first].space
    # Each line break saves one space.
    if width > limits.max_lines * (limits.max_columns + 1) - 1:
        return True
    return units[last - 1].end_ms - units[first].start_ms > limits.max_duration_ms


def _common(weighed: WeighedPieces, front: range, back: range) -> Iterable[int]:
    """The places that all ways of least cost from `front` to `back` have."""
    begin, end = front[0], back[-1]
    least = np.full((end + 1, len(front)), np.inf)
    # For each place and start, the places that all ways of least cost between them have, as bits.
    passed: list[list[int]] = [[0] * len(front) for _ in range(end + 1)]
    for last, row in enumerate(weighed.rows, 1):
        if last > end:
            break
        if last < begin:
            continue
        firsts = list(range(last - 1, max(begin, last - len(row)) - 1, -1))
        costs = [*row[: len(firsts)]]
        if last in weighed.pairs and weighed.pairs[last][1].first >= begin:
            costs.append(weighed.pairs[last][0])
            firsts.append(weighed.pairs[last][1].first)
        if firsts:
            ways = least[firsts] + np.array(costs)[:, None]
            least[last] = ways.min(axis=0)
            for start in range(min(len(front), last - begin)):
                best = np.flatnonzero(ways[:, start] == least[last, start])
                passed[last][start] = reduce(and_, (passed[firsts[way]][start] for way in best)) | 1 << last
        if last in front:
            least[last, last - begin] = 0.0
            passed[last][last - begin] = 1 << last
    found = reduce(and_, (passed[last][start] for last in back for start in range(len(front))))
    return (place for place in range(begin, end + 1) if found >> place & 1)

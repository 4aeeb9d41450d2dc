"""What every possible cue costs, thousands at a time in numpy: a person may wait for a programme's captions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.break_costs import Joints
from oncue.captions.segmentation.line_breaks import LINE_SHARE, LONELY_ON_LINE, MORE_LINES, TOP_HEAVY, UNEQUAL
from oncue.captions.segmentation.syntax import COMMA
from oncue.captions.segmentation.units import SpeakerTurn, Unit
from oncue.text.display_text import columns

_Floats = NDArray[np.float64]
_Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Every cue costs the reader a look down; this much bad breaking is worth one cue less.
CUE_COST = 30.0
# One word alone is read at a glance but looks like a mistake; two are hardly better.
_LONELY_WORD = 45.0
_LONELY_PAIR = 14.0
# A cue that finishes one sentence and begins another, and ends after a clause or amid one of it (BBC 3.2).
_BEGUN_CLAUSE = 10.0
_BEGUN_SENTENCE = 22.0
_BEGUN_BY_A_WORD_OR_TWO = 30.0
_ENDED_BY_A_WORD_OR_TWO = 25.0
# Per whole excess: a cue shown for half the time that it needs costs this much.
_TOO_FAST = 60.0
_TOO_SHORT = 55.0

_AT_ONCE = 16_384
"""Cues weighed together: their arrays stay in the processor's cache, and memory does not grow with the text."""


@dataclass(frozen=True, slots=True)
class Cues:
    """Possible cues of units [first, last), for each `last` of a range the shortest first.

    `where[last - least]` is the index of the one of a single unit.
    """

    first: _Integers
    last: _Integers
    where: _Integers
    least: int

    def index(self, first: _Integers, last: _Integers) -> _Integers:
        """The indices of the cues [first, last) among these."""
        found: _Integers = self.where[last - self.least] + last - 1 - first
        return found


class Weighing:
    """Weighs all cues that keep the hard limits, whoever speaks in them: neither the units nor the turns may be empty."""

    def __init__(
        self, units: Sequence[Unit], turns: Sequence[SpeakerTurn], joints: Joints, limits: CaptionLimits, ends: Sequence[int]
    ) -> None:
        self._limits = limits
        self._count = len(units)
        self._start: _Integers = np.array([unit.start_ms for unit in units], np.int64)
        self._ends: _Integers = np.array(ends, np.int64)
        spaces = np.array([unit.space for unit in units], np.int64)
        widths = np.array([unit.width for unit in units], np.int64)
        self._right: _Integers = np.concatenate([[0], np.cumsum(widths + spaces)])
        """Columns of units [0, i) on one line."""
        self._left: _Integers = self._right[:-1] + spaces
        """The column at which unit i begins on that line."""
        self._line: _Floats = np.array(joints.line, np.float64)
        self._cue: _Floats = CUE_COST + np.array(joints.cue, np.float64)
        self._across: _Floats = np.array(joints.across, np.float64)
        self._sentence: Flags = np.array(joints.ends_sentence, np.bool_)
        self._before: _Integers = np.array(joints.sentence_before, np.int64)
        self._after: _Integers = np.array(joints.sentence_after, np.int64)
        self._clean: Flags = self._line <= COMMA  # a sentence or a clause ends there
        self._lead, self._lines = self._leads({turn.first: turn for turn in turns})
        self._counts = self._possible(units, joints)

    def _leads(self, starting: Mapping[int, SpeakerTurn]) -> tuple[_Integers, _Integers]:
        """For each unit the columns that a label before it takes, and the lines left for words in a cue that it begins."""
        leads, lines = np.zeros(self._count, np.int64), np.full(self._count, self._limits.max_lines)
        for place, turn in starting.items():
            if turn.label and turn.apart:
                lines[place] -= 1
            elif turn.label:
                leads[place] = columns(turn.label) + 1
        return leads, lines

    def _possible(self, units: Sequence[Unit], joints: Joints) -> _Integers:
        """For each place, how many cues may end there: that of a single unit always, and longer ones up to a hard limit."""
        limits = self._limits
        places = np.arange(self._count + 1)
        spoken_ms = np.array([0, *(unit.end_ms for unit in units)], np.int64)
        in_time = np.searchsorted(self._start, spoken_ms - limits.max_duration_ms)
        # Each line break saves one space.
        in_width = np.searchsorted(self._left, self._right - (limits.max_lines * (limits.max_columns + 1) - 1))
        forced = np.maximum.accumulate(np.where(joints.forced, places, 0))
        unbroken = np.concatenate([[0], forced[:-1]])
        longest = np.minimum(np.maximum(np.maximum(in_time, in_width), unbroken), places - 1)
        counts: _Integers = places - longest
        counts[0] = 0
        return counts

    def rows(self, at_once: int = _AT_ONCE) -> Iterator[list[float]]:
        """For each place from 1 the costs of the cues that end there, the shortest first; infinite where they do not fit."""
        upto = np.cumsum(self._counts)
        least = 1
        while least <= self._count:
            most = max(least + 1, int(np.searchsorted(upto, upto[least - 1] + at_once, "right")))
            cues = self.cues(least, min(most, self._count + 1))
            costs = _exact(self._costs(cues))
            counts = self._counts[least:most].tolist()
            yield from (costs[place : place + count] for place, count in zip(cues.where.tolist(), counts, strict=True))
            least = most

    def cues(self, least: int, most: int) -> Cues:
        """All that end at the places [least, most) and keep to width and duration, and run across no forced place."""
        counts = self._counts[least:most]
        where = np.cumsum(counts) - counts
        last = np.repeat(np.arange(least, most), counts)
        first = last - 1 - (np.arange(len(last)) - np.repeat(where, counts))
        return Cues(first, last, where, least)

    def _costs(self, cues: Cues) -> _Floats:
        first, last = cues.first, cues.last
        costs = self._cue[last] + self._across[last - 1] - self._across[first]
        costs += self._time_costs(first, last) + self._shape_costs(first, last) + self.line_costs(cues)
        return costs

    def shared_costs(self, spans: Sequence[tuple[int, int]]) -> list[float]:
        """The costs of cues of two turns, units [first, last) each, besides being shared: each turn has a line to itself."""
        first, last = np.array(spans, np.int64).reshape(-1, 2).T
        return _exact(CUE_COST + self._across[last - 1] - self._across[first] + self._time_costs(first, last))

    def _time_costs(self, first: _Integers, last: _Integers) -> _Floats:
        """The costs of cues that cannot stay as long as their length or their readers need."""
        limits = self._limits
        start = self._start[first]
        # Never nothing: words may share one instant.
        longest = np.maximum(1, np.minimum(self._ends[last], start + limits.max_duration_ms) - start)
        shortest = np.maximum(longest, limits.min_duration_ms // 8)
        costs = np.where(longest < limits.min_duration_ms, _TOO_SHORT * (limits.min_duration_ms / shortest - 1), 0.0)
        needed = self._reading_ms(self._right[last] - self._left[first], last - first)
        found: _Floats = costs + np.where(longest < needed, _TOO_FAST * np.minimum(needed / longest - 1, 4), 0.0)
        return found

    def _reading_ms(self, columns: _Integers, words: _Integers) -> NDArray[Any]:
        """`CaptionLimits.reading_ms` of many texts."""
        cps, wpm = self._limits.max_cps, self._limits.max_wpm
        by_columns = -(-columns * 1000 // (cps * self._limits.char_columns)) if cps else 0
        by_words = -(-words * 60_000 // wpm) if wpm else 0
        return np.maximum(np.maximum(by_columns, by_words), np.zeros_like(columns))

    def _shape_costs(self, first: _Integers, last: _Integers) -> _Floats:
        """The costs of cues that are scraps, or begin a sentence which they do not bring to a clause's end."""
        length = last - first
        whole = self._sentence[first] & self._sentence[last]
        costs = np.where(whole | (length > 2), 0.0, np.where(length == 1, _LONELY_WORD, _LONELY_PAIR))
        begun = self._before[last]
        begins = (begun != last) & (begun > first)
        costs += np.where(begins, np.where(self._clean[last], _BEGUN_CLAUSE, _BEGUN_SENTENCE), 0.0)
        costs += np.where(begins & (last - begun <= 2), _BEGUN_BY_A_WORD_OR_TWO, 0.0)
        finished = self._after[first]
        scrap = ~self._sentence[first] & (finished - first <= 2) & (finished < last)
        found: _Floats = costs + np.where(scrap, _ENDED_BY_A_WORD_OR_TWO, 0.0)
        return found

    def line_costs(self, cues: Cues) -> _Floats:
        """The costs of `LineFiller.fill`; infinite where it finds nothing."""
        lead, lines = self._lead[cues.first], self._lines[cues.first]
        one_line = lead + self._right[cues.last] - self._left[cues.first] <= self._limits.max_columns
        costs = np.where(one_line | (cues.last - cues.first == 1), 0.0, np.inf)
        for allowed in range(2, self._limits.max_lines + 1):
            unfilled = np.flatnonzero(np.isinf(costs) & (lines >= allowed))
            costs[unfilled] = self._split(cues, unfilled, costs if allowed > 2 else None)
        return costs

    def _split(self, cues: Cues, chosen: _Integers, below: _Floats | None) -> _Floats:
        """The least costs of the `chosen` cues with a line break at each possible place; what follows the first line is one
        line, or costs what `below` says. No turn begins inside a cue, so a lower line never has a label."""
        limit = self._limits.max_columns
        first, last = cues.first[chosen], cues.last[chosen]
        # The first place after which the rest fits one line, and the last place before which the first line does.
        least = first + 1
        if below is None:
            least = np.maximum(least, np.minimum(np.searchsorted(self._left, self._right[last] - limit), last - 1))
        fitting = np.searchsorted(self._right, self._left[first] + limit - self._lead[first], "right") - 1
        most = np.minimum(np.maximum(fitting, first + 1), last - 1)
        counts = np.maximum(0, most - least + 1)
        costs = np.full(len(chosen), np.inf)
        found = np.flatnonzero(counts)
        if not len(found):
            return costs
        counts = counts[found]
        where = np.cumsum(counts) - counts
        owner = np.repeat(found, counts)
        place = least[owner] + np.arange(len(owner)) - np.repeat(where, counts)
        first, last = first[owner], last[owner]
        top = self._lead[first] + self._right[place] - self._left[first]
        rest = self._right[last] - self._left[place]
        more = 0.0 if below is None else np.where(rest > limit, below[cues.index(place, last)], np.inf)
        rest = rest if below is None else np.full(len(rest), limit)
        each = MORE_LINES + LINE_SHARE * self._line[place] + UNEQUAL * np.abs(top - rest) / limit + more
        each += np.where(top > rest, TOP_HEAVY * (top - rest) / limit, 0.0)
        within = ~self._sentence[place]
        each += np.where(within & (place == first + 1), LONELY_ON_LINE, 0.0)
        each += np.where(within & (place == last - 1), LONELY_ON_LINE, 0.0)
        costs[found] = np.minimum.reduceat(each, where)
        return costs


def _exact(costs: _Floats) -> list[float]:
    """The costs to 2^-16, so that sums of them have no rounding: two divisions that cost the same are found to, on any
    machine, and the one whose last cues are shorter wins."""
    exact: list[float] = (np.rint(costs * 65_536) / 65_536).tolist()
    return exact

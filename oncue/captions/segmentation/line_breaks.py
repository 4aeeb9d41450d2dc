"""Where a cue's lines break: the fewest lines that hold the text, broken at the best places."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.break_costs import Joints
from oncue.captions.segmentation.units import Unit

# A line break inside a sentence weighs less than a cue's end there: both halves are on screen together.
LINE_SHARE = 0.8
# Lines of unequal length. A short line above a long one covers less of the picture (Netflix prefers bottom-heavy).
UNEQUAL = 16.0
TOP_HEAVY = 10.0
# One word alone on a line, unless it is a sentence ("Yes.").
LONELY_ON_LINE = 24.0
# More lines cover more of the picture: Netflix keeps text on one line unless it does not fit.
MORE_LINES = 3.0

Breaks = tuple[float, tuple[int, ...]]


class LineFiller:
    """Breaks units [i, j) into lines. Keeps running widths, so that one question costs a few additions."""

    def __init__(self, units: Sequence[Unit], joints: Joints, limits: CaptionLimits) -> None:
        self._joints = joints
        self._limit = limits.max_columns
        self._spaces = [unit.space for unit in units] + [0]
        self._sums = [0, *accumulate(unit.width + unit.space for unit in units)]

    def width(self, first: int, last: int) -> int:
        """Columns of units [first, last) on one line."""
        return self._sums[last] - self._sums[first] - self._spaces[first]

    def fill(self, first: int, last: int, lead: int, lines: int) -> Breaks | None:
        """The cost and the places of the line breaks of units [first, last), or None when they do not fit.

        `lead` columns of the first line are taken by a label. A single unit too wide for any line gets one to itself.
        """
        if lead + self.width(first, last) <= self._limit or last - first == 1:
            return 0.0, ()
        best: Breaks | None = None
        for allowed in range(2, lines + 1):
            best = self._split(first, last, lead, allowed)
            if best is not None:
                break
        return best

    def _split(self, first: int, last: int, lead: int, lines: int) -> Breaks | None:
        """The best division into two lines, or into a first line and at most `lines - 1` more."""
        limit, sums, spaces, costs = self._limit, self._sums, self._spaces, self._joints.line
        best: Breaks | None = None
        for place in range(first + 1, last):
            top = lead + sums[place] - sums[first] - spaces[first]
            if top > limit and place > first + 1:
                break
            rest = sums[last] - sums[place] - spaces[place]
            if rest > limit and last - place > 1:
                if lines == 2:
                    continue
                below = self.fill(place, last, 0, lines - 1)
                if below is None:
                    continue
                rest, (more, others) = limit, below
            else:
                more, others = 0.0, ()
            cost = MORE_LINES + LINE_SHARE * costs[place] + UNEQUAL * abs(top - rest) / limit + more
            if top > rest:
                cost += TOP_HEAVY * (top - rest) / limit
            if place == first + 1 and not self._joints.ends_sentence[place]:
                cost += LONELY_ON_LINE
            if place == last - 1 and not self._joints.ends_sentence[place]:
                cost += LONELY_ON_LINE
            if best is None or cost < best[0]:
                best = cost, (place, *others)
        return best

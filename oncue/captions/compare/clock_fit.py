"""How the clock of a caption file runs beside another one: offset, drift, and places where a cut moves it.

All is by medians, so that neither words that were timed wrongly nor captions that come early or late by habit count for
much. The slope is that of Theil (1950) and Sen (1968): the median of the slopes between pairs of points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

LEAST_POINTS = 5
"""Captions on either side of a jump, at least."""

LEAST_DRIFT_POINTS = 8
"""Fewest captions that a drift is told by; the times of fewer scatter more than one moves them."""

MOST_DRIFT = 0.25
"""Most that a clock runs faster or slower, of what the other does. More is no clock, but captions of something else."""

LEAST_JUMP_MS = 400
"""Least jump of the clock, in milliseconds, that is told as a cut: more than captions come early or late by habit."""

LEAST_MOVE_MS = 120
"""Least that a drift moves the clock from the first caption to the last, in milliseconds, to be told as one."""

NAME_TOLERANCE_PPM = 150.0
"""Parts per million between a drift and the ratio of two frame rates that it is named after, at least; more where the times
scatter or the recording is short."""

WINDOW = 20
"""Captions on either side of a jump whose level is compared."""

MOST_SLOPES = 1_000
"""Points whose slopes are taken in pairs; of more, every n-th."""

RATIOS: Mapping[str, float] = MappingProxyType(
    {
        "25/24": 25 / 24,
        "24/25": 24 / 25,
        "25/23.976": 25 * 1001 / 24000,
        "23.976/25": 24000 / 1001 / 25,
        "1001/1000": 1001 / 1000,
        "1000/1001": 1000 / 1001,
        "30/25": 30 / 25,
        "25/30": 25 / 30,
    }
)
"""What a clock runs like when a programme is taken from one frame rate to another and its captions are not."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ClockPart:
    """A stretch of captions, from `start_ms` to `end_ms` of the recording, that are `offset_ms` late (early, below 0).

    Where the clock drifts, that is the median, and `at_zero_ms` what it would be at the recording's beginning.
    """

    start_ms: int
    end_ms: int
    offset_ms: int
    points: int
    at_zero_ms: float


@dataclass(frozen=True, slots=True)
class ClockFit:
    """A clock beside another: `offset_ms` is the median of how late it is (below 0: early), over `points` of both.

    `drift_ppm` is how much faster it runs, in millionths; 0 where it does not move so much that it could be told. `ratio` is
    the ratio of frame rates that this is, such as `25/24`. `spread_ms` is the median distance from offset and drift, and
    `parts` has more than one entry where the clock jumps; then `offset_ms` is that of the most captions.
    """

    points: int
    offset_ms: int
    drift_ppm: float
    ratio: str | None
    spread_ms: int
    parts: tuple[ClockPart, ...]

    @property
    def jumps(self) -> bool:
        """True where the programme was cut or something was put into it."""
        return len(self.parts) > 1

    def corrected(self, at_ms: int) -> int:
        """A time of this clock as the other one has it."""
        runs = 1 + self.drift_ppm / 1e6
        starts = [part.start_ms * runs + part.at_zero_ms for part in self.parts]
        part = self.parts[max(0, bisect_right(starts, at_ms + LEAST_JUMP_MS) - 1)]
        return round((at_ms - part.at_zero_ms) / runs)


def clock_fit(reference_ms: Sequence[int], clock_ms: Sequence[int]) -> ClockFit | None:
    """How a clock runs beside a reference, by the times of the same events on both, in order; None of none."""
    if not reference_ms:
        return None
    at = np.asarray(reference_ms, np.float64)
    order = np.argsort(at, kind="stable")
    at, late = at[order], (np.asarray(clock_ms, np.float64) - np.asarray(reference_ms, np.float64))[order]
    slope = _slope_between_jumps(at, late)
    bounds = _jumps(late - slope * at)
    part_of = np.searchsorted(bounds, np.arange(len(at)), side="right")
    slope = _theil_sen(at, late, part_of)
    rest = late - slope * at
    for part in range(len(bounds) + 1):
        rest[part_of == part] -= np.median(rest[part_of == part])
    spread_ms = float(np.median(np.abs(rest)))
    if abs(slope) * float(at[-1] - at[0]) < max(LEAST_MOVE_MS, 2 * spread_ms):
        slope = 0.0
    return _fit(at, late, slope, _still_jumps(late - slope * at, bounds))


def _fit(at: _Floats, late: _Floats, slope: float, bounds: Sequence[int]) -> ClockFit:
    straight = late - slope * at
    parts = []
    rest = straight.copy()
    for first, last in zip([0, *bounds], [*bounds, len(at)], strict=True):
        rest[first:last] -= np.median(straight[first:last])
        offset_ms = round(float(np.median(late[first:last])))
        at_zero_ms = round(float(np.median(straight[first:last])), 1)
        parts.append(ClockPart(round(at[first]), round(at[last - 1]), offset_ms, last - first, at_zero_ms))
    spread_ms = float(np.median(np.abs(rest)))
    main = max(parts, key=lambda part: part.points)
    return ClockFit(
        points=len(at),
        offset_ms=main.offset_ms,
        drift_ppm=round(slope * 1e6, 1),
        ratio=_named(slope, spread_ms, float(at[-1] - at[0])),
        spread_ms=round(spread_ms),
        parts=tuple(parts),
    )


def _named(slope: float, spread_ms: float, span_ms: float) -> str | None:
    if not slope:
        return None
    name = min(RATIOS, key=lambda each: abs(RATIOS[each] - 1 - slope))
    tolerance = max(NAME_TOLERANCE_PPM / 1e6, spread_ms / span_ms)
    return name if abs(RATIOS[name] - 1 - slope) <= min(tolerance, 0.2 * abs(RATIOS[name] - 1)) else None


def _slope_between_jumps(at: _Floats, late: _Floats) -> float:
    """A slope that a few jumps do not change: the median of those between points an eighth of the captions apart."""
    lag = len(at) // 8
    if not lag:
        return 0.0
    apart = at[lag:] - at[:-lag]
    kept = apart > 0
    return _plausible((late[lag:] - late[:-lag])[kept] / apart[kept])


def _theil_sen(at: _Floats, late: _Floats, part_of: NDArray[np.int64]) -> float:
    """The median slope between two points of one part."""
    step = -(-len(at) // MOST_SLOPES)
    at, late, part_of = at[::step], late[::step], part_of[::step]
    first, second = np.triu_indices(len(at), 1)
    kept = (at[second] > at[first]) & (part_of[second] == part_of[first])
    first, second = first[kept], second[kept]
    return _plausible((late[second] - late[first]) / (at[second] - at[first])) if len(at) >= LEAST_DRIFT_POINTS else 0.0


def _plausible(slopes: _Floats) -> float:
    slope = float(np.median(slopes)) if len(slopes) else 0.0
    return slope if abs(slope) <= MOST_DRIFT else 0.0


def _jumps(level: _Floats, first: int = 0) -> list[int]:
    """Where a level jumps, as indices of the first points behind it; the sharpest jump first, then in what it parts."""
    count = len(level)
    if count < 2 * LEAST_POINTS:
        return []
    windows = np.lib.stride_tricks.sliding_window_view(level, LEAST_POINTS)
    medians = np.median(windows, axis=1)
    steps = np.abs(medians[LEAST_POINTS:] - medians[:-LEAST_POINTS])
    k = int(np.argmax(steps)) + LEAST_POINTS
    # The medians are as far apart anywhere within two points of the jump: it is where the whole fits two levels best.
    near = range(max(LEAST_POINTS, k - LEAST_POINTS), min(count - LEAST_POINTS, k + LEAST_POINTS) + 1)
    k = min(near, key=lambda at: _distance(level[:at][-WINDOW:]) + _distance(level[at:][:WINDOW]))
    before, after = level[:k], level[k:]
    jump = abs(float(np.median(after[:WINDOW]) - np.median(before[-WINDOW:])))
    if jump < max(LEAST_JUMP_MS, 4 * _scatter(before), 4 * _scatter(after)):
        return []
    return [*_jumps(before, first), first + k, *_jumps(after, first + k)]


def _still_jumps(level: _Floats, bounds: Sequence[int]) -> list[int]:
    """Those places where the level jumps now that the drift is taken off."""
    kept: list[int] = []
    for k, bound in enumerate(bounds):
        before = level[kept[-1] if kept else 0 : bound]
        after = level[bound : bounds[k + 1] if k + 1 < len(bounds) else len(level)]
        if abs(float(np.median(after) - np.median(before))) >= LEAST_JUMP_MS:
            kept.append(bound)
    return kept


def _distance(level: _Floats) -> float:
    return float(np.abs(level - np.median(level)).sum())


def _scatter(level: _Floats) -> float:
    return float(np.median(np.abs(np.diff(level)))) if len(level) > 1 else 0.0

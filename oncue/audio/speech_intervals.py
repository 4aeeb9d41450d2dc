"""When somebody speaks in a recording, and where one may stop to listen: in its long pauses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from oncue.audio.vad import VAD_FRAME_MS
from oncue.model import Interval

PAUSE_PROBABILITY = 0.35
SHORTEST_PAUSE_FRAMES = 4

PADDING_MS = 300

LONG_SILENCE_MS = 4000
"""Nothing that is said goes on across it."""


class Speech:
    """Stretches of speech, in milliseconds, in order. Places beside one lie `PADDING_MS` away from it."""

    def __init__(self, intervals: Sequence[Interval]) -> None:
        self._intervals = intervals
        self._starts = [start_ms for start_ms, _ in intervals]
        self._ends = [end_ms for _, end_ms in intervals]

    def within(self, start_ms: int, end_ms: int) -> Interval | None:
        """From the first speech to the last between two times; None where there is none."""
        first, last = bisect_right(self._ends, start_ms), bisect_left(self._starts, end_ms)
        if first == last:
            return None
        return max(start_ms, self._starts[first] - PADDING_MS), min(end_ms, self._ends[last - 1] + PADDING_MS)

    def between_ms(self, start_ms: int, end_ms: int) -> int:
        """How long somebody speaks between two times."""
        inside = self._intervals[bisect_right(self._ends, start_ms) : bisect_left(self._starts, end_ms)]
        return sum(min(b, end_ms) - max(a, start_ms) for a, b in inside)

    def last_pause(self, start_ms: int, end_ms: int) -> int | None:
        """Where the last long pause between two times begins, if at least half of the speech is before it."""
        half_ms = self.between_ms(start_ms, end_ms) / 2
        for k in range(bisect_left(self._starts, end_ms) - 1, -1, -1):
            at_ms = self._ends[k] + PADDING_MS
            if at_ms <= start_ms or self.between_ms(start_ms, at_ms) < half_ms:
                break
            if at_ms < end_ms and k + 1 < len(self._starts) and self._starts[k + 1] - self._ends[k] >= LONG_SILENCE_MS:
                return at_ms
        return None

    def first_pause(self, start_ms: int, end_ms: int) -> int | None:
        """Where the first long pause between two times ends, if at least half of the speech is after it."""
        half_ms = self.between_ms(start_ms, end_ms) / 2
        for k in range(bisect_right(self._ends, start_ms), len(self._starts)):
            at_ms = self._starts[k] - PADDING_MS
            if at_ms >= end_ms or self.between_ms(at_ms, end_ms) < half_ms:
                break
            if at_ms > start_ms and k > 0 and self._starts[k] - self._ends[k - 1] >= LONG_SILENCE_MS:
                return at_ms
        return None


def quiet_intervals(probabilities: NDArray[np.float32], duration_ms: int) -> list[Interval]:
    """Pauses of at least an eighth of a second, as half-open intervals in milliseconds, in order."""
    quiet = np.concatenate(([False], probabilities < PAUSE_PROBABILITY, [False]))
    edges = np.flatnonzero(np.diff(quiet.astype(np.int8)))
    return [
        (int(a) * VAD_FRAME_MS, min(int(b) * VAD_FRAME_MS, duration_ms))
        for a, b in zip(edges[::2], edges[1::2], strict=True)
        if b - a >= SHORTEST_PAUSE_FRAMES
    ]

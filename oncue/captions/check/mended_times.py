"""Times of captions, mended: on frames, without overlaps and flickers, long enough wherever there is silence for it.

The in-time stays where it is, as it goes with the sound; a caption is ended earlier or later.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor

from oncue.captions.check.examined import Examined
from oncue.captions.check.shown_lines import said
from oncue.captions.formats.written import WrittenCue
from oncue.frame_rate import FrameRate
from oncue.text.display_text import columns


@dataclass(frozen=True, slots=True)
class _Clock:
    """Times in frames of `rate`, or in milliseconds where it is None."""

    rate: FrameRate | None

    def nearest(self, ms: int) -> int:
        return ms if self.rate is None else self.rate.frame_at(ms)

    def at_least(self, ms: int) -> int:
        return ms if self.rate is None else ceil(ms * self.rate.rate / 1000)

    def at_most(self, ms: int) -> int:
        return ms if self.rate is None else floor(ms * self.rate.rate / 1000)

    def milliseconds(self, time: int) -> int:
        return time if self.rate is None else self.rate.milliseconds(time)


def mended_times(examined: Examined) -> tuple[WrittenCue, ...]:
    """The cues with better times, as far as `examined.rules` judge them. In-times move onto frames only."""
    clock = _Clock(examined.rules.frame_rate)
    times = _on_clock(examined, clock)
    for index in range(len(times)):
        start, end = times[index]
        following = times[index + 1][0] if index + 1 < len(times) else None
        times[index] = start, _better_end(examined, clock, index, start, end, following)
    return tuple(
        replace(cue, start_ms=clock.milliseconds(start), end_ms=clock.milliseconds(end))
        for cue, (start, end) in zip(examined.cues, times, strict=True)
    )


def _on_clock(examined: Examined, clock: _Clock) -> list[tuple[int, int]]:
    """Both times of each cue, on frames where there are some; a frame that the cue before still needs is not shared."""
    if clock.rate is None:
        return [(cue.start_ms, cue.end_ms) for cue in examined.cues]
    times: list[tuple[int, int]] = []
    for index, cue in enumerate(examined.cues):
        start = clock.nearest(cue.start_ms)
        if index and examined.cues[index - 1].end_ms <= cue.start_ms:
            start = max(start, times[-1][1])
        least = 1 if cue.end_ms > cue.start_ms else 0
        times.append((start, max(start + least, clock.nearest(cue.end_ms))))
    return times


def _better_end(examined: Examined, clock: _Clock, index: int, start: int, end: int, following: int | None) -> int:
    limits, judged = examined.limits, examined.rules.rules.keys()
    gap = clock.nearest(limits.gap_ms) if "gap_too_small" in judged else 0
    wanted = _wanted(examined, clock, index)
    latest = start + clock.at_most(limits.max_duration_ms) if "too_long" in judged else None
    if (last := examined.end_ms) is not None and "beyond_recording" in judged and start < clock.at_most(last) < end:
        end = clock.at_most(last)
    if following is not None and following <= start:
        return end  # at once with the next one, or out of order: for a person to decide
    if following is not None and "overlap" in judged and end > following:
        end = following - gap if following - gap >= start + wanted else following
    ends = [max(end, limit) for limit in _silence_ends(examined, clock, following, gap, latest)]
    if end < start + wanted:
        lingering = end + clock.at_most(max(limits.linger_ms, limits.min_duration_ms))
        end = min([start + wanted, lingering, *ends])
    if following is None:
        return end
    hole = following - end
    close = clock.at_least(limits.close_ms)
    if "gap_flickers" in judged and gap < hole < close and following - gap <= min(ends):
        return max(end, following - gap)
    if 0 <= hole < gap and following - gap >= start + max(1, wanted):
        return following - gap
    return end


def _silence_ends(examined: Examined, clock: _Clock, following: int | None, gap: int, latest: int | None) -> list[int]:
    """The latest ends of a cue that is to stay longer."""
    ends = [] if following is None else [following - gap]
    ends += [] if latest is None else [latest]
    return ends + ([] if examined.end_ms is None else [clock.at_most(examined.end_ms)])


def _wanted(examined: Examined, clock: _Clock, index: int) -> int:
    """How long a cue should stay, for the shortest duration and for who reads it."""
    limits, judged = examined.limits, examined.rules.rules.keys()
    text = said(examined.lines[index])
    if not text:
        return 0
    shortest = limits.min_duration_ms if "too_short" in judged else 0
    reading = limits.reading_ms(columns(text), len(text.split())) if "too_fast" in judged else 0
    return clock.at_least(max(shortest, reading))

"""When a cue comes and goes, given when its words are said."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.units import Unit


def latest_ends(units: Sequence[Unit], limits: CaptionLimits, duration_ms: int) -> list[int]:
    """For each place, the latest time at which a cue that ends there may leave the screen.

    It keeps the gap before the next word where the pause is long enough; where it is not, the cue stays until the next
    one comes, as a hole shorter than the gap is a flicker. It lingers at most `linger_ms` in silence, or as long as the
    shortest duration asks for, and not beyond the recording.
    """
    ends = [0]
    for unit, following in zip_longest(units, units[1:]):
        end = unit.end_ms + max(limits.linger_ms, limits.min_duration_ms)
        if following is not None:
            before_next = following.start_ms - limits.gap_ms
            end = min(end, before_next if before_next >= unit.end_ms else following.start_ms)
        elif duration_ms > unit.end_ms:
            end = min(end, duration_ms)
        ends.append(end)
    return ends


def cue_end(
    start_ms: int, spoken_end_ms: int, latest_ms: int, next_start_ms: int | None, reading_ms: int, limits: CaptionLimits
) -> int:
    """The end of a cue whose words are said from `start_ms` to `spoken_end_ms`.

    It waits for the reader and for the shortest duration as far as `latest_ms` allows, breathes a moment, and closes a
    hole that is too short to be seen as a pause. Never later than the longest duration, always later than the start.
    """
    wanted = max(spoken_end_ms + limits.tail_ms, start_ms + limits.min_duration_ms)
    wanted = max(wanted, min(start_ms + reading_ms, spoken_end_ms + limits.linger_ms))
    end = max(spoken_end_ms, min(wanted, latest_ms))
    if next_start_ms is not None and 0 < next_start_ms - limits.gap_ms - end < limits.close_ms - limits.gap_ms:
        end = next_start_ms - limits.gap_ms
    return max(start_ms + 1, min(end, start_ms + limits.max_duration_ms))

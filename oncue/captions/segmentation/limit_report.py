"""What of the limits could not be kept, counted for a person to read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from oncue.captions.limits import CaptionLimits
from oncue.model import Cue
from oncue.text.display_text import columns


def limit_warnings(cues: Sequence[Cue], limits: CaptionLimits) -> list[str]:
    """One sentence for each limit that some cues exceed, each beginning with a stable code and a colon. `limits` are those
    in the language of the cues.

    The codes are `line_length` (a single word longer than a line), `reading_speed`, `too_short`, `too_long` and `gap`.
    """
    too_wide = sum(any(columns(line.text) > limits.max_columns for line in cue.lines) for cue in cues)
    too_fast = sum(cue.end_ms - cue.start_ms < _reading_ms(cue, limits) for cue in cues)
    too_short = sum(cue.end_ms - cue.start_ms < limits.min_duration_ms for cue in cues)
    too_long = sum(cue.end_ms - cue.start_ms > limits.max_duration_ms for cue in cues)
    too_near = sum(two.start_ms - one.end_ms < limits.gap_ms for one, two in pairwise(cues))
    speeds = [f"{limits.max_cps:g} characters per second"] if limits.max_cps else []
    speeds += [f"{limits.max_wpm:g} words per minute"] if limits.max_wpm else []
    counted = (
        ("line_length", too_wide, f"have a word longer than a line of {limits.max_chars} characters"),
        ("reading_speed", too_fast, f"exceed {' or '.join(speeds)}"),
        ("too_short", too_short, f"stay shorter than {limits.min_duration_ms} ms"),
        ("too_long", too_long, f"stay longer than {limits.max_duration_ms} ms"),
        ("gap", too_near, f"are followed by the next within less than {limits.gap_ms} ms, as the speech has no pause there"),
    )
    return [f"{code}: {count} of {len(cues)} cues {what}." for code, count, what in counted if count]


def _reading_ms(cue: Cue, limits: CaptionLimits) -> int:
    text = " ".join(line.text for line in cue.lines if line.words)
    return limits.reading_ms(columns(text), len(text.split()))

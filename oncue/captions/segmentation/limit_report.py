"""What of the limits could not be kept, place by place, and counted for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oncue.captions.limits import CaptionLimits
from oncue.model import Cue
from oncue.text.display_text import columns


@dataclass(frozen=True, slots=True)
class BrokenLimit:
    """A limit that a cue does not keep: `cue` is its place, `figure` what it has and `limit` what it may have, both in
    `unit`. The codes are those of `limit_warnings`."""

    code: str
    cue: int
    figure: float
    limit: float
    unit: str


def broken_limits(cues: Sequence[Cue], limits: CaptionLimits) -> Iterator[BrokenLimit]:
    """Every limit that a cue exceeds. `limits` are those in the language of the cues."""
    for place, cue in enumerate(cues):
        shown_ms = cue.end_ms - cue.start_ms
        widest = max(columns(line.text) for line in cue.lines)
        if widest > limits.max_columns:
            yield BrokenLimit("line_length", place, widest, limits.max_columns, "columns")
        if shown_ms < (reading_ms := _reading_ms(cue, limits)):
            yield BrokenLimit("reading_speed", place, shown_ms, reading_ms, "ms")
        if shown_ms < limits.min_duration_ms:
            yield BrokenLimit("too_short", place, shown_ms, limits.min_duration_ms, "ms")
        if shown_ms > limits.max_duration_ms:
            yield BrokenLimit("too_long", place, shown_ms, limits.max_duration_ms, "ms")
    for place, (one, two) in enumerate(pairwise(cues)):
        if two.start_ms - one.end_ms < limits.gap_ms:
            yield BrokenLimit("gap", place, two.start_ms - one.end_ms, limits.gap_ms, "ms")


def limit_warnings(cues: Sequence[Cue], limits: CaptionLimits) -> list[str]:
    """One sentence for each limit that some cues exceed, each beginning with a stable code and a colon. `limits` are those
    in the language of the cues.

    The codes are `line_length` (a single word longer than a line), `reading_speed`, `too_short`, `too_long` and `gap`.
    """
    speeds = [f"{limits.max_cps:g} characters per second"] if limits.max_cps else []
    speeds += [f"{limits.max_wpm:g} words per minute"] if limits.max_wpm else []
    told = {
        "line_length": f"have a word longer than a line of {limits.max_chars} characters",
        "reading_speed": f"exceed {' or '.join(speeds)}",
        "too_short": f"stay shorter than {limits.min_duration_ms} ms",
        "too_long": f"stay longer than {limits.max_duration_ms} ms",
        "gap": f"are followed by the next within less than {limits.gap_ms} ms, as the speech has no pause there",
    }
    counts = Counter(broken.code for broken in broken_limits(cues, limits))
    return [f"{code}: {counts[code]} of {len(cues)} cues {what}." for code, what in told.items() if counts[code]]


def _reading_ms(cue: Cue, limits: CaptionLimits) -> int:
    text = " ".join(line.text for line in cue.lines if line.words)
    return limits.reading_ms(columns(text), len(text.split()))

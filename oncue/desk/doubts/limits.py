"""Captions that do not keep a profile's limits, as doubts: the last ones, as their words are right as a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.limit_report import BrokenLimit, broken_limits
from oncue.desk.doubts.doubt import DeskDoubt, DoubtCode, sound_around
from oncue.model import Cue

LIMITS_WEIGHT = 0.001
"""The weight of a caption that breaks a limit: it was as a rule cut so because people speak so."""

_SAYS: Mapping[str, str] = MappingProxyType(
    {
        "line_length": "A line of {0:g} columns, where {1:g} are allowed.",
        "reading_speed": "Shown for {0:.1f} s; reading it takes {1:.1f} s.",
        "too_short": "Shown for {0:.1f} s, where {1:.1f} s are the least.",
        "too_long": "Shown for {0:.1f} s, where {1:.1f} s are the most.",
    }
)
"""What is told of a broken limit. That the next caption follows at once is none to listen to."""


def limit_doubts(cues: Sequence[Cue], limits: CaptionLimits, duration_ms: int) -> Iterator[DeskDoubt]:
    """A doubt for each caption that breaks a limit. `limits` are those in its language; times are the recording's."""
    told: dict[int, BrokenLimit] = {}
    for broken in broken_limits(cues, limits):
        if broken.code in _SAYS:
            told.setdefault(broken.cue, broken)
    for place, broken in sorted(told.items()):
        cue = cues[place]
        words = [word for line in cue.lines for word in line.words]
        shown = [figure / 1000 if broken.unit == "ms" else figure for figure in (broken.figure, broken.limit)]
        yield DeskDoubt(
            DoubtCode.LIMITS,
            words[0].id,
            words[-1].id,
            *sound_around(cue.start_ms, cue.end_ms, duration_ms),
            None,
            {"figure": broken.figure, "limit": broken.limit},
            _SAYS[broken.code].format(*shown),
            LIMITS_WEIGHT,
        )

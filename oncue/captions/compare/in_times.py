"""How near the in-times of captions are to the sound: the distribution of their errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.sound import SURE

HALF_SECOND_MS = 500


@dataclass(frozen=True, slots=True)
class InTimes:
    """In-times beside their first words, of the `cues` whose first word has a sure place; late is above 0.

    `median_ms` is the median, sign and all; `typical_ms` and `ninetieth_ms` are the median and the ninth tenth of the
    distances. `on_sound` is the share, 0..1, within two frames, `near` the share within half a second.
    """

    cues: int
    median_ms: int
    typical_ms: int
    ninetieth_ms: int
    on_sound: float
    near: float


def in_time_points(cues: Sequence[HeardCue], *, by_recogniser: bool = False) -> list[tuple[int, int]]:
    """The cues whose first word has a sure place: when that word begins, and when they come.

    `by_recogniser` takes the time at which the recogniser heard it: coarser, and no work of the forced aligner's.
    """
    points = []
    for cue in cues:
        first = cue.words[0] if cue.words else None
        if first is None or first.confidence < SURE:
            continue
        said_ms = first.heard_start_ms if by_recogniser else first.start_ms
        if said_ms is not None:
            points.append((said_ms, cue.start_ms))
    return points


def in_times(
    points: Sequence[tuple[int, int]], within_ms: float, corrected: Callable[[int], int] | None = None
) -> InTimes | None:
    """The figures of `in_time_points`; None of none. `within_ms` are two frames; `corrected` changes the in-times before
    they are judged."""
    if not points:
        return None
    shown = [corrected(start) if corrected else start for _, start in points]
    late = np.asarray(shown, np.float64) - np.asarray([said for said, _ in points], np.float64)
    away = np.abs(late)
    return InTimes(
        cues=len(points),
        median_ms=round(float(np.median(late))),
        typical_ms=round(float(np.median(away))),
        ninetieth_ms=round(float(np.percentile(away, 90))),
        on_sound=round(float(np.mean(away <= within_ms)), 4),
        near=round(float(np.mean(away <= HALF_SECOND_MS)), 4),
    )

"""Cues on the frames of a video."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.frame_rate import FrameRate
from oncue.model import Cue


def on_frames(cues: Sequence[Cue], rate: FrameRate) -> list[Cue]:
    """The cues with both times on the nearest frame, each at least a frame long, in order and without overlap.

    A cue is moved later only where the one before it still has the frame; words keep their times.
    """
    moved: list[Cue] = []
    free = 0
    for cue in cues:
        first = max(free, rate.frame_at(cue.start_ms))
        free = max(first + 1, rate.frame_at(cue.end_ms))
        moved.append(replace(cue, start_ms=rate.milliseconds(first), end_ms=rate.milliseconds(free)))
    return moved

"""`mended_by_sound`: the captions of a file put on their recording: the clock of all first, then what is still away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.snap import on_the_sound
from oncue.captions.check.sound_clock import on_the_clock
from oncue.captions.check.sound_rules import SoundRules
from oncue.captions.formats.written import WrittenCue
from oncue.frame_rate import FrameRate


def mended_by_sound(
    cues: Sequence[WrittenCue],
    heard: Sequence[HeardCue],
    rules: SoundRules,
    rate: FrameRate | None = None,
    offset_ms: int = 0,
) -> tuple[WrittenCue, ...]:
    """The cues with other times and the same words, as many and in the same order.

    `heard` are the same cues beside the sound, whose times have `offset_ms` less. What is moved is put on frames of `rate`.
    """
    moved = on_the_sound(on_the_clock(heard, rules), rules, rate)
    mended: list[WrittenCue] = []
    for cue, other in zip(cues, moved, strict=True):
        start_ms, end_ms = other.start_ms + offset_ms, other.end_ms + offset_ms
        if rate and (start_ms, end_ms) != (cue.start_ms, cue.end_ms):
            start_ms = rate.nearest(start_ms)
            end_ms = max(rate.nearest(end_ms), rate.milliseconds(rate.frame_at(start_ms) + 1))
        mended.append(replace(cue, start_ms=start_ms, end_ms=end_ms))
    return tuple(mended)

"""Moves captions onto the sound: in-times and out-times to where their words are. Words are never changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.sound import SURE, latest_out
from oncue.captions.check.sound_rules import SoundRules
from oncue.frame_rate import FrameRate


def on_the_sound(cues: Sequence[HeardCue], rules: SoundRules, rate: FrameRate | None = None) -> tuple[HeardCue, ...]:
    """The same cues, where their times are outside `rules`, on their words, as far as these are sure.

    A cue that is moved comes with its first word and goes a breath after its last one; it leaves the gap before the next
    one, never overlaps it, and none changes its place in the order. `rate` puts what is moved on frames.
    """
    on_frame = rate.nearest if rate else _as_it_is
    starts = _kept_in_order(cues, [_start(cue, rules, on_frame) for cue in cues])
    moved: list[HeardCue] = []
    for k, cue in enumerate(cues):
        start_ms = starts[k]
        next_ms = starts[k + 1] if k + 1 < len(cues) else None
        following = replace(cues[k + 1], start_ms=next_ms) if next_ms is not None else None
        shown = replace(cue, start_ms=start_ms)
        end_ms = _end(shown, following, rules, start_ms != cue.start_ms)
        overlapped = k + 1 < len(cues) and cue.end_ms > cues[k + 1].start_ms
        if next_ms is not None and end_ms > next_ms and not (overlapped and next_ms == cues[k + 1].start_ms):
            end_ms = _before(next_ms, shown, rules)
        if end_ms != cue.end_ms:
            framed_ms = on_frame(end_ms)
            end_ms = framed_ms if next_ms is None or not end_ms <= next_ms < framed_ms else next_ms
        moved.append(replace(shown, end_ms=max(start_ms + 1, end_ms)))
    return tuple(moved)


def _as_it_is(milliseconds: int) -> int:
    return milliseconds


def _start(cue: HeardCue, rules: SoundRules, on_frame: Callable[[int], int]) -> int:
    first = cue.words[0] if cue.words else None
    if first is None or first.start_ms is None or first.confidence < SURE:
        return cue.start_ms
    is_right = -rules.early_ms <= cue.start_ms - first.start_ms <= rules.late_ms
    return cue.start_ms if is_right else on_frame(first.start_ms)


def _kept_in_order(cues: Sequence[HeardCue], starts: list[int]) -> list[int]:
    """The starts, without those moves by which a cue would come no later than the one before it."""
    while True:
        crossed = [
            k
            for k in range(1, len(cues))
            if starts[k] <= starts[k - 1] and (starts[k], starts[k - 1]) != (cues[k].start_ms, cues[k - 1].start_ms)
        ]
        if not crossed:
            return starts
        for k in crossed:
            starts[k - 1], starts[k] = cues[k - 1].start_ms, cues[k].start_ms


def _end(cue: HeardCue, following: HeardCue | None, rules: SoundRules, start_moved: bool) -> int:
    """When a cue goes: a breath after its last word where it went too early or too late, else as it did."""
    last = cue.words[-1] if cue.words else None
    if last is None or last.end_ms is None or last.confidence < SURE:
        return cue.end_ms
    latest_ms = latest_out(cue, following, rules)
    if last.end_ms - rules.early_out_ms <= cue.end_ms <= latest_ms and not (start_moved and cue.end_ms <= cue.start_ms):
        return cue.end_ms
    return min(latest_ms, max(last.end_ms + rules.limits.tail_ms, cue.start_ms + rules.limits.min_duration_ms))


def _before(next_ms: int, cue: HeardCue, rules: SoundRules) -> int:
    """The end of a cue that would overlap the next one: the gap before it, unless its last word needs that time."""
    said_until_ms = cue.said_ms[1] if cue.said_ms else cue.start_ms + 1
    return min(next_ms, max(next_ms - rules.limits.gap_ms, said_until_ms, cue.start_ms + 1))

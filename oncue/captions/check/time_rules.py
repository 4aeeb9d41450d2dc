"""Rules on times: how long a caption stays, how fast it must be read, what lies between it and the next one."""

from __future__ import annotations

from collections.abc import Iterator

from oncue.captions.check.examined import Examined
from oncue.captions.check.finding import Finding
from oncue.captions.check.shown_lines import said
from oncue.text.display_text import columns


def time_findings(examined: Examined) -> Iterator[Finding]:
    """What the times of each cue break of the rules."""
    for index in range(len(examined.cues)):
        yield from _duration(examined, index)
        yield from _speed(examined, index)
        yield from _frames(examined, index)
        yield from _end(examined, index)
        if index:
            yield from _order(examined, index)
        if index + 1 < len(examined.cues):
            yield from _gap(examined, index)


def _duration(examined: Examined, index: int) -> Iterator[Finding]:
    cue, limits = examined.cues[index], examined.limits
    duration = cue.end_ms - cue.start_ms
    if duration + examined.frame_ms < limits.min_duration_ms:
        forced = duration > 0 and not _has_room(examined, index, limits.min_duration_ms - duration)
        text = f"It stays for {duration} ms; {limits.min_duration_ms} ms are the least."
        text = f"{text[:-1]}, but the next caption leaves no room." if forced else text
        yield from examined.finding("too_short", index, text, duration, limits.min_duration_ms, forced=forced)
    if duration - examined.frame_ms > limits.max_duration_ms:
        text = f"It stays for {duration} ms; {limits.max_duration_ms} ms are the most."
        yield from examined.finding("too_long", index, text, duration, limits.max_duration_ms)


def _has_room(examined: Examined, index: int, missing_ms: int) -> bool:
    """True where the cue could stay so much longer. Of the last one that is known only with the recording's end."""
    cue = examined.cues[index]
    ends = [] if examined.end_ms is None else [examined.end_ms]
    if index + 1 < len(examined.cues):
        ends.append(examined.cues[index + 1].start_ms - examined.limits.gap_ms)
    return bool(ends) and min(ends) - cue.end_ms >= missing_ms + examined.frame_ms


def _speed(examined: Examined, index: int) -> Iterator[Finding]:
    cue, limits = examined.cues[index], examined.limits
    duration = cue.end_ms - cue.start_ms
    text = said(examined.lines[index])
    width, words = columns(text), len(text.split())
    if duration <= 0 or duration + examined.frame_ms >= limits.reading_ms(width, words):
        return
    if limits.max_cps and duration < limits.reading_ms(width, 0):
        speed, most, unit = width * 1000 / duration / limits.char_columns, limits.max_cps, "characters a second"
    else:
        speed, most, unit = words * 60_000 / duration, limits.max_wpm or 0.0, "words a minute"
    text = f"It has to be read at {speed:.1f} {unit}; {most:g} are the most."
    yield from examined.finding("too_fast", index, text, round(speed, 1), most, unit=unit)


def _gap(examined: Examined, index: int) -> Iterator[Finding]:
    cue, following = examined.cues[index], examined.cues[index + 1]
    limits = examined.limits
    if following.start_ms < cue.start_ms:
        return  # told as out of order
    gap = following.start_ms - cue.end_ms
    if gap < 0:
        text = f"It is still on screen for {-gap} ms when the next caption comes."
        yield from examined.finding("overlap", index, text, -gap, 0)
    elif _is_small(examined, cue.end_ms, following.start_ms):
        text = f"The gap before the next caption is {gap} ms; {limits.gap_ms} ms are the least."
        yield from examined.finding("gap_too_small", index, text, gap, limits.gap_ms)
    elif _seen_as_none(examined) < gap < limits.close_ms - examined.frame_ms:
        wanted = (
            f"{limits.gap_ms} ms, or at least {limits.close_ms} ms" if limits.gap_ms else f"none, or {limits.close_ms} ms"
        )
        text = f"The gap before the next caption is {gap} ms, seen as a flicker; wanted: {wanted}."
        yield from examined.finding("gap_flickers", index, text, gap, limits.close_ms)


def _seen_as_none(examined: Examined) -> int:
    """The longest gap, in milliseconds, that is the one between captions in a row: on frames it may be one more."""
    least = examined.limits.gap_ms
    return least + max(1, examined.frame_ms) if least else 0


def _is_small(examined: Examined, end_ms: int, start_ms: int) -> bool:
    """True where a gap is smaller than allowed: in frames, where there are some (Netflix asks for two at every rate)."""
    rate, least = examined.rules.frame_rate, examined.limits.gap_ms
    if rate is None:
        return start_ms - end_ms < least
    return rate.frame_at(start_ms) - rate.frame_at(end_ms) < rate.frame_at(least)


def _order(examined: Examined, index: int) -> Iterator[Finding]:
    early = examined.cues[index - 1].start_ms - examined.cues[index].start_ms
    if early > 0:
        text = f"It begins {early} ms before the caption in front of it."
        yield from examined.finding("out_of_order", index, text, early, 0)


def _frames(examined: Examined, index: int) -> Iterator[Finding]:
    rate, cue = examined.rules.frame_rate, examined.cues[index]
    if rate is None:
        return
    off = max(abs(time - rate.nearest(time)) for time in (cue.start_ms, cue.end_ms))
    if off > examined.clock_ms:
        text = f"It begins or ends {off} ms beside a frame of {rate.name} a second."
        yield from examined.finding("off_frame", index, text, off, 0)


def _end(examined: Examined, index: int) -> Iterator[Finding]:
    end_ms = examined.end_ms
    if end_ms is not None and (beyond := examined.cues[index].end_ms - end_ms) > max(1, examined.frame_ms):
        text = f"It stays until {beyond} ms after the recording's end."
        yield from examined.finding("beyond_recording", index, text, beyond, 0)

"""Times as caption files and broadcasters write them. All arithmetic is on integers."""

from __future__ import annotations

import re
from fractions import Fraction

from oncue.errors import UsageError

_TIMECODE = re.compile(r"([+-]?)(\d{1,3}):([0-5]?\d):([0-5]?\d)(?:([:;])(\d{1,3})|[.,](\d{1,3}))?", re.ASCII)
# Rates that count frames at the next whole number, and drop numbers at ";" (SMPTE ST 12-1).
_NTSC = {Fraction(30000, 1001): 30, Fraction(60000, 1001): 60, Fraction(24000, 1001): 24}


def clock(milliseconds: int, separator: str) -> str:
    """`hh:mm:ss` + separator + three digits; hours grow beyond two digits where needed, never below 0.

    >>> clock(3_723_004, ",")
    '01:02:03,004'
    """
    seconds, rest = divmod(max(0, milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{separator}{rest:03}"


def parse_timecode(text: str, fps: float = 25) -> int:
    """Milliseconds of a start time: `hh:mm:ss:ff` (`;ff` drop-frame at 29.97 and 59.94), `hh:mm:ss.mmm` or `hh:mm:ss`.

    `fps` is the frame rate that `ff` counts in; 23.976, 29.97 and 59.94 mean 24000/1001 and so on. A leading minus gives
    a negative time. Raises `UsageError` for anything else.
    """
    found = _TIMECODE.fullmatch(text.strip())
    if found is None:
        raise _wrong(text, "is not a timecode; write hh:mm:ss:ff, such as 10:00:00:00, or hh:mm:ss.mmm")
    sign, hours, minutes, seconds, mark, frames, fraction = found.groups()
    rate = _rate(fps)
    whole_s = int(hours) * 3600 + int(minutes) * 60 + int(seconds)
    if frames is None:
        total = whole_s * 1000 + int((fraction or "0").ljust(3, "0"))
    else:
        counted = _NTSC.get(rate, rate)
        if int(frames) >= counted:
            raise _wrong(text, f"has frame {int(frames)}, but there are {fps:g} a second")
        number = whole_s * counted + int(frames)
        if mark == ";":
            number -= _dropped(text, rate, int(hours) * 60 + int(minutes), int(seconds), int(frames))
        total = round(number * 1000 / rate)
    return -total if sign == "-" else total


def _rate(fps: float) -> Fraction:
    if not 1 <= fps <= 240:
        raise UsageError(f"The frame rate must be from 1 to 240, not {fps:g}.", option="fps", value=fps)
    for exact in _NTSC:
        if abs(fps - float(exact)) < 0.005:
            return exact
    return Fraction(fps).limit_denominator(1001)


def _dropped(text: str, rate: Fraction, minutes: int, seconds: int, frames: int) -> int:
    """How many frame numbers drop-frame counting has left out: two (four at 59.94) a minute, but not every tenth."""
    per_minute = {30: 2, 60: 4}.get(_NTSC.get(rate, 0), 0)
    if not per_minute:
        raise _wrong(text, "is a drop-frame timecode; those exist at 29.97 and 59.94 only")
    if minutes % 10 and not seconds and frames < per_minute:
        raise _wrong(text, "does not exist: drop-frame counting leaves it out")
    return per_minute * (minutes - minutes // 10)


def _wrong(text: str, what: str) -> UsageError:
    return UsageError(f"{text!r} {what}.", option="timecode", value=text)

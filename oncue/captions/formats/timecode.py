"""Times as caption files and broadcasters write them. All arithmetic is on integers."""

from __future__ import annotations

import re

from oncue.errors import UsageError
from oncue.frame_rate import FRAME_RATES, FrameRate

_TIMECODE = re.compile(r"([+-]?)(\d{1,3}):([0-5]?\d):([0-5]?\d)(?:([:;])(\d{1,3})|[.,](\d{1,3}))?", re.ASCII)


def clock(milliseconds: int, separator: str) -> str:
    """`hh:mm:ss` + separator + three digits; hours grow beyond two digits where needed, never below 0.

    >>> clock(3_723_004, ",")
    '01:02:03,004'
    """
    seconds, rest = divmod(max(0, milliseconds), 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{separator}{rest:03}"


def parse_timecode(text: str, rate: FrameRate = FRAME_RATES["25"]) -> int:
    """Milliseconds of a time: `hh:mm:ss:ff`, `hh:mm:ss;ff` where `rate` drops labels, `hh:mm:ss.mmm` or `hh:mm:ss`.

    A colon before the frames is read as `rate` counts, dropping or not. A leading minus gives a negative time. Raises
    `UsageError` for anything else.
    """
    found = _TIMECODE.fullmatch(text.strip())
    if found is None:
        raise _wrong(text, "is not a timecode; write hh:mm:ss:ff, such as 10:00:00:00, or hh:mm:ss.mmm")
    sign, hours, minutes, seconds, mark, frames, fraction = found.groups()
    if frames is None:
        total = (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int((fraction or "0").ljust(3, "0"))
    else:
        total = rate.milliseconds(_frame(text, rate, int(hours), int(minutes), int(seconds), int(frames), mark))
    return -total if sign == "-" else total


def _frame(text: str, rate: FrameRate, hours: int, minutes: int, seconds: int, frames: int, mark: str) -> int:
    if frames >= rate.counted:
        raise _wrong(text, f"has frame {frames}, but at {rate.name} they go to {rate.counted - 1}")
    if mark == ";" and not rate.drop:
        dropping = ", ".join(each.name for each in FRAME_RATES.values() if each.drop)
        raise _wrong(text, f"is a drop-frame timecode; choose one of these frame rates for it: {dropping}")
    if rate.drop and minutes % 10 and not seconds and frames < rate.dropped:
        raise _wrong(text, "does not exist: drop-frame counting leaves it out")
    return rate.frame_of(hours, minutes, seconds, frames)


def _wrong(text: str, what: str) -> UsageError:
    return UsageError(f"{text!r} {what}.", option="timecode", value=text)

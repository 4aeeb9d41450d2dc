"""When a row of a table, or a line of a list, is said: the times that editing programs and recognisers write."""

from __future__ import annotations

import re

_FRAMES_A_SECOND = 100
"""A frame number is read as a hundredth: only the order of times counts, and no rate has more frames."""

_CLOCK = re.compile(
    r"(?:(?P<day>\d{4}-\d\d-\d\d)[T ])?(?:(?P<h>\d{1,3})[:hH.])?(?P<m>\d{1,3})[:.m'\u2019](?P<s>\d\d)"
    r"(?:[.,:;](?P<rest>\d{1,6}))?(?:Z|[+-]\d\d:?\d\d)?\s?(?P<noon>[AaPp]\.?[Mm]\.?)?"
)
_COLONS = re.compile(r"\d{1,3}:\d\d")
_SPOKEN = re.compile(
    r"(?:(\d{1,3})\s?h(?:ours?|rs?)?\s?)?(?:(\d{1,4})\s?m(?:in(?:utes?|s)?)?\s?)?(?:(\d{1,5}(?:[.,]\d{1,6})?)\s?s(?:ec(?:onds?|s)?)?)?"
)
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,9})?")
_UNIT = re.compile(r"\s?(ms|s|sec|f|fr|frames|samples)\.?$", re.I)
_RANGE = re.compile(
    r"\s*(?:-{1,3}>|\u2192|\s[-\u2013\u2014]\s|(?<=\d)[-\u2013\u2014](?=\d{1,3}:)|\bto\b|\bbis\b|/|\n|\t)\s*"
)
_AROUND = " \t\r\n\u00a0\"'[](){}<>\ufeff\u200e\u200f~@|"
_LONGEST = 70


def clock_seconds(cell: str) -> float | None:
    """The time that `cell` begins with, in seconds, where nothing but one time or a range of two stands in it; else None.

    Plain numbers are none: they may be anything (see `number_of`). Frames count as hundredths.
    """
    if len(cell) > _LONGEST or not any(character.isdigit() for character in cell):
        return None
    parts = [part.strip(_AROUND) for part in _RANGE.split(cell.strip(_AROUND)) if part and part.strip(_AROUND)]
    if not 1 <= len(parts) <= 2:
        return None
    times = [_one_time(part) for part in parts]
    if times[0] is None and len(parts) == 2 and _NUMBER.fullmatch(parts[0]) and "." in parts[0]:
        times[0] = number_of(parts[0])  # "12.5 - 14.0": a range of plain seconds
        times[1] = number_of(parts[1])
    return None if None in times else times[0]


def number_of(cell: str) -> float | None:
    """The number that is all of `cell`, perhaps with a unit (seconds, milliseconds, frames, samples); else None."""
    bare = _UNIT.sub("", cell.strip(_AROUND)) if len(cell) < _LONGEST else ""
    return float(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def _one_time(part: str) -> float | None:
    clock = _CLOCK.fullmatch(part)
    # "12.50" and "3.15" are numbers: without an hour, only a colon or a letter makes a time.
    if clock and (clock["h"] or _COLONS.match(part) or "m" in part or "'" in part or "\u2019" in part):
        hours, minutes, seconds = int(clock["h"] or 0), int(clock["m"]), int(clock["s"])
        if clock["noon"]:
            if not clock["h"]:
                hours, minutes, seconds = minutes, seconds, 0  # "10:30 PM"
            hours = hours % 12 + (12 if clock["noon"][0] in "pP" else 0)
        rest = clock["rest"] or "0"
        frames = len(rest) <= 2 and part[clock.start("rest") - 1] in ":;" if clock["rest"] else False
        fraction = int(rest) / (_FRAMES_A_SECOND if frames else 10 ** len(rest))
        days = _days(clock["day"]) if clock["day"] else 0
        return days * 86_400.0 + hours * 3600.0 + minutes * 60.0 + seconds + fraction
    spoken = _SPOKEN.fullmatch(part) if part[:1].isdigit() else None
    if spoken and any(spoken.groups()):
        in_hours, in_minutes, in_seconds = (float((part or "0").replace(",", ".")) for part in spoken.groups())
        return in_hours * 3600 + in_minutes * 60 + in_seconds
    return None


def _days(date: str) -> int:
    """In the order of the calendar; nobody counts days by it."""
    year, month, day = (int(part) for part in date.split("-"))
    return year * 372 + month * 31 + day

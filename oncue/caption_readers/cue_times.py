"""Times as caption files write them, and as damaged ones do: with a comma, a point or nothing, negative, above 99 hours."""

from __future__ import annotations

import re

_MARKS = r"[.,:;\uff0c\uff0e\u3002\uff1a]"
TIME = rf"-?[ \t]?\d{{1,40}}[ \t]?:[ \t]?\d{{1,9}}(?:[ \t]?:[ \t]?\d{{1,9}})?(?:[ \t]?{_MARKS}[ \t]?\d{{1,9}}|[.,])?"
"""Hours, minutes and seconds, or minutes and seconds; then a fraction, or none. Some programs write full-width signs."""

ARROW = r"(?:(?:[-\u2010-\u2015\u2212=]{1,5}[ \t]?){1,2}(?:>{1,2}|&gt;)|[\u2192\u21d2\u27f6])"
"""`-->` and what editors and word processors make of it."""

_CLOCK = re.compile(rf"(-?)(\d{{1,40}}):(\d{{1,9}})(?::(\d{{1,9}}))?(?:({_MARKS})(\d{{1,99}})|[.,])?")
_USUAL = re.compile(r"(\d\d):(\d\d):(\d\d)[,.](\d{3})", re.ASCII)
_SPACES = re.compile(r"\s+")
LATEST_MS = 10**12
"""30 years, as which later times are read."""


def milliseconds(written: str) -> int | None:
    """The time that `TIME` matched, in milliseconds; None where it is none. More than 30 years are 30 years."""
    if usual := _USUAL.fullmatch(written):
        hours, minutes, seconds, fraction = map(int, usual.groups())
        return ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction
    found = _CLOCK.fullmatch(_SPACES.sub("", written))
    if not found:
        return None
    sign, first, second, third, mark, rest = found.groups()
    if third is None and mark == ":" and rest is None:
        return None
    if third is None:
        hours, minutes, seconds = 0, int(first), int(second)
    else:
        hours, minutes, seconds = int(first), int(second), int(third)
    fraction = int((rest or "0")[:3].ljust(3, "0"))
    total = min(((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction, LATEST_MS)
    return -total if sign else total

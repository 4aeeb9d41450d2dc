"""Time expressions of Timed Text (TTML2, 12.3; EBU Tech 3350 for SMPTE time), in whole nanoseconds.

Frames and ticks are seldom whole milliseconds, and times add up; a nanosecond more or less is never seen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.ttml_names import attributes_of
from oncue.caption_readers.ttml_paragraph import NS_IN_MS
from oncue.frame_rate import FrameRate

_CLOCK = re.compile(r"(\d{1,6}):([0-5]?\d):([0-5]?\d|60)(?:[.,](\d{1,20})|[:;](\d{1,3})(?:\.(\d{1,3}))?)?", re.ASCII)
_OFFSET = re.compile(r"(\d{1,20})(?:\.(\d{1,20}))?(h|ms|m|s|f|t)", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_MULTIPLIER = re.compile(r"(\d{1,9})(?:[ :/]+(\d{1,9}))?", re.ASCII)
_NS_IN_SECOND = 10**9
_UNIT_NS = {"h": 3600 * _NS_IN_SECOND, "m": 60 * _NS_IN_SECOND, "s": _NS_IN_SECOND, "ms": NS_IN_MS}
_LATEST_NS = 10**18


@dataclass(frozen=True, slots=True)
class TtmlTimes:
    """How a document counts time. `absolute` is true where its times are labels of a tape, no offsets (TTML2, 7.2.7)."""

    rate: FrameRate
    sub_frames: Fraction
    ticks_per_second: Fraction
    smpte: bool
    absolute: bool

    @classmethod
    def usual(cls) -> TtmlTimes:
        """Those of a document that says nothing about them."""
        return cls(FrameRate("as usual", Fraction(30), 30), Fraction(1), Fraction(1), smpte=False, absolute=False)

    @classmethod
    def of(cls, root: Any) -> TtmlTimes:
        """From the parameters of the document's root. Raises `CaptionFault` for those that nobody can count with."""
        given = attributes_of(root)
        counted = _positive(given, "frameRate", Fraction(30))
        sub_frames = _positive(given, "subFrameRate", Fraction(1))
        drop = (given.get("dropMode") or given.get("smpteMode") or "").lower()
        if drop == "droppal":
            raise CaptionFault(
                FaultReason.TIME_UNKNOWN,
                "This TTML file counts frames by dropPAL, which nothing here reads: export it as nonDrop.",
            )
        smpte = given.get("timeBase") == "smpte"
        if given.get("timeBase") == "clock":
            raise CaptionFault(
                FaultReason.TIME_UNKNOWN,
                "The times of this TTML file are those of a clock on the wall: export it with media times.",
            )
        effective = counted * _multiplier(given)
        return cls(
            FrameRate("as in the file", effective, ceil(counted), drop=smpte and drop == "dropntsc"),
            sub_frames,
            _positive(given, "tickRate", effective * sub_frames if "frameRate" in given else Fraction(1)),
            smpte,
            smpte and given.get("markerMode") != "continuous",
        )

    def nanoseconds(self, text: str) -> int:
        """The time that `text` is. Raises `CaptionFault` for what is no time."""
        if clock := _CLOCK.fullmatch(text):
            time = self._of_clock(clock)
        elif offset := _OFFSET.fullmatch(text):
            time = self._of_offset(*offset.groups())
        else:
            raise CaptionFault(
                FaultReason.TIME_UNKNOWN, f"This TTML file is damaged: {text[:40]!r} is no time.", time=text[:40]
            )
        if time > _LATEST_NS:
            raise CaptionFault(
                FaultReason.TIME_UNKNOWN, f"This TTML file is damaged: {text[:40]!r} is decades away.", time=text[:40]
            )
        return time

    def _of_clock(self, clock: re.Match[str]) -> int:
        hours, minutes, seconds = int(clock[1]), int(clock[2]), int(clock[3])
        if clock[5] is not None and self.smpte:
            return self._frames(self.rate.frame_of(hours, minutes, seconds, int(clock[5])) + self._sub_frame(clock[6]))
        total = ((hours * 60 + minutes) * 60 + seconds) * _NS_IN_SECOND
        if clock[5] is not None:
            return total + self._frames(int(clock[5]) + self._sub_frame(clock[6]))
        return total + int((clock[4] or "0")[:9].ljust(9, "0"))

    def _of_offset(self, whole: str, decimals: str | None, metric: str) -> int:
        number: int | Fraction = Fraction(f"{whole}.{decimals}") if decimals else int(whole)
        if metric == "f":
            return self._frames(number)
        if metric == "t":
            return _over(number * _NS_IN_SECOND, self.ticks_per_second)
        return _over(number * _UNIT_NS[metric], Fraction(1))

    def _frames(self, frames: int | Fraction) -> int:
        return _over(frames * _NS_IN_SECOND, self.rate.rate)

    def _sub_frame(self, digits: str | None) -> int | Fraction:
        return int(digits) / self.sub_frames if digits else 0


def _over(number: int | Fraction, divisor: Fraction) -> int:
    """The quotient, to the nearest whole number."""
    if isinstance(number, int):
        return (2 * number * divisor.denominator + divisor.numerator) // (2 * divisor.numerator)
    return int(number / divisor + Fraction(1, 2))


def _positive(given: Mapping[str, str], name: str, otherwise: Fraction) -> Fraction:
    text = given.get(name)
    if text is None:
        return otherwise
    if not _NUMBER.fullmatch(text) or not (number := Fraction(text)):
        raise CaptionFault(
            FaultReason.TIME_UNKNOWN, f"This TTML file is damaged: its ttp:{name} is {text[:40]!r}, no number above 0."
        )
    return number


def _multiplier(given: Mapping[str, str]) -> Fraction:
    text = given.get("frameRateMultiplier")
    if text is None:
        return Fraction(1)
    found = _MULTIPLIER.fullmatch(text)
    if found is None or not int(found[1]) or not int(found[2] or 1):
        raise CaptionFault(
            FaultReason.TIME_UNKNOWN,
            f"This TTML file is damaged: its ttp:frameRateMultiplier is {text[:40]!r}, not such as '1000 1001'.",
        )
    return Fraction(int(found[1]), int(found[2] or 1))

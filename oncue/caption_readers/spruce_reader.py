"""Text STL, which Spruce's and Apple's programs for DVDs write: a line with two times and a text for each subtitle.

Their times end in frames, and nothing in a file says how many a second are counted, but a semicolon that frames are dropped.
"""

from __future__ import annotations

import re

from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.line_ends import LINE_END, file_lines
from oncue.frame_rate import FRAME_RATES

_TIME = r"\d{1,2}:\d{2}:\d{2}[:;.]\d{1,3}"
_PARTS = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})([:;.])(\d{1,3})")
_SUBTITLE = re.compile(rf"[ \t]*({_TIME})[ \t]*,[ \t]*({_TIME})[ \t]*,[ \t]*(.*)")
_ASIDE = re.compile(r"[ \t]*(?://|\$)")
_DROPPING = FRAME_RATES["29.97df"]
_TOGGLE = re.compile(r"\^[BIU]")


def spruce_line(head: str) -> str | None:
    """The first line of a text that is no setting and no comment, where it is such a subtitle; else None."""
    lines = (line for line in LINE_END.split(head) if line.strip() and not _ASIDE.match(line))
    first = next(lines, "")
    return first if _SUBTITLE.fullmatch(first) else None


def read_spruce(text: str) -> SourceCaptions:
    """The subtitles of a text STL file, in its order; settings and comments are left out.

    Frames of an unknown rate are taken for hundredths of a second, which is noted: they give an order, and no time. So are
    times that do not exist or run backwards. Raises `CaptionFault` for a line that is no subtitle.
    """
    faults = FirstFault()
    cues: list[SourceCue] = []
    for number, line in enumerate(file_lines(text), 1):
        if not line.strip() or _ASIDE.match(line):
            continue
        found = _SUBTITLE.fullmatch(line)
        if not found:
            raise CaptionFault(
                FaultReason.DAMAGED,
                f"The STL file is damaged at line {number}: {line.strip()[:60]!r} has no two times.",
                line=number,
            )
        start_ms, end_ms = (_milliseconds(time, number, faults) for time in found.groups()[:2])
        if end_ms < start_ms:
            told = f"The subtitle in line {number} of this text STL file ends before it starts."
            faults.note(CaptionFault(FaultReason.TIMES_BACKWARDS, told, line=number))
        lines = _TOGGLE.sub("", found[3]).split("|")
        cues.append(SourceCue(start_ms, end_ms, tuple((Fragment(text),) for line in lines if (text := line.strip()))))
    return SourceCaptions(tuple(cues), inexact=faults.fault)


def _milliseconds(time: str, number: int, faults: FirstFault) -> int:
    parts = _PARTS.fullmatch(time)
    assert parts is not None
    hours, minutes, seconds = (int(parts[field]) for field in (1, 2, 3))
    mark, last = parts[4], parts[5]
    if minutes > 59 or seconds > 59 or (mark == ";" and not _is_label(minutes, seconds, int(last))):
        told = f"Line {number} of this text STL file has a time that does not exist: {time}."
        faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=number))
    elif mark == ":":
        told = "This text STL file counts frames and does not say how many a second: convert it where that is known."
        faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=number))
    if mark == ";":
        return _DROPPING.milliseconds(_DROPPING.frame_of(hours, minutes, seconds, int(last)))
    rest_ms = int(last.ljust(3, "0")) if mark == "." else min(999, 10 * int(last))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest_ms


def _is_label(minutes: int, seconds: int, frames: int) -> bool:
    """Whether a frame has such a label: the first ones of each minute but every tenth are dropped."""
    dropped = _DROPPING.dropped if seconds == 0 and minutes % 10 else 0
    return dropped <= frames < _DROPPING.counted

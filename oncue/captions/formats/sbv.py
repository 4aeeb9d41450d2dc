"""SBV, the format that YouTube takes and gives: times, then lines of plain text. It has no standard but YouTube's own help.

It has no markup, so speakers are as in SRT. YouTube's `[br]` is a line break, SubViewer's readers (ffmpeg's among them) take
a line that begins with a bracket for a header of the file and `\\N` for a line break, and every reader takes two times for
the next caption: a word joiner (U+2060, no width, no ink) goes before such a line and into such marks.
"""

from __future__ import annotations

import re

from oncue.caption_readers.invisible_marks import WORD_JOINER, unmarked
from oncue.captions.formats.bidi import ordering
from oncue.captions.formats.shown_lines import lead
from oncue.captions.formats.timecode import clock
from oncue.captions.formats.written import (
    Written,
    WrittenCue,
    decoded,
    no_word_times,
    ordered_times,
)
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError

_TIME = r"(\d{1,4}):(\d{1,2}):(\d{1,2})\.(\d{1,3})"
_TIMES = re.compile(rf"\s*{_TIME}\s*,\s*{_TIME}\s*", re.ASCII)
_HEADER = re.compile(r"\A(?:\[[^\n]*(?:\n|\Z))++")
_BREAK = re.compile(r"\[br\]", re.IGNORECASE)
_BREAK_AS_TEXT = re.compile(r"\[(?=br\])", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[Nnh])")
_TAKEN_FOR_MARKUP = re.compile(rf"(?=\[|\s*{_TIME}\s*,)", re.ASCII)


def write(track: CaptionTrack) -> Written:
    """The captions as an SBV file, in UTF-8: lines end in LF, a blank line comes after each caption."""
    ordered = ordering(track.cues)
    blocks = []
    for cue in track.cues:
        lines = [ordered(lead(cue, line), line.text, line.text) for line in cue.lines]
        text = "".join(f"{_escaped(line)}\n" for line in lines)
        blocks.append(f"{_clock(cue.start_ms)},{_clock(cue.end_ms)}\n{text}\n")
    return Written("".join(blocks).encode("utf-8"), no_word_times(track.options))


def _clock(milliseconds: int) -> str:
    """`h:mm:ss.mmm`, hours without a leading zero."""
    return clock(milliseconds, ".").removeprefix("0")


def _escaped(line: str) -> str:
    line = _ESCAPE.sub(f"\\g<0>{WORD_JOINER}", _BREAK_AS_TEXT.sub(f"[{WORD_JOINER}", line))
    return f"{WORD_JOINER}{line}" if _TAKEN_FOR_MARKUP.match(line) else line


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an SBV or SubViewer file in UTF-8, in its order; `[br]` is a line break.

    Raises `UsageError` for anything that is no cue, and for times that run backwards.
    """
    cues: list[WrittenCue] = []
    for block in re.split(r"\n[ \t]*(?=\n)", decoded(data, "SBV")):
        block = block.lstrip("\n")
        block = block if cues else _HEADER.sub("", block)
        first, _, rest = block.partition("\n")
        if not first.strip():
            continue
        found = _TIMES.fullmatch(first)
        if found is None:
            raise UsageError(
                f"This is not an SBV file, or it is damaged: {first.strip()[:80]!r} stands where cue {len(cues) + 1} should "
                "begin with its times, as in 0:00:01.000,0:00:02.500.",
                cue=len(cues) + 1,
            )
        times = ordered_times(_milliseconds(*found.groups()[:4]), _milliseconds(*found.groups()[4:]), len(cues) + 1, "SBV")
        lines = tuple(unmarked(line) for line in _BREAK.sub("\n", rest.rstrip()).split("\n"))
        cues.append(WrittenCue(*times, lines, (None,) * len(lines)))
    return tuple(cues)


def _milliseconds(hours: str, minutes: str, seconds: str, fraction: str) -> int:
    return ((int(hours) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))

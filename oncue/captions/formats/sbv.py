"""SBV, the format that YouTube takes and gives: times, then lines of plain text. It has no standard but YouTube's own help.

It has no markup, so speakers are as in SRT. YouTube's `[br]` is a line break, SubViewer's readers (ffmpeg's among them) take
a line that begins with a bracket for a header of the file and `\\N` for a line break, and every reader takes two times for
the next caption: a word joiner (U+2060, no width, no ink) goes before a line that begins so, and into such marks.
"""

from __future__ import annotations

import re

from oncue.caption_readers.invisible_marks import WORD_JOINER
from oncue.caption_readers.sbv_reader import may_be_times
from oncue.captions.formats.bidi import ordering
from oncue.captions.formats.shown_lines import lead
from oncue.captions.formats.timecode import clock
from oncue.captions.formats.written import Written, no_word_times
from oncue.captions.track import CaptionTrack

_BREAK_AS_TEXT = re.compile(r"\[(?=br\])", re.IGNORECASE)
_ESCAPE = re.compile(r"\\(?=[Nnh])")


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
    return f"{WORD_JOINER}{line}" if line.startswith("[") or may_be_times(line) else line

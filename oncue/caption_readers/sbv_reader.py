"""The cues of YouTube's SBV files, and of SubViewer's, from which those come: two times with a comma, then lines of text.

There is no standard but YouTube's own help. `[br]` is a line break, lines of `[COLF]` and the like are styles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from oncue.caption_readers.cue_times import ARROW, TIME, milliseconds
from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue, SourceLine
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.line_ends import file_lines
from oncue.caption_readers.timed_blocks import TimedBlock, ensure_times

_WHAT = "SBV file"
_SHOULD_BEGIN = "should begin with its times, as in 0:00:01.000,0:00:02.500"
_CLOCK = r"\d{1,4}:\d{1,2}:\d{1,2}"
_USUAL_TIME = rf"{_CLOCK}(?:[.,:]\d{{1,3}})?"
_FULL_TIME = rf"{_CLOCK}[.,:]\d{{1,3}}"
_USUAL_PAIR = re.compile(rf"[\s\ufeff]*({_USUAL_TIME})\s*,\s*({_USUAL_TIME})\s*", re.ASCII)
_PAIR = re.compile(rf"[ \t\ufeff]*({TIME})[ \t]*,[ \t]*({TIME})[ \t]*")
_DECIMALS = re.compile(r".*\.[ \t]?\d+")
# A word joiner before it makes it text.
_BEGINS_WITH_TIME = re.compile(rf"[^\w\u2060]*{_CLOCK}")
# Of an arrow before a time only the end: a search for the whole is slow in a line of dashes.
_ARROW_END = r"(?:[-\u2010-\u2015\u2212=][ \t]?(?:>{1,2}|&gt;)|[\u2192\u21d2\u27f6])"
_TIME_BESIDE_MARK = re.compile(rf"[^\u2060]*(?:{_FULL_TIME}[ \t]*(?:,|{ARROW})|(?:,|{_ARROW_END})[ \t]*{_FULL_TIME})")
_TIME_ALONE = re.compile(rf"[^\w\u2060]*{_FULL_TIME}\W*(?:{_FULL_TIME}\W*)?")
_HEADING_LINE = re.compile(r"[ \t\ufeff]*\[.*")
_BREAK = re.compile(r"\[br\]", re.I)
_STYLE = re.compile(r"[ \t]*\[(?:COLF|STYLE|SIZE|FONT)\].*", re.I)


def may_be_times(line: str) -> bool:
    """Whether a line of text may be taken for one of times."""
    if ":" not in line:
        return False
    return bool(_BEGINS_WITH_TIME.match(line) or _TIME_BESIDE_MARK.match(line) or _times(line, inside=True))


def read_sbv(text: str) -> SourceCaptions:
    """The cues of an SBV or SubViewer file, in its order.

    Text before the first cue that is no heading, text behind a blank line, and times that are damaged or run backwards
    are noted. Raises `CaptionFault` for a file without cues, and where a time is left in the text.
    """
    lines = file_lines(text)
    before, blocks = _blocks(lines)
    faults = FirstFault()
    unheaded = next((line.strip() for line in before if line.strip() and not _HEADING_LINE.fullmatch(line)), None)
    if unheaded is not None:
        fault = CaptionFault(
            FaultReason.OTHER_FORMAT,
            f"This is not an SBV file, or it is damaged: {unheaded[:80]!r} stands where cue 1 {_SHOULD_BEGIN}.",
            cue=1,
        )
        if not blocks:
            raise fault
        faults.note(fault)
    _ensure_no_time_left(blocks)
    ensure_times(blocks, _WHAT, faults)
    for number, block in enumerate(blocks, 1):
        if not _USUAL_PAIR.fullmatch(lines[block.number - 1]):
            told = f"Line {block.number} of this SBV file has no two times as in 0:00:01.000,0:00:02.500."
            faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=block.number, cue=number))
        _note_unheaded(block, number, faults)
    return SourceCaptions(
        tuple(SourceCue(block.start_ms, block.end_ms, _lines(block.lines)) for block in blocks), inexact=faults.fault
    )


def _blocks(lines: Sequence[str]) -> tuple[list[str], list[TimedBlock]]:
    """What stands before the first times, and the blocks that begin with two times."""
    before: list[str] = []
    blocks: list[TimedBlock] = []
    blank = True
    for number, line in enumerate(lines, 1):
        if timing := _times(line, inside=bool(blocks) and not blank):
            blocks.append(TimedBlock(milliseconds(timing[1]), milliseconds(timing[2]), number))
        else:
            (blocks[-1].lines if blocks else before).append(line)
        blank = not line.strip()
    return before, blocks


def _times(line: str, *, inside: bool) -> re.Match[str] | None:
    """The two times that a line consists of; `inside` a text only with hours or decimals, as "1:30, 2:45" may be said."""
    if "," not in line:
        return None
    found = _PAIR.fullmatch(line)
    if inside and not (found and all(map(_DECIMALS.fullmatch, found.groups()))):
        return _USUAL_PAIR.fullmatch(line)
    return found


def _ensure_no_time_left(blocks: Sequence[TimedBlock]) -> None:
    """Raises `CaptionFault` where a time is left in the text of a cue."""
    for block in blocks:
        for number, line in enumerate(block.lines, block.number + 1):
            if ":" in line and (_TIME_ALONE.fullmatch(line[:400]) or _TIME_BESIDE_MARK.match(line[:400])):
                raise CaptionFault(
                    FaultReason.DAMAGED,
                    f"This SBV file is damaged in line {number}: {line.strip()[:60]!r} is neither two times nor a text.",
                    line=number,
                )


def _note_unheaded(block: TimedBlock, number: int, faults: FirstFault) -> None:
    """Notes text behind a blank line: a cue without times, or a part of this one."""
    for blank, line in pairwise(line for line in block.lines if not _STYLE.fullmatch(line)):
        if not blank.strip() and line.strip():
            told = f"In this SBV file {line.strip()[:80]!r} stands where cue {number + 1} {_SHOULD_BEGIN}."
            faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, cue=number + 1))
            return


def _lines(lines: Sequence[str]) -> tuple[SourceLine, ...]:
    kept = "\n".join(line for line in lines if not _STYLE.fullmatch(line)).rstrip()
    return tuple((Fragment(line),) if line else () for line in _BREAK.sub("\n", kept).split("\n"))

"""The cues of caption files that are text with lines of times, as SRT and WebVTT, however damaged: a time or a
number of a cue never becomes a word; where that cannot be told the file is damaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from oncue.caption_readers.cue_times import ARROW, LATEST_MS, TIME, milliseconds
from oncue.caption_readers.cues import FirstFault
from oncue.caption_readers.faults import CaptionFault, FaultReason

_TIMING = re.compile(rf"[ \t\ufeff]*(?:[#\[(]?\d{{1,7}}[\])).:]?[ \t]+)?({TIME})\s*+{ARROW}\s*+(?:({TIME})|(?=$))")
# Where line ends were lost: only times that nobody writes in prose.
_FULL_TIME = r"\d{1,4}:\d{1,2}:\d{1,2}[.,:\uff0c\uff0e\u3002\uff1a]\d{1,3}"
_INLINE = re.compile(rf"({_FULL_TIME})[ \t]*+{ARROW}[ \t]*+({_FULL_TIME})")
_ARROW_SIGN = re.compile(r">|&gt;|[\u2192\u21d2\u27f6]")
_SETTINGS = re.compile(r"(?:[ \t]++(?:[XxYy][12]:-?\d+|[A-Za-z]{1,12}:[^\s]*+))*+")
_INDEX = re.compile(r"[#\[(]?(\d{1,9})[\]).:]?")
_LONG_ARROW = r"(?:[-\u2010-\u2015\u2212]{2,5}[ \t]?(?:>|&gt;))"
_RESIDUE = re.compile(
    rf"^\W*{_FULL_TIME}\W*(?:{_FULL_TIME}\W*)?$|{_FULL_TIME}\s*{ARROW}|{ARROW}\s*{_FULL_TIME}"
    rf"|\d[ \t]*{_LONG_ARROW}|{_LONG_ARROW}[ \t]*\d|^\W*{_LONG_ARROW}\W*$"
)
_WORD_TIME = re.compile(r"<\u2060?[\d:.,]{4,20}>")
_SURELY_TIMES = re.compile(rf"{_FULL_TIME}|{_LONG_ARROW}|\d[.,]\d{{1,3}}\s*{ARROW}")
"""Without one of these, "1:30 -> 2:45" is prose."""


@dataclass(slots=True)
class TimedBlock:
    """What follows one line of times, which is line `number` of the file, counted from 1: lines as they are.

    `beside` is True where the first of them stood on the line of times.
    """

    start_ms: int | None
    end_ms: int | None
    number: int
    lines: list[str] = field(default_factory=list)
    beside: bool = False


def has_cues(text: str) -> re.Match[str] | None:
    """The first line of times with an arrow, None where there is none."""
    for found in re.finditer(r"^.*$", text, re.M):
        line = found.group()[:400]
        if _timing_of(line):
            return found
    return None


def arrow_blocks(lines: Sequence[str], *, first_number: int = 1) -> tuple[TimedBlock, list[TimedBlock]]:
    """What stands before the first times, and the blocks of `lines` that begin with two times and an arrow."""
    before = TimedBlock(None, None, first_number)
    blocks: list[TimedBlock] = []
    for number, line in enumerate(lines, first_number):
        current = blocks[-1] if blocks else before
        timing = _timing_of(line)
        if timing is None:
            current.lines.append(line)
            continue
        end = 0
        while timing is not None:
            _add_rest(current, line[end : timing.start()], first=end > 0, blocks=len(blocks))
            current = TimedBlock(milliseconds(timing.group(1)), milliseconds(timing.group(2) or ""), number)
            blocks.append(current)
            end = timing.end()
            timing = _INLINE.search(line, end)
        if end < len(line):
            _add_rest(current, line[end:], first=True, blocks=0)
    return before, blocks


def remove_numbers(before: TimedBlock, blocks: Sequence[TimedBlock], *, identifiers: bool = False) -> None:
    """Takes the numbers of cues from the ends of the blocks before them; with `identifiers` also other names of cues."""
    if identifiers:
        for block in (before, *blocks[:-1]):
            # A line directly under the times before it is text, not a name.
            least = 1 if block is before else 2
            if len(block.lines) >= least and block.lines[-1].strip() and not "".join(block.lines[-2:-1]).strip():
                block.lines.pop()
    ends = [end for block in (before, *blocks[:-1]) if (end := _end_of(block, least=0 if block is before else 1))]
    places = len(blocks)
    numbered = 2 * sum(end.adjacent for end in ends) > places
    spaced = 2 * sum(not end.adjacent and end.alone for end in ends) > places
    expected = 1
    for end in ends:
        follows = end.value == expected
        if end.adjacent:
            is_number = numbered or follows or end.alone
        else:
            is_number = end.alone and (spaced or (numbered and follows))
        if is_number:
            del end.block.lines[end.position]
            expected = end.value + 1


def ensure_whole(blocks: Sequence[TimedBlock], what: str) -> None:
    """Raises `CaptionFault`, with the line, where a time is left in the text of a cue."""
    for block in blocks:
        for offset, line in enumerate(block.lines):
            if ":" not in line and ">" not in line:
                continue
            if _RESIDUE.search(_WORD_TIME.sub("", line[:400])):
                raise CaptionFault(
                    FaultReason.DAMAGED,
                    f"{_told(blocks, what)} The {what} is damaged near line {block.number + offset + 1}: "
                    f"{line.strip()[:60]!r} is no line of times and no text.",
                    line=block.number + offset + 1,
                )


def ensure_times(blocks: Sequence[TimedBlock], what: str, faults: FirstFault) -> None:
    """Notes the first thing wrong with times: one that is none, one that runs backwards."""
    for number, block in enumerate(blocks, 1):
        start_ms, end_ms = block.start_ms, block.end_ms
        if start_ms is None or end_ms is None or not 0 <= start_ms < LATEST_MS or not 0 <= end_ms < LATEST_MS:
            told = f"Line {block.number} of this {what} has no two times that exist."
            faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, line=block.number, cue=number))
        elif end_ms < start_ms:
            told = f"Cue {number} of this {what} ends before it starts."
            faults.note(CaptionFault(FaultReason.TIMES_BACKWARDS, told, cue=number))


def note_arrows(blocks: Sequence[TimedBlock], what: str, faults: FirstFault) -> None:
    """Notes an arrow in a text, which may be a line of times that is wrong."""
    if _untimed(blocks):
        faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, f"{_told(blocks, what)} Mend the times of the others."))


def _told(blocks: Sequence[TimedBlock], what: str) -> str:
    return f"Of {len(blocks) + _untimed(blocks)} cues of this {what} {len(blocks)} can be read."


def _untimed(blocks: Sequence[TimedBlock]) -> int:
    """How many lines of text have an arrow: each may be a line of times that is wrong."""
    return sum("-->" in line for block in blocks for line in block.lines)


@dataclass(frozen=True, slots=True)
class _End:
    """A number at the end of a block: `adjacent` to the next times, `alone` below a blank line."""

    block: TimedBlock
    position: int
    value: int
    adjacent: bool
    alone: bool


def _end_of(block: TimedBlock, *, least: int) -> _End | None:
    """The number at the end of a block; above its line `least` it would be the text itself."""
    position = len(block.lines) - 1
    while position >= 0 and not block.lines[position].strip():
        position -= 1
    found = _INDEX.fullmatch(block.lines[position].strip("\ufeff \t")) if position >= 0 else None
    if found is None:
        return None
    alone = position >= least and (position == 0 or not block.lines[position - 1].strip())
    return _End(block, position, int(found.group(1)), position == len(block.lines) - 1, alone)


def _timing_of(line: str) -> re.Match[str] | None:
    """The times that begin a line, or where line ends were lost, the first in it."""
    if not _ARROW_SIGN.search(line):
        return None
    found = _TIMING.match(line)
    return found if found and _SURELY_TIMES.search(found.group()) else _INLINE.search(line)


def _add_rest(block: TimedBlock, text: str, *, first: bool, blocks: int) -> None:
    """Adds what stands on a line beside times: behind those of `block` itself, where it is the `first`, settings go; the
    number of the next cue, which is the one after so many `blocks`, too."""
    settings = _SETTINGS.match(text) if first else None
    text = text[settings.end() if settings else 0 :].strip()
    head, _, last = text.rpartition(" ")
    if blocks and last == str(blocks + 1):
        text = head.strip()
    if text:
        block.beside = block.beside or (first and not block.lines)
        block.lines.append(text)

"""The cues of SubRip files, whoever wrote them. There is no standard.

The lines between two lines of times are a cue's text, blank ones inside it included; a number before the latter is its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from oncue.caption_readers.cue_markup import marked_up_lines
from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue, SourceLine
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.line_ends import file_lines
from oncue.caption_readers.timed_blocks import (
    TimedBlock,
    arrow_blocks,
    ensure_times,
    ensure_whole,
    note_arrows,
    remove_numbers,
)

_WHAT = "SRT file"


def read_srt(text: str) -> SourceCaptions:
    """The cues of an SRT file, in its order; tags and codes in braces are taken out, labels and entities stay in the text.

    Times that are none or run backwards, and text before the first cue, are noted. Raises `CaptionFault` for a file without
    cues, and for one in whose text a time is left.
    """
    before, blocks = arrow_blocks(file_lines(text))
    faults = FirstFault()
    other = CaptionFault(
        FaultReason.OTHER_FORMAT,
        "This is not an SRT file, or it is damaged: one begins with a number and a line of times.",
    )
    if not blocks and text.strip():
        raise other
    remove_numbers(before, blocks)
    ensure_whole(blocks, _WHAT)
    if any(line.strip("\ufeff \t") for line in before.lines):
        faults.note(other)
    ensure_times(blocks, _WHAT, faults)
    note_arrows(blocks, _WHAT, faults)
    cues = [SourceCue(block.start_ms, block.end_ms, _lines(block.lines)) for block in blocks]
    return SourceCaptions(tuple(cues), _of_preface(before), faults.fault)


def _lines(lines: Sequence[str]) -> tuple[SourceLine, ...]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    marked = marked_up_lines("\n".join(lines[:end]))
    return tuple(tuple(Fragment(piece.text, piece.speaker) for piece in line) for line in marked)


def _of_preface(before: TimedBlock) -> tuple[str, ...]:
    words = " ".join(" ".join(before.lines).split())
    if not any(character.isalpha() for character in words):
        return ()
    return (f"text_before_cues_left_out: what stands before the first cue was left out: {words[:80]!r}.",)

"""Transcripts that are SubRip (SRT) files."""

from __future__ import annotations

from oncue.caption_readers.cues import SourceCue
from oncue.caption_readers.line_ends import LINE_END
from oncue.errors import TranscriptUnreadable
from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.timed_blocks import TimedBlock, arrow_blocks, ensure_whole, has_cues, remove_numbers
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where a cue comes at once, after at most a number; prose that quotes a timing line is prose, unless its name
    ends in `.srt`."""
    head = LINE_END.sub("\n", file.head)
    timing = has_cues(head)
    if timing and (file.suffix == ".srt" or head[: timing.start()].count("\n") < 4):
        return TypeMatch.SHAPE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The cues' words. Raises `TranscriptUnreadable` where the file is damaged."""
    before, blocks = arrow_blocks(LINE_END.split(file.text))
    if not blocks:
        raise TranscriptUnreadable("The SRT file has no line of times: export it again, or give plain text.")
    remove_numbers(before, blocks)
    ensure_whole(blocks, "SRT file")
    return document_of_cues(cues_of_blocks(blocks), notices=_of_preface(before))


def cues_of_blocks(blocks: list[TimedBlock], offset_ms: int = 0) -> list[SourceCue]:
    """The cues of blocks whose text has the markup of SRT or WebVTT."""
    return [
        SourceCue(
            None if block.start_ms is None else block.start_ms + offset_ms,
            None if block.end_ms is None else block.end_ms + offset_ms,
            lines_of_markup("\n".join(filter(str.strip, block.lines))),
        )
        for block in blocks
    ]


def _of_preface(before: TimedBlock) -> tuple[str, ...]:
    words = " ".join(" ".join(before.lines).split())
    if not any(character.isalpha() for character in words):
        return ()
    return (f"text_before_cues_left_out: what stands before the first cue was left out: {words[:80]!r}.",)

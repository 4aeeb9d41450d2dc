"""Transcripts that are YouTube's SBV files, or SubViewer's, from which those come: two times with a comma, then text."""

from __future__ import annotations

import re

from oncue.caption_readers.cues import SourceCue
from oncue.caption_readers.line_ends import LINE_END
from oncue.caption_readers.timed_blocks import comma_blocks, ensure_whole
from oncue.transcript.caption_source import unbroken
from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_TIMES = re.compile(r"^[ \t]*\d{1,3}:\d{2}:\d{2}[.,:]\d{1,3}[ \t]*,[ \t]*\d{1,3}:\d{2}:\d{2}[.,:]\d{1,3}[ \t]*$", re.M)
_HEADING = re.compile(r"\s*\[(?:INFORMATION|TITLE|SUBTITLE|AUTHOR|PRG|COLF)\]", re.I)
_BREAK = re.compile(r"\[br\]", re.I)
_STYLE = re.compile(r"[ \t]*\[(?:COLF|STYLE|SIZE|FONT)\].*", re.I)


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where such times come at once, after SubViewer's heading or none."""
    head = LINE_END.sub("\n", file.head)
    timing = _TIMES.search(head)
    if timing and (not head[: timing.start()].strip() or _HEADING.match(head)):
        return TypeMatch.SHAPE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The cues' words. Raises `TranscriptUnreadable` where the file is damaged."""
    _, blocks = comma_blocks(LINE_END.split(file.text))
    for block in blocks:
        block.lines = [line for line in block.lines if not _STYLE.fullmatch(line)]
    unbroken(lambda: ensure_whole(blocks, "SBV file"))
    return document_of_cues(
        [
            SourceCue(block.start_ms, block.end_ms, lines_of_markup(_BREAK.sub("\n", "\n".join(block.lines))))
            for block in blocks
        ]
    )

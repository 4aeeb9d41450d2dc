"""Transcripts that are YouTube's SBV files, or SubViewer's, from which those come."""

from __future__ import annotations

import re

from oncue.caption_readers.line_ends import LINE_END
from oncue.caption_readers.sbv_reader import read_sbv
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_TIMES = re.compile(r"^[ \t]*\d{1,3}:\d{2}:\d{2}[.,:]\d{1,3}[ \t]*,[ \t]*\d{1,3}:\d{2}:\d{2}[.,:]\d{1,3}[ \t]*$", re.M)
_HEADING = re.compile(r"\s*\[(?:INFORMATION|TITLE|SUBTITLE|AUTHOR|PRG|COLF)\]", re.I)


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where such times come at once, after SubViewer's heading or none."""
    head = LINE_END.sub("\n", file.head)
    timing = _TIMES.search(head)
    if timing and (not head[: timing.start()].strip() or _HEADING.match(head)):
        return TypeMatch.SHAPE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The cues' words. Raises `TranscriptUnreadable` where the file is damaged."""
    return document_of_captions(lambda: read_sbv(file.text))

"""Transcripts that are SubRip (SRT) files."""

from __future__ import annotations

from oncue.caption_readers.line_ends import LINE_END
from oncue.caption_readers.srt_reader import read_srt
from oncue.caption_readers.timed_blocks import has_cues
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.document import Document
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
    return document_of_captions(lambda: read_srt(file.text))

"""Transcripts that are WebVTT files, also of several segments one after the other."""

from __future__ import annotations

from oncue.caption_readers.line_ends import LINE_END
from oncue.caption_readers.timed_blocks import has_cues
from oncue.caption_readers.webvtt_reader import is_webvtt, read_webvtt
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the file begins as every WebVTT file must, or is called one and has cues."""
    if is_webvtt(file.head) or (file.suffix == ".vtt" and has_cues(LINE_END.sub("\n", file.head))):
        return TypeMatch.SIGNATURE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The cues' words. Raises `TranscriptUnreadable` where the file is damaged."""
    return document_of_captions(lambda: read_webvtt(file.text))

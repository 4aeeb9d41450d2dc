"""Transcripts that are YouTube's timed text, the XML that its players fetch captions in."""

from __future__ import annotations

from oncue.caption_readers.youtube_reader import is_youtube_text, read_youtube_text
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where its first elements are those of such a file."""
    return TypeMatch.SIGNATURE if is_youtube_text(file.head) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The captions' words. Raises `TranscriptUnreadable` where it is no well-formed XML."""
    return document_of_captions(lambda: read_youtube_text(file.text))

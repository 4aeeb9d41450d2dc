"""Transcripts that are plain text: all that no other type takes."""

from __future__ import annotations

from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile


def sniff(file: UploadedFile) -> TypeMatch:
    """A fallback for every file: what is no text after all is refused when it is read."""
    return TypeMatch.FALLBACK


def read(file: UploadedFile) -> Document:
    """The text as it is. Raises `NotText` where the bytes are none."""
    return Document(file.text)

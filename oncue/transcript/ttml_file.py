"""Transcripts that are Timed Text (TTML, DFXP, EBU-TT, IMSC, SMPTE-TT), of any year's namespace."""

from __future__ import annotations

import re

from oncue.caption_readers.ttml_reader import read_ttml
from oncue.transcript.caption_source import document_of_captions
from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_ROOT = re.compile(r"<(?:[\w.-]{1,20}:)?tt[\s>]")


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the first element is `tt`."""
    head = file.head[:4_000]
    found = re.search(r"<(?![?!])", head) if head.startswith("<") else None
    return TypeMatch.SIGNATURE if found and _ROOT.match(head, found.start()) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The words of its paragraphs. Raises `TranscriptUnreadable` where it is no well-formed XML, or holds pictures only."""
    return document_of_captions(lambda: read_ttml(file.text))

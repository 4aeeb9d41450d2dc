"""Transcripts that are WebVTT files."""

from __future__ import annotations

import re

from oncue.errors import TranscriptUnreadable
from oncue.transcript.document import Document
from oncue.transcript.subtitles import joined_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_START = re.compile(r"WEBVTT(?:\s|$)")


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the file begins as every WebVTT file must."""
    return TypeMatch.SIGNATURE if _START.match(file.head) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The cues' words. Raises `TranscriptUnreadable` where the file is damaged."""
    import webvtt  # only who gives such a file needs it

    try:
        captions = webvtt.from_string(file.text).captions
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError, ValueError) as problem:
        raise TranscriptUnreadable("The WebVTT file is damaged: export it again, or give plain text.") from problem
    return joined_cues([caption.raw_text.split("\n") for caption in captions])

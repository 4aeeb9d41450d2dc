"""Transcripts that are SubRip (SRT) files."""

from __future__ import annotations

import re

from oncue.errors import TranscriptUnreadable
from oncue.transcript.document import Document
from oncue.transcript.subtitles import joined_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_TIMING = re.compile(r"^[ \t]*\d{1,4}:\d{1,2}(?::\d{1,2})?[.,]\d{1,3}[ \t]*-->[ \t]*\d{1,4}:\d{1,2}", re.M)


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where a cue comes at once, after at most a number; prose that quotes a timing line is prose, unless its name
    ends in `.srt` or `.vtt`."""
    timing = _TIMING.search(file.head)
    if timing and (file.suffix in (".srt", ".vtt") or file.head[: timing.start()].count("\n") < 4):
        return TypeMatch.SHAPE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The cues' words. Raises `TranscriptUnreadable` where the file is damaged."""
    import pysubs2  # only who gives such a file needs it

    try:
        # pysubs2 keeps text after a blank line inside a cue, which stricter readers drop.
        events = pysubs2.SSAFile.from_string(file.text, format_="srt", keep_html_tags=True)
    except (pysubs2.exceptions.Pysubs2Error, ValueError, OverflowError) as problem:
        raise TranscriptUnreadable("The SRT file is damaged: export it again, or give plain text.") from problem
    return joined_cues([event.text.replace("\\h", " ").split("\\N") for event in events])

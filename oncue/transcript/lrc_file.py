"""Transcripts that are LRC files, the lyrics of songs: times in square brackets, several of them for a line sung again."""

from __future__ import annotations

import re

from oncue.caption_readers.cue_times import milliseconds
from oncue.caption_readers.cues import SourceCue
from oncue.caption_readers.line_ends import LINE_END
from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_TIME = r"\[(\d{1,4}:\d{1,2}(?:[.:]\d{1,3})?)\]"
_TIMES = re.compile(rf"[ \t\ufeff]*((?:{_TIME}[ \t]*)+)(.*)")
_ONE = re.compile(_TIME)
_ABOUT = re.compile(
    r"[ \t\ufeff]*\[(?:ar|ti|al|au|by|offset|re|ve|length|lr|la|id|tool|#)[ \t]*:[^\]\n]{0,200}\][ \t]*$", re.I
)
_WORD_TIME = re.compile(r"<\d{1,4}:\d{1,2}(?:[.:]\d{1,3})?>")


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where most lines begin with a time in square brackets: by its name, or by what it tells about the song."""
    lines = [line for line in LINE_END.split(file.head) if line.strip()][:-1] or LINE_END.split(file.head)
    timed = sum(bool(_TIMES.match(line)) for line in lines)
    about = sum(bool(_ABOUT.match(line)) for line in lines)
    if timed and (timed + about) * 2 > len(lines) and (file.suffix == ".lrc" or about > 1):
        return TypeMatch.SHAPE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The song's words, those that are sung again as often as they are."""
    cues: list[SourceCue] = []
    about = 0
    for line in LINE_END.split(file.text):
        if _ABOUT.match(line):
            about += 1
        elif found := _TIMES.match(line):
            lines = lines_of_markup(_WORD_TIME.sub("", found.group(3)))
            cues += [SourceCue(milliseconds(time), None, lines) for time in _ONE.findall(found.group(1))[:50]]
        elif line.strip():
            cues.append(SourceCue(cues[-1].start_ms if cues else None, None, lines_of_markup(line)))
    notices = (f"song_data_left_out: {about} lines about the song were left out.",) if about else ()
    return document_of_cues(sorted(cues, key=lambda cue: cue.start_ms or 0), notices=notices)

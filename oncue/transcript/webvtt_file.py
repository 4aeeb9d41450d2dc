"""Transcripts that are WebVTT files (https://www.w3.org/TR/webvtt1/), also of several segments one after the other."""

from __future__ import annotations

import re
from itertools import pairwise

from oncue.caption_readers.cue_times import TIME, milliseconds
from oncue.caption_readers.cues import SourceCue
from oncue.caption_readers.line_ends import LINE_END
from oncue.errors import TranscriptUnreadable
from oncue.transcript.document import Document
from oncue.transcript.srt_file import cues_of_blocks
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.timed_blocks import arrow_blocks, ensure_whole, has_cues, remove_numbers
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_START = re.compile(r"WEBVTT(?:\s|$)")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)|X-TIMESTAMP-MAP\b")
_MPEGTS = re.compile(r"MPEGTS:(\d{1,12})")
_LOCAL = re.compile(rf"LOCAL:({TIME})")
# Pictures for the player's time line: a WebVTT file, and no captions.
_THUMBNAIL = re.compile(r"\S{1,400}\.(?:jpe?g|png|webp|gif)(?:\?\S{0,200})?(?:#xywh=\S{0,80})?", re.I)


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the file begins as every WebVTT file must, or is called one and has cues."""
    if _START.match(file.head) or (file.suffix == ".vtt" and has_cues(LINE_END.sub("\n", file.head))):
        return TypeMatch.SIGNATURE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The cues' words. Raises `TranscriptUnreadable` where the file is damaged."""
    cues: list[SourceCue] = []
    segments = _segments(LINE_END.split(file.text))
    for number, lines in segments:
        before, blocks = arrow_blocks(_without_asides(lines), first_number=number)
        remove_numbers(before, blocks, identifiers=True)
        ensure_whole(blocks, "WebVTT file")
        cues += cues_of_blocks(blocks, _offset_ms(lines) if len(segments) > 1 else 0)
    texts = [text for cue in cues for text in cue.texts]
    if texts and all(_THUMBNAIL.fullmatch(text) for text in texts):
        raise TranscriptUnreadable(
            "The WebVTT file lists pictures for a player's time line and no captions: give the programme's captions.",
            looks_like="a list of thumbnails",
        )
    return document_of_cues(cues)


def _segments(lines: list[str]) -> list[tuple[int, list[str]]]:
    """The files that were joined to one, each with the number of its first line."""
    starts = [
        index
        for index, line in enumerate(lines)
        if _START.match(line.lstrip("\ufeff")) and (index == 0 or not lines[index - 1].strip())
    ]
    bounds = [0, *(start for start in starts if start), len(lines)]
    return [(start + 1, lines[start:end]) for start, end in pairwise(bounds)]


def _without_asides(lines: list[str]) -> list[str]:
    """The same lines, blank where they are a heading, a comment, a style or a region."""
    kept: list[str] = []
    aside = blank = True
    for line in lines:
        if not line.strip():
            aside, blank = False, True
        elif blank:
            aside = bool(_ASIDE.match(line)) or (not kept and bool(_START.match(line.lstrip("\ufeff"))))
            blank = False
        if aside and "-->" in line:
            aside = False
        kept.append("" if aside else line)
    return kept


def _offset_ms(lines: list[str]) -> int:
    """How much later than it says a segment of a stream begins, by its heading."""
    for line in lines[:20]:
        if line.startswith("X-TIMESTAMP-MAP"):
            mpegts, local = _MPEGTS.search(line), _LOCAL.search(line)
            from_ms = milliseconds(local.group(1)) if local else 0
            return (int(mpegts.group(1)) // 90 if mpegts else 0) - (from_ms or 0)
    return 0

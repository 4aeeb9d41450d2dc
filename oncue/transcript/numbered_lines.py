"""Transcripts in the older formats of one line a subtitle: MicroDVD, MPL2 and TMP, as pysubs2 reads them."""

from __future__ import annotations

import re

from oncue.caption_readers.cues import SourceCue
from oncue.caption_readers.line_ends import LINE_END
from oncue.errors import TranscriptUnreadable
from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_SHAPES = {
    "microdvd": re.compile(r"[ \t\ufeff]*\{\d{1,9}\}[ \t]*\{\d{0,9}\}.*"),
    "mpl2": re.compile(r"[ \t\ufeff]*\[\d{1,9}\][ \t]*\[\d{0,9}\].*"),
    "tmp": re.compile(r"[ \t\ufeff]*\d{1,2}:\d{2}:\d{2}(?:,\d)?[:=].*"),
}
_SNIFFED = _SHAPES | {"tmp": re.compile(r"[ \t\ufeff]*\d{1,2}:\d{2}:\d{2}(?:,\d)?[:=](?=\S)(?!\d{2}(?:\D|$)).*")}
"""A time code with frames at the beginning of a line is none of TMP's, nor a time that a space follows."""

_NO_END = re.compile(r"^([ \t\ufeff]*[{\[])(\d+)([}\]])[ \t]*([{\[])([}\]])", re.M)
_RATE = re.compile(r"[ \t\ufeff]*(?:\{[01]\}\{[01]\}\s*\d{2}(?:[.,]\d{1,4})?|\{DEFAULT\}\{\}.*)\s*")
_ANY_RATE = 25.0
"""Frames a second. Frames give the order only."""


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where every line but a few begins with its numbers."""
    return TypeMatch.SHAPE if _format(file.head) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The subtitles' words. Raises `TranscriptUnreadable` where a line has no numbers."""
    import pysubs2

    kind = _format(file.head)
    assert kind is not None
    lines = [line for line in LINE_END.split(file.text) if line.strip() and not _RATE.fullmatch(line)]
    for number, line in enumerate(lines, 1):
        if not _SHAPES[kind].match(line):
            raise TranscriptUnreadable(
                f"The subtitle file ({kind}) is damaged at line {number}: {line.strip()[:60]!r} has no numbers before it. "
                "Export it again, or give plain text.",
                line=number,
            )
    text = _NO_END.sub(r"\1\2\3\4\2\5", "\n".join(lines))
    try:
        read_as = {"fps": _ANY_RATE} if kind == "microdvd" else {}
        events = list(pysubs2.SSAFile.from_string(text, format_=kind, **read_as))
    except (pysubs2.exceptions.Pysubs2Error, ValueError, OverflowError, AssertionError) as problem:
        raise TranscriptUnreadable(
            f"The subtitle file ({kind}) is damaged: export it again, or give plain text."
        ) from problem
    if len(events) != len(lines):
        raise TranscriptUnreadable(
            f"Of {len(lines)} lines of the subtitle file ({kind}) {len(events)} can be read: export it again."
        )
    return document_of_cues(
        [SourceCue(event.start, event.end, lines_of_markup(event.text.replace("\\N", "\n"))) for event in events]
    )


def _format(head: str) -> str | None:
    """The name that pysubs2 has for the format, or None. The last line of a head may be cut off."""
    lines = [line for line in LINE_END.split(head) if line.strip()]
    looked_at = lines[:-1] if len(lines) > 1 else lines
    for kind, shape in _SNIFFED.items():
        shaped = sum(bool(shape.match(line)) for line in looked_at)
        if looked_at and shape.match(looked_at[0]) and shaped * 10 >= len(looked_at) * 9:
            return kind
    return None

"""Transcripts that are SAMI files (.smi): HTML with `SYNC` elements, often in several languages, each in a class.

Own code: pysubs2 joins the languages to one text, and takes the square of the time for a file of comments without an end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncue.caption_readers.cues import SourceCue
from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_START = re.compile(r"<SAMI\b", re.I)
_SYNC = re.compile(r"<SYNC\b", re.I)
_CLASS = re.compile(r"\.([\w-]{1,40})\s{0,20}\{([^{}]{0,400})\}")
_LANGUAGE = re.compile(r"\blang\s{0,9}:\s{0,9}([A-Za-z-]{2,20})", re.I)
_TAG = re.compile(r"<(/?(?:sync|p|body|sami))\b([^<>]{0,400})>", re.I)
_START_MS = re.compile(r"\bstart\s{0,9}=\s{0,9}[\"']?\s{0,9}-?(\d{1,12})", re.I)
_NAME = re.compile(r"\bclass\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.I)
_LINE_ENDS = re.compile(r"[\r\n]+")
_NOT_A_COMMENT = re.compile(r"<--[^<>]{0,400}-->")


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where it begins with `SAMI`, or has a `SYNC` element."""
    head = file.head
    return TypeMatch.SIGNATURE if _START.match(head) or (head.startswith("<") and _SYNC.search(head)) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The captions' words. It raises nothing: what stands in no SYNC element is left out, as players do."""
    text = _NOT_A_COMMENT.sub("", file.text)
    languages = {name.casefold(): tag.group(1) for name, style in _CLASS.findall(text) if (tag := _LANGUAGE.search(style))}
    ends: dict[str, int] = {}
    cues: list[SourceCue] = []
    # Each is shown until the next one of its class, which may be empty.
    for start_ms, name, raw in reversed(list(_paragraphs(text))):
        if lines := lines_of_markup(raw):
            cues.append(SourceCue(start_ms, ends.get(name), lines, languages.get(name)))
        ends[name] = start_ms
    return document_of_cues(cues[::-1])


def _paragraphs(text: str) -> Iterator[tuple[int, str, str]]:
    """The start in milliseconds, the class and the marked-up text of each paragraph."""
    start_ms: int | None = None
    name = ""
    end = 0
    for tag in _TAG.finditer(text):
        if start_ms is not None:
            yield start_ms, name, _LINE_ENDS.sub(" ", text[end : tag.start()])
        end = tag.end()
        kind, attributes = tag.group(1).casefold(), tag.group(2)
        if kind == "sync":
            found = _START_MS.search(attributes)
            start_ms, name = (int(found.group(1)) if found else start_ms), ""
        elif kind == "p":
            found = _NAME.search(attributes)
            name = found.group(1).casefold() if found else ""
        elif kind in ("/sync", "/body", "/sami"):
            start_ms = None
    if start_ms is not None:
        yield start_ms, name, _LINE_ENDS.sub(" ", text[end:])

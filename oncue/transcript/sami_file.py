"""Transcripts that are SAMI files (.smi): HTML with `SYNC` elements, often in several languages, each in a class.

Own code on the standard library's HTML parser: pysubs2 joins the languages to one text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from oncue.transcript.cue_markup import lines_of_markup
from oncue.transcript.cues import SourceCue
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_START = re.compile(r"<SAMI\b", re.I)
_SYNC = re.compile(r"<SYNC\b", re.I)
_CLASS = re.compile(r"\.([\w-]{1,40})\s{0,20}\{([^{}]{0,400})\}")
_LANGUAGE = re.compile(r"\blang\s{0,9}:\s{0,9}([A-Za-z-]{2,20})", re.I)
_NOT_A_COMMENT = re.compile(r"<--[^<>]{0,400}-->")


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where it begins with `SAMI`, or has a `SYNC` element."""
    head = file.head
    return TypeMatch.SIGNATURE if _START.match(head) or (head.startswith("<") and _SYNC.search(head)) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The captions' words. It raises nothing: what is no SYNC element is left out, as players do."""
    text = _NOT_A_COMMENT.sub("", file.text)
    parser = _Reader(
        {name.casefold(): tag.group(1) for name, style in _CLASS.findall(text) if (tag := _LANGUAGE.search(style))}
    )
    parser.feed(text)
    parser.close()
    parser.end_paragraph()
    return document_of_cues(parser.timed())


class _Reader(HTMLParser):
    def __init__(self, languages: dict[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._languages = languages
        self._cues: list[tuple[int, str, str]] = []
        self._start_ms: int | None = None
        self._class = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "sync":
            self.end_paragraph()
            found = re.search(r"\d{1,12}", values.get("start", ""))
            self._start_ms = int(found.group()) if found else self._start_ms
            self._class = ""
        elif tag == "p":
            self.end_paragraph()
            self._class = values.get("class", "").casefold()
        elif tag == "br":
            self._text.append("<br>")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("sync", "body", "sami"):
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if self._start_ms is not None:
            self._text.append(data.replace("\r", " ").replace("\n", " "))

    def end_paragraph(self) -> None:
        """What was read since the last paragraph is one."""
        if self._start_ms is not None:
            self._cues.append((self._start_ms, self._class, "".join(self._text)))
        self._text.clear()

    def timed(self) -> list[SourceCue]:
        """The cues, each until the next one of its class."""
        ends: dict[str, int] = {}
        found: list[SourceCue] = []
        for start_ms, name, text in reversed(self._cues):
            end_ms = ends.get(name)
            ends[name] = start_ms
            if lines := lines_of_markup(text):
                found.append(SourceCue(start_ms, end_ms, lines, self._languages.get(name)))
        return found[::-1]

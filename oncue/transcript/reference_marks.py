"""Marks of footnotes in plain text: figures in brackets or raised, stars and daggers behind a word. Nobody says them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oncue.transcript.document import Line, Range

_RAISED = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
_MARK = re.compile(
    r"(?<=[^\W_])\[(?:\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,5}|note \d{1,3}|citation needed|nb \d{1,3})\]"
    r"|(?<=[.,;:!?\u2026\"\u201d\u2019\u00bb)\u3002\uff0c\u300d])"
    r"\[(?:\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,5}|note \d{1,3})\]"
    rf"|(?<=[^\W\d_]|[.,;:!?\u2026\"\u201d\u2019\u00bb)])[{_RAISED}]{{1,3}}(?:[,\u2013-][{_RAISED}]{{1,3}})*(?![\w{_RAISED}])"
    r"|(?<=[\w.,;:!?\"\u201d\u2019)])[\u2020\u2021\u00a7\u00b6]{1,3}(?!\w)"
    r"|(?<=[^\W\d_]|[.,;:!?\"\u201d\u2019)])\*(?=[\s.,;:!?)\"\u201d\u2019]|$)"
)
_NOTE = re.compile(r"(\d{1,3})[.)]?[ \t\u00a0]+[\w\"\u201c\u2018(]")
_FIGURE = re.compile(r"(?<=[^\W\d_][.,;:!?\u2026\"\u201d\u2019\u00bb)])\d{1,3}(?=\s|$)")
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_LONGEST_UNIT = 2
"""Letters: "m\u00b2", "mc\u00b2", "CO\u2082"; longer words are no units but for these."""
_UNITS = frozenset({"min", "sec", "mol", "inch", "feet", "foot", "mile", "miles"})
_LONGEST_EMPHASIS = 300
_OPENS_EMPHASIS = re.compile(r"(?<![\w*.,;:!?)\"\u201d\u2019])\*{1,3}[^\s*]")


def find_reference_marks(text: str, lines: list[Line]) -> Iterator[Range]:
    """The range of each mark. What may be said is none: "5 km\u00b2", "*really*", "sh*t"."""
    yield from _figures_of_notes(text, lines)
    for line in lines:
        for found in _MARK.finditer(text, line.start, line.end):
            before = _WORD_BEFORE.search(text, max(line.start, found.start() - 30), found.start())
            mark = found.group()
            word = before.group() if before else ""
            if mark[0] in "[*" or not word:
                if mark == "*" and (
                    0 < len(word) < 3
                    or _OPENS_EMPHASIS.search(text, max(line.start, found.start() - _LONGEST_EMPHASIS), found.start())
                ):
                    continue
            elif mark[0].isdigit() and (len(word) <= _LONGEST_UNIT or word.casefold() in _UNITS):
                continue
            yield found.start(), found.end()


def _figures_of_notes(text: str, lines: list[Line]) -> Iterator[Range]:
    """Plain figures behind a mark without a space ("strengths.1") where a later line is the note of that number."""
    notes: dict[str, int] = {}
    for line in lines:
        if note := _NOTE.match(text, line.start, line.end):
            notes[note.group(1)] = line.start
    if not notes:
        return
    for line in lines:
        for found in _FIGURE.finditer(text, line.start, line.end):
            if notes.get(found.group(), -1) > line.end:
                yield found.span()

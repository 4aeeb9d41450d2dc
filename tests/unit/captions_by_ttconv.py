"""EBU STL and SCC as ttconv reads them: cues with their times and lines, by a program that shares nothing with ours."""

from __future__ import annotations

import io
from fractions import Fraction

import ttconv.scc.reader
import ttconv.stl.reader
from ttconv import model

ReadCue = tuple[Fraction, Fraction | None, list[str]]
"""Start and end in seconds, and the lines; a caption that nothing ends has no end."""


def stl_by_ttconv(data: bytes) -> list[ReadCue]:
    return _cues(ttconv.stl.reader.to_model(io.BytesIO(data)))


def scc_by_ttconv(data: bytes) -> list[ReadCue]:
    return _cues(ttconv.scc.reader.to_model(data.decode("ascii")))


def _cues(document: model.ContentDocument) -> list[ReadCue]:
    body = document.get_body()
    paragraphs = [each for each in body.dfs_iterator() if isinstance(each, model.P)] if body else []
    return [(each.get_begin() or Fraction(0), each.get_end(), _lines(each)) for each in paragraphs]


def _lines(paragraph: model.P) -> list[str]:
    parts = [
        "\n" if isinstance(each, model.Br) else each.get_text()
        for each in paragraph.dfs_iterator()
        if isinstance(each, (model.Br, model.Text))
    ]
    return "".join(parts).split("\n")


# The standard draws these few; readers take other signs of Unicode for them, and not the same ones.
_SIGNS = str.maketrans({"━": "—", "┃": "|", "¦": "|", "ʌ": "^", "┏": "┌", "┓": "┐", "┗": "└", "┛": "┘"})


def plain(line: str) -> str:
    return line.translate(_SIGNS).replace("\u00a0", " ").strip()


def by_ttconv(data: bytes) -> list[tuple[Fraction, Fraction | None, list[str]]]:
    return [(start, end, [plain(line) for line in lines]) for start, end, lines in scc_by_ttconv(data)]

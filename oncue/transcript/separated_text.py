"""Rows of a text in columns: separated by a sign, with quotes, or aligned by spaces."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from oncue.errors import TranscriptUnreadable

SEPARATORS = ("\t", ";", "|", ",", "")
"""In the order in which they are tried; the empty one is two spaces or more, or tabs."""

_ALIGNED = re.compile(r"(?: {2,}|\t)[ \t]*")
_QUOTED_LINE = re.compile(r'^[ \t]*"', re.M)
_EXCEL = re.compile(r"[\"']?sep=([^\r\n])[\"']?[ \t]*(?:\r\n|\r|\n)", re.I)


@dataclass(frozen=True, slots=True)
class SeparatedText:
    """The rows of a text and what separates their cells. `quoted`: some cells are within quotation marks.

    `is_cut`: the last of these is open.
    """

    rows: list[list[str]]
    separator: str
    quoted: bool
    is_cut: bool = False


def told_separator(text: str) -> tuple[str | None, str]:
    """The separator that a first line for Excel names (`sep=;`), and the text without that line."""
    found = _EXCEL.match(text)
    return (found.group(1), text[found.end() :]) if found else (None, text)


def rows_of(text: str, separator: str) -> SeparatedText:
    """The rows of the whole text. Raises `TranscriptUnreadable` where a cell is longer than the csv module takes."""
    if not separator:
        return SeparatedText([_aligned(line) for line in text.splitlines()], "", False)
    quoted = _is_quoted(text, separator)
    if quoted:
        try:
            return SeparatedText(list(_parsed(text, separator)), separator, True)
        except csv.Error as error:
            if "unexpected end" in str(error):
                rows = list(_parsed(f'{text}"', separator))
                # A quotation mark that opens a cell and does not close it is one of the text, but in a last row cut off.
                swallowed = rows[-1][-1].splitlines()[1:]
                if not any(line.count(separator) + 1 >= len(rows[0]) for line in swallowed):
                    return SeparatedText(rows, separator, True, is_cut=True)
    try:
        rows = list(_unquoted(text, separator))
    except csv.Error as error:
        raise TranscriptUnreadable(
            "The transcript is a table, and a cell of it is too long: save it again, or give the text alone.",
            looks_like="a table",
        ) from error
    return SeparatedText([[_bare(cell) for cell in row] for row in rows], separator, False)


def first_rows(head: str, separator: str) -> SeparatedText:
    """The rows of a text's beginning, without the last one, which may be cut off. Raises nothing."""
    if not separator:
        return rows_of(head, separator)
    quoted = _is_quoted(head, separator)
    for strict in (True, False) if quoted else (False,):
        rows: list[list[str]] = []
        try:
            for row in _parsed(head, separator) if strict else _unquoted(head, separator):
                rows.append(row)
        except csv.Error as error:
            if strict and "unexpected end" not in str(error):
                continue
        return SeparatedText([[_bare(cell) for cell in row] for row in rows], separator, strict)
    return SeparatedText([], separator, False)


def _is_quoted(text: str, separator: str) -> bool:
    return f'{separator}"' in text or _QUOTED_LINE.search(text) is not None


def _parsed(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(_lines(text), delimiter=separator, strict=True, skipinitialspace=separator != "\t")


def _unquoted(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(_lines(text), delimiter=separator, quoting=csv.QUOTE_NONE)


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def _bare(cell: str) -> str:
    stripped = cell.strip()
    whole = len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and '"' not in stripped[1:-1].replace('""', "")
    return stripped[1:-1].replace('""', '"') if whole else cell


def _aligned(line: str) -> list[str]:
    """Cells of a line; one that begins further in goes on with the text of the line above."""
    cells = _ALIGNED.split(line.rstrip())
    return ["", "", *cells[1:]] if len(cells) == 2 and not cells[0] else cells

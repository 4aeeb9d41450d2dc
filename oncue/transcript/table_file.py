"""Transcripts that are tables in a text file: CSV, TSV and their kin, and columns aligned by tabs or spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from oncue.errors import TranscriptUnreadable
from oncue.transcript.column_cells import ColumnCells
from oncue.transcript.document import Document
from oncue.transcript.separated_text import SEPARATORS, SeparatedText, first_rows, rows_of, told_separator
from oncue.transcript.table import document_of_rows, is_blank, layout_of_rows
from oncue.transcript.table_headers import Column, column_called
from oncue.transcript.turn_list import Spoken, document_of_turns
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_SUFFIXES = (".csv", ".tsv", ".tab", ".psv")
_MOSTLY = 0.8
_MOST_ABOVE = 8
_CUT = "text_cut_off: The table ends within a cell: the file may be cut off."
_RULE = re.compile(r"^[ \t|:]*-{3,}[ \t|:-]*$", re.M)


def sniff(file: UploadedFile) -> TypeMatch:
    """A shape where the columns are those of a transcript; traces where they are of another table, as its name may say."""
    head = file.head
    if not head or head[0] in "<{":
        return TypeMatch.NONE
    if _transcripts_separator(head) is not None:
        return TypeMatch.SHAPE
    if (file.suffix in _SUFFIXES and _has_columns(head)) or any(
        _is_data(first_rows(head, separator).rows) for separator in "\t;|"
    ):
        return TypeMatch.TRACES
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The table's rows as turns. Raises `TranscriptUnreadable` for a table of anything else."""
    separator = _transcripts_separator(file.head)
    _, text = told_separator(file.text.lstrip("\ufeff\r\n"))
    if separator is not None:
        table = rows_of(text, separator)
        document = document_of_rows(table.rows, separator)
        if document is not None:
            return replace(document, notices=(*document.notices, _CUT)) if table.is_cut else document
    column = _one_column(text)
    if column is not None:
        return document_of_turns(Spoken(None, cell) for cell in column)
    raise TranscriptUnreadable(
        "The transcript is a table without a column of text beside one of speakers or times: give a table with such columns"
        ' and their names in its first row ("Start, Speaker, Text"), or plain text.',
        looks_like="a table",
    )


def _transcripts_separator(head: str) -> str | None:
    """What separates the columns of the transcript's table that begins with `head`; None where it is none."""
    if _RULE.search(head):
        return None  # a table in Markdown
    told, head = told_separator(head)
    best: tuple[float, str] | None = None
    for separator in (told,) if told else SEPARATORS:
        if not told and separator and separator not in head:
            continue
        table = first_rows(head, separator)
        share = _share_of_usual(table.rows)
        if share >= _MOSTLY and _is_transcript(table) and (best is None or share > best[0]):
            best = (share, separator)
    return best[1] if best else None


def _share_of_usual(rows: Sequence[Sequence[str]]) -> float:
    """Of rows that are not blank, the share of those as wide as most, or wider by separators in the text."""
    widths = [len(row) for row in rows if not is_blank(row)]
    # A title and the project's data may stand above the table, in cells of their own.
    above = next((n for n, width in enumerate(widths) if width > 1), 0)
    widths = widths[above:] if above <= _MOST_ABOVE and len(widths) - above > 1 else widths
    if not widths:
        return 0.0
    counts = Counter(widths)
    usual = max(counts, key=lambda width: (counts[width], -width))
    if len(widths) > 2 and widths[-1] < usual:
        del widths[-1]  # where the file was cut off
    same = sum(width == usual for width in widths)
    wider = sum(width > usual for width in widths)
    return (same + wider * 0.9) / len(widths) if usual > 1 else 0.0


def _is_transcript(table: SeparatedText) -> bool:
    layout = layout_of_rows(table.rows)
    if layout is None:
        return False
    if layout.heads:
        return True
    if layout.starts is not None:
        # Of times alone nothing is a column.
        worded = sum(sum(bool(cell.strip()) for cell in row) > 1 and any(map(_has_letter, row)) for row in table.rows)
        return worded > 1
    # Prose has commas, too, and "Anna, come here." is no table.
    return table.separator in ("\t", "|") or (table.quoted and table.separator != "")


def _has_columns(head: str) -> bool:
    """True where lines are as wide as each other, or quoted, or begin with a column's name. Prose under a table's name is
    none, nor are its commas, which a space follows."""
    if column_called(head.partition("\n")[0].strip()) is not None:
        return True
    for separator in SEPARATORS:
        if not separator or separator not in head:
            continue
        table = first_rows(head, separator)
        rows = [row for row in table.rows if not is_blank(row)]
        further = [cell for row in rows for cell in row[1:]]
        spaced = sum(cell.startswith(" ") for cell in further)
        same = Counter(map(len, rows)).most_common(1)[0][1] if rows else 0
        if table.quoted or (further and 2 * spaced < len(further) and same >= _MOSTLY * len(rows)):
            return True
    return False


def _has_letter(cell: str) -> bool:
    return any(character.isalpha() for character in cell)


def _is_data(rows: list[list[str]]) -> bool:
    """Whether they are a table of figures."""
    filled = [row for row in rows if len(row) > 2]
    if len(filled) < 4 or _share_of_usual(rows) < _MOSTLY:
        return False
    width = min(map(len, filled))
    columns = [ColumnCells([row[n].strip() for row in filled[1:]]) for n in range(width)]
    return sum(column.is_other for column in columns) * 2 > width


def _one_column(text: str) -> list[str] | None:
    """The cells of a table of one column, without its head."""
    tables = [rows_of(text, separator) for separator in SEPARATORS if separator]
    if any(_share_of_usual(table.rows) >= _MOSTLY for table in tables):
        return None
    alone = next((table.rows for table in tables if table.quoted and all(len(row) < 2 for row in table.rows)), None)
    cells = [row[0] for row in alone if row] if alone else text.splitlines()
    return cells[1:] if len(cells) > 1 and column_called(cells[0]) is Column.TEXT else cells

"""Which column of a table holds what: told by its head, and where that says nothing, by its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.transcript.column_cells import ColumnCells
from oncue.transcript.row_times import clock_seconds
from oncue.transcript.table_headers import Column, column_called, is_any_name, names_language

Rows = Sequence[Sequence[str]]

_HEAD_ROWS = 12
"""How far down a table its heads are sought: exports put a title and the project's data above them."""

_SAMPLE_ROWS = 400
"""How many rows tell what a column holds."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a transcript's table, by index.

    `first_row` is the first below the `head_rows` rows of heads; `heads` names the columns, or is empty. `others` are left
    out and are no times; `other_text` are those of them that are as much a text.
    """

    first_row: int
    head_rows: int
    text: int
    speaker: int | None
    starts: int | None
    others: tuple[int, ...]
    other_text: tuple[int, ...]
    heads: tuple[str, ...]


def layout_of(rows: Rows) -> Layout | None:
    """The columns of `rows`, which are of one width; None where they are no transcript's table."""
    heads = _heads_of(rows)
    body = rows[heads.first_row : heads.first_row + _SAMPLE_ROWS]
    if not body:
        return None
    cells = [ColumnCells([row[column].strip() for row in body]) for column in range(len(rows[0]))]
    return _by_heads(heads, cells) if heads.names else _by_content(heads, cells)


@dataclass(frozen=True, slots=True)
class _Heads:
    names: tuple[str, ...]
    called: tuple[Column | None, ...]
    first_row: int = 0
    rows: int = 0

    def of(self, *columns: Column | None) -> list[int]:
        return [n for n, column in enumerate(self.called) if column in columns]


def _heads_of(rows: Rows) -> _Heads:
    above = next((index for index, row in enumerate(rows[:_HEAD_ROWS]) if _is_head(row)), None)
    if above is None:
        return _Heads((), (None,) * len(rows[0]))
    names = tuple(cell.strip() for cell in rows[above])
    called = tuple(column_called(cell) for cell in names)
    if above + 1 == len(rows) or not _is_second_head(rows[above + 1]):
        return _Heads(names, called, above + 1, 1)
    # "Time | Time | Speaker" above "In | Out | ": the lower one is nearer to what the column holds.
    lower = [cell.strip() for cell in rows[above + 1]]
    called = tuple(column_called(cell) or upper for upper, cell in zip(called, lower, strict=True))
    names = tuple(" ".join(dict.fromkeys(filter(None, pair))) for pair in zip(names, lower, strict=True))
    return _Heads(names, called, above + 2, 2)


def _is_head(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    if any(clock_seconds(cell) is not None for cell in filled):
        return False
    known = [column for cell in filled if (column := column_called(cell))]
    # A merged cell stands in each of its columns, so a title of one word is no row of heads.
    distinct = {cell.casefold() for cell in filled}
    return len(distinct) > 1 and len(set(known)) > 1 and len(known) * 2 >= len(filled)


def _is_second_head(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) > 1 and all(column_called(cell) for cell in filled)


def _by_heads(heads: _Heads, cells: list[ColumnCells]) -> Layout | None:
    texts = [n for n in heads.of(Column.TEXT) if not cells[n].is_blank and cells[n].times < 0.6]
    if not texts:
        # A remark is the text where there is no other, and so is a column without a name that holds sentences.
        unnamed = [n for n in heads.of(Column.NOTE, None) if cells[n].holds_text]
        texts = sorted(unnamed, key=lambda n: -cells[n].characters)[:1]
    if not texts:
        return None
    text = _of_one_language(texts, heads.names)
    starts = heads.of(Column.START)
    times = {*starts, *heads.of(Column.TIME), *(n for n in heads.of(None) if cells[n].times >= 0.6)}
    speakers = [n for n in heads.of(Column.SPEAKER) if n != text and not cells[n].is_blank]
    if any(column.are_marks for column in cells):
        speakers = [n for n in speakers if not is_any_name(heads.names[n])]  # the "name" of a marker is not a person's
    # Beside a name, a number of the same person says nothing.
    speaker = min(speakers, default=None, key=lambda n: (cells[n].is_other, n))
    if speaker is None:
        unnamed = [n for n in heads.of(None) if n != text and n not in times and cells[n].names]
        speaker = unnamed[0] if len(unnamed) == 1 else None
    if speaker is None and not times and not heads.of(Column.PICTURE):
        return None
    first = starts[0] if starts else min(times, default=None, key=lambda n: (cells[n].times < 0.6, n))
    return _layout(heads, cells, text, speaker, first, times, tuple(n for n in texts if n != text))


def _of_one_language(texts: list[int], names: tuple[str, ...]) -> int:
    original = [n for n in texts if "origin" in names[n].casefold()]
    plain = [n for n in texts if not names_language(names[n])]
    return (original or plain or texts)[0]


def _by_content(heads: _Heads, cells: list[ColumnCells]) -> Layout | None:
    width = range(len(cells))
    times = {n for n in width if cells[n].times >= 0.6}
    free = [n for n in width if n not in times and not cells[n].is_other]
    if not free:
        return None
    text = max(free, key=lambda n: cells[n].characters)
    # A table of markers names the editor who set them, in every row.
    people = [] if any(cells[n].are_marks for n in width) else free
    names = [n for n in people if n != text and cells[n].names and cells[n].mean_length < cells[text].mean_length]
    speaker = min(names, default=None, key=lambda n: (cells[n].distinct < 2, n))
    if times:
        if not cells[text].holds_text and speaker is None:
            return None
    elif speaker is None or not cells[speaker].are_people or not cells[text].are_sentences:
        return None
    taken = {text, speaker}
    others = [n for n in free if n not in taken and cells[n].holds_text]
    other_text = tuple(n for n in others if cells[n].characters * 2 > cells[text].characters)
    return _layout(heads, cells, text, speaker, min(times, default=None), times, other_text)


def _layout(
    heads: _Heads, cells: list[ColumnCells], text: int, speaker: int | None, starts: int | None, times: set[int],
    other_text: tuple[int, ...],
) -> Layout:  # fmt: skip
    others = tuple(n for n, column in enumerate(cells) if n not in {text, speaker, *times} and not column.is_blank)
    return Layout(heads.first_row, heads.rows, text, speaker, starts, others, other_text, heads.names)

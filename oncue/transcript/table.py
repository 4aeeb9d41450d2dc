"""A table of a transcript: its rows as turns, whatever the order and the names of its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from oncue.model import InLanguage
from oncue.text.language_id import UNCERTAIN, detect, near_languages
from oncue.transcript.document import Document
from oncue.transcript.document_parts import joined_documents
from oncue.transcript.row_times import clock_seconds, number_of
from oncue.transcript.speaker_names import read_name
from oncue.transcript.table_columns import Layout, layout_of
from oncue.transcript.turn_list import Spoken, document_of_turns, ends_sentence
from oncue.transcript.turn_order import ORDERED, by_time, names_once

_DITTO = frozenset(('"', "\u3003", "''", "\u201d", "ditto", "idem", "id.", "dito", "do.", "\u2033"))
_SEPARATORS = ' \t\r\n\u00a0,;|"'


def document_of_rows(rows: Sequence[Sequence[str]], joined_by: str = "") -> Document | None:
    """The turns of a transcript's table; None where `rows` are no such table. Raises nothing.

    Columns of time, speaker and text are told by their heads, in many languages, or by their cells; rows may differ in
    width. `joined_by` is what separates cells in the file: cells too many in a row are pieces of its text, which holds it.
    Times give the order. Of two columns of text in two languages, both are read, each as being in its language. Columns that
    are neither are left out, and the document's notices say which.
    """
    rows = [row for row in rows if not is_blank(row)]
    layout = layout_of_rows(rows)
    if layout is None:
        return None
    width = _usual_width(rows)
    body = [_fitted(row, width, layout.text, joined_by) for row in rows[layout.first_row :]]
    told = _languages_told(body, layout)
    if told:
        layout = replace(layout, others=tuple(n for n in layout.others if n not in told), other_text=())
    notices = [*_above(rows, layout), *_left_out(layout)]
    if not told:
        return _of_column(body, layout, notices)
    columns = [_of_column(body, replace(layout, text=column), notices) for column in told]
    return joined_documents(
        [
            replace(document, languages=(InLanguage(0, len(document.text), language),))
            for document, language in zip(columns, told.values(), strict=True)
            if document is not None
        ]
    )


def _languages_told(body: Sequence[Sequence[str]], layout: Layout) -> dict[int, str]:
    """The two columns that say the same in two languages, each with its language; empty where there are none."""
    if len(layout.other_text) != 1:
        return {}
    columns = sorted((layout.text, layout.other_text[0]))
    found = [detect(" ".join(row[column] for row in body)) for column in columns]
    apart = found[0].language not in near_languages(found[1].language)
    sure = min(one.certainty for one in found) >= UNCERTAIN
    return {column: one.language for column, one in zip(columns, found, strict=True)} if apart and sure else {}


def _of_column(body: Sequence[tuple[str, ...]], layout: Layout, notices: Sequence[str]) -> Document | None:
    read = [row for cells in body if (row := _read_row(cells, layout)) is not None]
    if not any(row.text for row in read):
        return None
    ordered = by_time(read, [row.start for row in read])
    return document_of_turns(_turns(ordered), notices if ordered == read else [*notices, ORDERED])


def layout_of_rows(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The columns of a transcript's table, blank rows left out; None where `rows` are none."""
    width = _usual_width(rows)
    return layout_of([_of_width(row, width) for row in rows if not is_blank(row)]) if width > 1 else None


def is_blank(row: Sequence[str]) -> bool:
    """Whether nothing stands in a row but separators, perhaps those of another program."""
    return not any(cell.strip(_SEPARATORS) for cell in row)


@dataclass(frozen=True, slots=True)
class _Row:
    start: float | None
    speaker: str
    text: str
    heading: bool = False


def _usual_width(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most of the rows have that have more than one."""
    widths = Counter(len(row) for row in rows if sum(bool(cell.strip()) for cell in row) > 1)
    return max(widths, default=0, key=lambda width: (widths[width], -width))


def _of_width(row: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(row[:width]) + ("",) * (width - len(row))


def _fitted(row: Sequence[str], width: int, text: int, joined_by: str) -> tuple[str, ...]:
    surplus = len(row) - width
    if surplus <= 0 or not any(cell.strip() for cell in row[width:]):
        return _of_width(row, width)
    if text < width - 1 and not any(cell.strip() for cell in row[text + 1 : text + 1 + surplus]):
        return _of_width(row, width)
    joined = (joined_by or " ").join(row[text : text + surplus + 1])
    return (*row[:text], joined, *row[text + surplus + 1 :])


def _read_row(cells: tuple[str, ...], layout: Layout) -> _Row | None:
    if layout.heads and all(cell.strip() == head for cell, head in zip(cells, layout.heads, strict=True)):
        return None  # the heads again, as on each page of a printed table
    start = cells[layout.starts] if layout.starts is not None else ""
    seconds = clock_seconds(start)
    seconds = number_of(start) if seconds is None else seconds
    speaker = cells[layout.speaker].strip() if layout.speaker is not None else ""
    text = cells[layout.text].strip()
    filled = [cell.strip() for cell in cells if cell.strip()]
    if seconds is None and len(set(filled)) == 1 and (len(filled) > 1 or not text):
        # A cell merged over the whole row, or alone in the first column: a title of what follows, unless it is a lone name.
        lone = len(filled) == 1 and speaker == filled[0] and read_name(speaker.rstrip(":")) is not None
        return _Row(None, speaker, "") if lone else _Row(None, "", filled[0], heading=True)
    return _Row(seconds, speaker, text)


def _above(rows: Sequence[Sequence[str]], layout: Layout) -> Iterator[str]:
    """What stands above the heads: a title, the project's data."""
    above = rows[: layout.first_row - layout.head_rows]
    words = " ".join(dict.fromkeys(cell.strip() for row in above for cell in row if cell.strip()))
    if words:
        yield f"rows_left_out: The table's rows above its heads were left out: {words[:200]}."


def _left_out(layout: Layout) -> Iterator[str]:
    plain = [column for column in layout.others if column not in layout.other_text]
    if plain:
        yield f"column_left_out: Of the table, {_named(plain, layout)} left out: neither time, speaker nor text."
    if layout.other_text:
        yield (
            f"column_left_out: Of the table, {_named(layout.other_text, layout)} left out, which may be the text as well:"
            " if that is what is spoken, give the table without the other."
        )


def _named(columns: Sequence[int], layout: Layout) -> str:
    names = [f'"{layout.heads[n][:60]}"' if layout.heads and layout.heads[n] else f"number {n + 1}" for n in columns]
    return f"the column {names[0]} was" if len(names) == 1 else f"the columns {', '.join(names)} were"


def _turns(rows: list[_Row]) -> Iterator[Spoken]:
    carried = names_once([row.speaker for row in rows if not row.heading and (row.speaker or row.text)])
    speaker: str | None = None
    before = ""
    timed = sum(row.start is not None for row in rows) * 2 > len(rows)
    for row in rows:
        if row.heading:
            speaker = None
            yield Spoken(None, row.text, heading=True)
            continue
        if row.speaker and row.speaker.casefold() not in _DITTO:
            speaker = row.speaker
        elif not row.speaker:
            # The rest of a sentence, on a row of its own that has no time either.
            continues = timed and row.start is None and before and not ends_sentence(before)
            speaker = speaker if carried or continues else None
        before = row.text
        if row.text:
            yield Spoken(speaker, row.text)

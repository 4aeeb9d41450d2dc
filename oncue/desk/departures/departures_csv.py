"""Departures as CSV for spreadsheets: a row each, UTF-8 with a byte-order mark, as the table of words is."""

from __future__ import annotations

import csv
import io

from oncue.captions.formats.spreadsheet_text import never_a_formula
from oncue.desk.departures.departure import Departure, Departures
from oncue.desk.departures.wording import moment_text, notes_of

DEPARTURE_COLUMNS = (
    *("departure", "kind", "published", "captioned", "published_speaker", "captioned_speaker", "unspoken", "why"),
    *("who", "at", "revision", "time", "start_ms", "end_ms", "char_start", "char_end", "places", "notes"),
)

_MOST_CELL_CHARS = 32_000
"""Excel takes 32,767 in a cell, and cuts what is longer without a word."""


def departures_csv(found: Departures) -> bytes:
    """The table. Text stands on one line of its cell, and none is a formula."""
    file = io.StringIO()
    file.write("\ufeff")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(DEPARTURE_COLUMNS)
    for each in found.departures:
        writer.writerow(cell if isinstance(cell, int) else _text(cell) for cell in _cells(each))
    return file.getvalue().encode("utf-8", "replace")


def _cells(each: Departure) -> list[int | str]:
    return [
        *(each.n, each.kind.value, each.published, each.captioned),
        *(each.published_speaker or "", each.captioned_speaker or "", each.unspoken or "", each.why or ""),
        *(each.who, moment_text(each.at_ms), each.rev, _clock(each.start_ms), each.start_ms, each.end_ms),
        *(each.char_start, each.char_end, each.places, " | ".join(notes_of(each))),
    ]


def _clock(ms: int) -> str:
    """`h:mm:ss`: with fewer parts, a spreadsheet takes minutes for hours."""
    return f"{ms // 3_600_000}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}"


def _text(cell: str) -> str:
    line = " ".join(cell.split())
    if len(line) > _MOST_CELL_CHARS:
        line = f"{line[:_MOST_CELL_CHARS]} … (cut)"
    return never_a_formula(line)

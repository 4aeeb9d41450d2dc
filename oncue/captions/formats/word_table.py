"""Captions as tables, a row for each word: CSV as RFC 4180 has it, for spreadsheets, and TSV, for programs.

Times are whole milliseconds and confidence whole percent, as a decimal point is a date or a thousand in some countries'
spreadsheets. CSV begins with a byte-order mark, without which Excel takes UTF-8 for the country's old code page.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from oncue.caption_readers.cues import WrittenWord
from oncue.caption_readers.invisible_marks import unmarked
from oncue.captions.formats.shown_lines import spoken_lines
from oncue.captions.formats.spreadsheet_text import never_a_formula
from oncue.captions.formats.written import Written, WrittenCue, decoded, ordered_times
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError

TABLE_COLUMNS = (
    *("cue", "line", "speaker", "word", "start_ms", "end_ms", "confidence_percent"),
    *("space_before", "cue_start_ms", "cue_end_ms", "word_id"),
)
"""`cue` counts from 1 and `line` in each cue; `space_before` is 1 where a space parts a word from the one before it in its
line, else 0; `word_id` is the word's name in the alignment."""

_NEEDED = ("cue", "line", "speaker", "word", "space_before", "cue_start_ms", "cue_end_ms")
_WORD_TIMES = frozenset(("start_ms", "end_ms"))
_NUMBERS = ("cue", "line", "start_ms", "end_ms", "cue_start_ms", "cue_end_ms", "confidence_percent")
_TITLE = "word table"


def write_csv(track: CaptionTrack) -> Written:
    """The words as CSV, in UTF-8 with a byte-order mark: commas, lines ending in CR LF, quotes where they are needed."""
    return _table(track, "\ufeff", delimiter=",", line_end="\r\n")


def write_tsv(track: CaptionTrack) -> Written:
    """The words as TSV, in UTF-8: tabs, lines ending in LF, and quotes, as in CSV, around what has some inside."""
    return _table(track, "", delimiter="\t", line_end="\n")


def _table(track: CaptionTrack, mark: str, *, delimiter: str, line_end: str) -> Written:
    file = io.StringIO()
    file.write(mark)
    writer = csv.writer(file, delimiter=delimiter, lineterminator=line_end)
    writer.writerow(TABLE_COLUMNS)
    marked = 0
    for row in _rows(track):
        safe = [never_a_formula(cell) if isinstance(cell, str) else cell for cell in row]
        marked += safe != row
        writer.writerow(safe)
    lost = f"formulas: in {marked} rows an invisible mark (U+2060) keeps a spreadsheet from calculating with the text."
    return Written(file.getvalue().encode("utf-8"), (lost,) if marked else ())


def _rows(track: CaptionTrack) -> Iterator[list[int | str]]:
    for number, cue in enumerate(track.cues, 1):
        for line_number, (line, speaker) in enumerate(spoken_lines(cue, speakers=track.options.speakers), 1):
            before_end: int | None = None
            for word in line.words:
                space = int(before_end is not None and before_end != word.char_start)
                before_end = word.char_end
                yield [
                    *(number, line_number, speaker or "", word.text, word.start_ms or 0, word.end_ms or 0),
                    *(round(100 * word.confidence), space, cue.start_ms, cue.end_ms, word.id),
                ]


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of a table that Oncue wrote, also where a spreadsheet saved it with semicolons or changed its columns' order.

    Raises `UsageError`, naming the row, for a table without the columns, a value of another kind, and for rows of a cue that
    do not agree.
    """
    text = decoded(data, _TITLE)
    delimiter = next((each for each in ",\t;" if each in text.partition("\n")[0]), ",")
    rows = _checked(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    cues = []
    for number, of_cue in groupby(rows, lambda row: row["cue"]):
        together = list(of_cue)
        if len({(row["cue_start_ms"], row["cue_end_ms"]) for row in together}) > 1:
            raise UsageError(f"The rows of cue {number} of this {_TITLE} have different times for it.", cue=number)
        times = ordered_times(int(together[0]["cue_start_ms"]), int(together[0]["cue_end_ms"]), int(number), _TITLE)
        lines, speakers = [], []
        for _, of_line in groupby(together, lambda row: row["line"]):
            words = list(of_line)
            pieces = [
                f"{' ' if index and row['space_before'] != '0' else ''}{row['word']}" for index, row in enumerate(words)
            ]
            lines.append(unmarked("".join(pieces)))
            speakers.append(unmarked(words[0]["speaker"]) or None)
        cues.append(WrittenCue(*times, tuple(lines), tuple(speakers), _timed_words(together)))
    return tuple(cues)


def _timed_words(rows: Sequence[Mapping[str, str]]) -> tuple[WrittenWord, ...]:
    """The words with their times; none where somebody has taken the columns out."""
    return tuple(map(_timed, rows)) if rows[0].keys() >= _WORD_TIMES else ()


def _timed(row: Mapping[str, str]) -> WrittenWord:
    percent = row.get("confidence_percent")
    return WrittenWord(
        unmarked(row["word"]),
        int(row["start_ms"]),
        int(row["end_ms"]),
        None if percent is None else min(100, int(percent)) / 100,
    )


def _checked(reader: Iterator[list[str]]) -> Iterator[Mapping[str, str]]:
    """The rows by column, numbers proven to be some."""
    try:
        columns = [each.strip() for each in next(reader, [])]
        if missing := [each for each in _NEEDED if each not in columns]:
            raise UsageError(f"This is not a {_TITLE} of Oncue's: it has no column {missing[0]!r}.", column=missing[0])
        for index, cells in enumerate(reader, 2):
            if not any(cells):
                continue
            if len(cells) != len(columns):
                raise UsageError(f"Row {index} of this {_TITLE} has {len(cells)} cells, not {len(columns)}.", row=index)
            row = dict(zip(columns, cells, strict=True))
            for name in _NUMBERS:
                if name in row and not re.fullmatch("[0-9]{1,12}", row[name]):
                    raise UsageError(f"Row {index} of this {_TITLE}: {name} is no number: {row[name][:40]!r}.", row=index)
            if row.keys() >= _WORD_TIMES and int(row["end_ms"]) < int(row["start_ms"]):
                raise UsageError(f"The word in row {index} of this {_TITLE} ends before it starts.", row=index)
            yield row
    except csv.Error as problem:  # a quote that nothing closes, or a cell of more than 131,072 characters
        raise UsageError(f"This {_TITLE} is damaged: {problem}.") from problem

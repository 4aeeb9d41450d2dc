"""A manifest: a CSV file with recordings, their transcripts, and options for each."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from oncue.cli.batch.item import Item
from oncue.errors import UsageError
from oncue.options.input_names import OTHER_NAMES, RECORDING, TEXT

OPTIONS = ("language", "track", "channel", "model", "engine", "listen", "profile")
COLUMNS = (RECORDING, TEXT, "output", *OPTIONS)

_DELIMITERS = ",;\t"
"""Delimiters of a manifest's columns. Spreadsheets of half of Europe write `;` and call it CSV."""


def read_manifest(path: Path) -> list[Item]:
    """An item for each row of a manifest: `audio`, `transcript`, perhaps `output` and the columns of `OPTIONS`.

    `file` and `text` are taken for the first two where those are absent. Paths are relative to the manifest; other columns
    become the job's metadata; empty rows are passed over. A row that names a missing file fails by itself.
    Raises `UsageError` for a file that is no manifest.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            reader = csv.DictReader(file, delimiter=max(_DELIMITERS, key=header.count))
            columns = {name.strip().lower() for name in reader.fieldnames or ()}
            meant = {name: meant for name, meant in OTHER_NAMES.items() if meant not in columns}
            rows = [(reader.line_num, _cells(row, meant)) for row in reader]
    except OSError as error:
        raise UsageError(f"Cannot read the manifest {path}: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"The manifest {path} must be CSV in UTF-8: {error}.") from None
    missing = [column for column in (RECORDING, TEXT) if column not in columns | {meant.get(name, "") for name in columns}]
    if missing:
        raise UsageError(
            f"The manifest {path} has no column {' and no column '.join(missing)}. Name them in its first line."
        )
    items = [_item(path.parent, line, cells) for line, cells in rows if any(cells.values())]
    if not items:
        raise UsageError(f"The manifest {path} has no rows below its header.")
    return items


def _cells(row: Mapping[str | None, object], meant: Mapping[str, str]) -> dict[str, str]:
    """A row by its columns; `meant` has the columns that are taken for `audio` and `transcript`."""
    named = {(name or "").strip(): value.strip() for name, value in row.items() if isinstance(value, str)}
    known = {name: meant.get(name.lower(), name.lower()) for name in named}
    return {known[name] if known[name] in COLUMNS else name: value for name, value in named.items() if name}


def _item(folder: Path, line: int, cells: Mapping[str, str]) -> Item:
    audio, transcript, output = (folder / cells[name] if cells.get(name) else None for name in COLUMNS[:3])
    item = Item(
        cells.get("audio") or f"line {line}",
        audio,
        transcript,
        output,
        options={name: cells[name] for name in OPTIONS if cells.get(name)},
        metadata={name: value for name, value in cells.items() if value and name not in COLUMNS},
    )
    for code, what, path in (("no_recording", "recording", audio), ("no_transcript", "transcript", transcript)):
        if path is None:
            item.fail(code, f"Line {line} names no {what}. Mend the manifest.")
            break
        if not path.is_file():
            item.fail(code, f"Line {line}: there is no {what} {path}. Mend the manifest, or put it there.")
            break
    return item

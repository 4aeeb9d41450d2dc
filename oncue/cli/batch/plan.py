"""The output of `oncue batch --dry-run`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from oncue.cli.batch.item import Item, ItemStatus, printable
from oncue.cli.batch.placing import place
from oncue.cli.batch.state import BatchState

WORDS = {ItemStatus.WAITING: "caption", ItemStatus.SKIPPED: "skip", ItemStatus.FAILED: "fail"}


def print_plan(items: Sequence[Item], state: BatchState, console: Console) -> None:
    """Prints a line for each item: the files it would be captioned into, or why it would not be captioned."""
    table = Table(
        Column("Item", overflow="fold"), Column("Would", no_wrap=True), Column("Files, or why not", overflow="fold")
    )
    for item in items:
        table.add_row(*map(Text, (item.name, WORDS[item.status], _what(item, state))))
    console.print(table)
    counts = Counter(item.status for item in items)
    told = ", ".join(f"{counts[status]} to {word}" for status, word in WORDS.items() if counts[status])
    console.print(f"{len(items)} items: {told}. Nothing was sent or written.", highlight=False)


def _what(item: Item, state: BatchState) -> str:
    match item.status:
        case ItemStatus.FAILED:
            return f"{item.code}: {item.detail}"
        case ItemStatus.SKIPPED:
            return "captioned already: " + ", ".join(printable(path) for path in item.written)
    places: list[Path] = []
    for path in item.outputs:
        places.append(place(path, item, state, places))
    kept = [path for path in item.outputs if path not in places]
    note = f" (left as somebody made them: {', '.join(map(printable, kept))})" if kept else ""
    return ", ".join(map(printable, places)) + note

"""What became of a batch: a table for people, a file for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from oncue.batch.item import Fate, Item
from oncue.batch.state import write_whole

FILE_NAME = "report.json"


def write_report(items: Sequence[Item], path: Path) -> None:
    """All items with their fate, code and what to do. Raises `OSError`."""
    counts = Counter(item.fate.value for item in items)
    report = {
        "counts": {fate.value: counts[fate.value] for fate in Fate if fate is not Fate.WAITING},
        "items": [
            {
                "name": item.name,
                "audio": None if item.audio is None else str(item.audio),
                "transcript": None if item.transcript is None else str(item.transcript),
                "status": item.fate.value,
                "job": item.job,
                "code": item.code,
                "detail": item.detail,
                "outputs": [str(output) for output in item.outputs] if item.fate in (Fate.CAPTIONED, Fate.SKIPPED) else [],
                "warnings": list(item.warnings),
            }
            for item in items
        ],
    }
    write_whole(path, json.dumps(report, ensure_ascii=False, indent=1) + "\n")


def print_report(items: Sequence[Item], path: Path, console: Console) -> None:
    """One line on all, then a table of those that need somebody: what failed, what is left, what has warnings."""
    counts = Counter(item.fate for item in items)
    parts = [f"{counts[fate]} {fate}" for fate in Fate if counts[fate]]
    console.print(f"{len(items)} items: {', '.join(parts) or 'none'}", highlight=False)
    noteworthy = [item for item in items if item.fate in (Fate.FAILED, Fate.UNFINISHED)]
    if noteworthy:
        table = Table("Item", "What is wrong", "What to do")
        for item in noteworthy:
            table.add_row(item.name, item.code or item.fate.value, item.detail or "Run it again.")
        console.print(table, highlight=False, markup=False)
    doubtful = [item for item in items if item.warnings]
    if doubtful:
        table = Table("Captioned, but look at it", "Warnings")
        for item in doubtful:
            table.add_row(item.name, "\n".join(item.warnings))
        console.print(table, highlight=False, markup=False)
    console.print(f"Report: {path}", highlight=False, markup=False)

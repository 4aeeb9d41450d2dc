"""The report of a batch: a table for people, a JSON file for machines."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from oncue.cli.batch.display import totals
from oncue.cli.batch.item import Item, ItemStatus, printable
from oncue.cli.batch.placing import beside
from oncue.cli.ledger import speech_line, words_line
from oncue.system.atomic_files import write_whole_text

REPORT_NAME = "report.json"


def write_report(items: Sequence[Item], path: Path, batch: str | None) -> Path:
    """Writes a report of all items with their status, code and advice, and of the service's batch; returns the file's path.

    A file of that name that is no report of Oncue's is left alone, and the report is written beside it. Raises `OSError`.
    """
    counts = Counter(item.status for item in items)
    report = {
        "batch": batch,
        "counts": {status.value: counts[status] for status in ItemStatus if status is not ItemStatus.WAITING},
        "items": [_told(item) for item in items],
    }
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    place = next(each for each in itertools.chain((path,), beside(path)) if _is_a_report(each))
    write_whole_text(place, text)
    return place


def _is_a_report(path: Path) -> bool:
    """True where there is no such file, or where it has a report's form."""
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return True
    except (ValueError, IsADirectoryError):
        return False
    return isinstance(found, dict) and {"batch", "counts", "items"} <= found.keys()


def _told(item: Item) -> dict[str, object]:
    quality = item.quality or {}
    return {
        "name": item.name,
        "audio": None if item.audio is None else str(item.audio),
        "transcript": None if item.transcript is None else str(item.transcript),
        "status": item.status.value,
        "job": item.job,
        "code": item.code,
        "detail": item.detail,
        "outputs": [str(path) for path in item.written],
        "kept": [str(path) for path in item.kept],
        "warnings": list(item.warnings),
        "transcript_coverage": quality.get("transcript_coverage"),
        "speech_coverage": quality.get("speech_coverage"),
        "ledger": quality.get("ledger"),
    }


def _totals(items: Sequence[Item]) -> list[str]:
    """The ledger of all that this run captioned, in two lines; no line where no item has a ledger."""
    ledgers = [item.quality["ledger"] for item in items if item.quality and item.quality.get("ledger")]
    if not ledgers:
        return []
    left_out: Counter[str] = Counter()
    for ledger in ledgers:
        left_out.update(ledger["left_out"])
    added = ("published", "captioned", "speech_ms", "uncaptioned_ms", "uncaptioned_places")
    whole = {name: sum(ledger[name] for ledger in ledgers) for name in added}
    return [words_line({**whole, "left_out": left_out}), speech_line(whole)]


def _figures(item: Item) -> tuple[str, str, str, str]:
    """Four columns: the shares of text and of speech with captions, ordinary words left out, speech without captions."""
    quality = item.quality or {}
    ledger = quality.get("ledger")
    shares = tuple(f"{quality[name]:.1%}" if name in quality else "" for name in ("transcript_coverage", "speech_coverage"))
    if ledger is None:
        return (shares[0], shares[1], "", "")
    return (shares[0], shares[1], str(ledger["missing_words"]), f"{ledger['uncaptioned_ms'] / 1000:.1f} s")


def print_report(items: Sequence[Item], path: Path, console: Console) -> None:
    """Prints a line on all, two on where words and speech went, and tables of what failed, is left, or has warnings."""
    console.print(totals(items), highlight=False)
    undone = [item for item in items if item.status in (ItemStatus.FAILED, ItemStatus.UNFINISHED)]
    if undone:
        table = Table(
            Column("Item", overflow="fold"), Column("Status", no_wrap=True), "Why", Column("What to do", overflow="fold")
        )
        for item in undone:
            table.add_row(*map(Text, (item.name, item.status.value, item.code or "", item.detail or "")))
        console.print(table)
    for line in _totals(items):
        console.print(line, highlight=False)
    kept = [item for item in items if item.kept]
    if kept:
        table = Table(Column("Changed by somebody: left as it is", overflow="fold"), Column("New captions", overflow="fold"))
        for item in kept:
            table.add_row(*(Text("\n".join(map(printable, paths))) for paths in (item.kept, item.written)))
        console.print(table)
    doubtful = [item for item in items if item.warnings]
    if doubtful:
        table = Table(
            Column("Captioned, but look at it", overflow="fold"),
            *(Column(name, justify="right") for name in ("Text", "Speech", "Left out", "No captions")),
            "Warnings",
        )
        for item in doubtful:
            table.add_row(*map(Text, (item.name, *_figures(item), "\n".join(item.warnings))))
        console.print(table)
    console.print(Text(printable(f"Report: {path}")), soft_wrap=True)

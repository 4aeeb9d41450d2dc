"""JSON that a measurement leaves in the folder of results, for the pictures and for fitting."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.borders import border_errors
from bench.settings import Settings

OURS = "oncue"


@dataclass(frozen=True, slots=True)
class Borders:
    """The distances of a case's known borders, in milliseconds, and the count of borders without a time."""

    tool: str
    case: str
    errors_ms: tuple[float, ...]
    missing: int


def keep_borders(
    settings: Settings, tool: str, case: str, words: Sequence[dict[str, Any]], truth: Path
) -> tuple[list[float], int]:
    """Stores the borders of one tool on one case, in place of those stored before; `words` are as the scorer reads them.

    Gives their errors in milliseconds, and how many borders have no time.
    """
    errors_ms, missing = border_errors(words, json.loads(truth.read_text(encoding="utf-8")))
    document = {"tool": tool, "case": case, "errors_ms": [round(error, 1) for error in errors_ms], "missing": missing}
    name = f"{tool} {case}".replace("/", "-").replace(" ", "-").lower()
    path = settings.results / "borders" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")
    return errors_ms, missing


def kept_borders(settings: Settings) -> Iterator[Borders]:
    """Yields all borders that were stored, in the order of their files' names."""
    for path in sorted((settings.results / "borders").glob("*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        yield Borders(kept["tool"], kept["case"], tuple(kept["errors_ms"]), kept["missing"])


def keep_rows(settings: Settings, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Stores rows in NAME.jsonl, one JSON object a line."""
    settings.results.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (settings.results / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def kept_rows(settings: Settings, name: str) -> list[dict[str, Any]]:
    """The rows that `keep_rows` stored, or none."""
    path = settings.results / f"{name}.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def written_rows(document: Path, name: str) -> list[dict[str, str]]:
    """The cells of all tables between a document's markers of `name`, as text, under their heads."""
    part = document.read_text(encoding="utf-8").partition(f"<!-- {name} -->")[2].partition(f"<!-- /{name} -->")[0]
    rows: list[dict[str, str]] = []
    head: list[str] = []
    for line in part.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if not cells:
            head = []
        elif not head:
            head = cells
        elif not re.fullmatch(r"\|(?:-+\|)+", line):
            rows.append(dict(zip(head, cells, strict=True)))
    return rows

"""Markdown tables, and their places in docs/benchmarks.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table. None is shown as a dash, a float with one decimal."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in rows]
    return "\n".join(lines)


def put_between(page: str, name: str, text: str) -> str:
    """The page with `text` between its markers `<!-- name -->` and `<!-- /name -->`. Raises `ValueError` where they are not
    there once."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    new, count = pattern.subn(lambda found: f"{found[1]}{text.strip()}\n{found[2]}", page)
    if count != 1:
        raise ValueError(f"the markers of {name} must be there once, and are there {count} times")
    return new


def write_between(document: Path, name: str, text: str) -> None:
    """Puts `text` between the markers of `name`. Raises `ValueError` where they are missing."""
    old = document.read_text(encoding="utf-8")
    try:
        new = put_between(old, name, text)
    except ValueError as error:
        raise ValueError(f"{document.name}: {error}") from None
    document.write_text(new, encoding="utf-8")


def _cell(value: object) -> str:
    if value is None:
        return "-"
    text = f"{value:.1f}" if isinstance(value, float) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")

"""What was reached of what must be: a row of the desk's tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.tables import table


@dataclass(frozen=True, slots=True)
class Reached:
    """One row: what was measured, what it must be, what was seen, and whether that holds."""

    what: str
    target: str
    seen: str
    holds: bool


def reached_table(rows: Sequence[Reached]) -> str:
    """The rows as Markdown."""
    cells = [(row.what, row.target, row.seen, "yes" if row.holds else "**no**") for row in rows]
    return table(("what", "target", "seen", "reached"), cells)


def at_share(values: Sequence[float], share: float) -> float:
    """The value that so many of 1 do not exceed (nearest rank). There must be one."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]

"""Captions on a screen of cells, where each character takes one and a row has so many."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oncue.captions.formats.nearest_characters import NearestCharacters
from oncue.model import Cue


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row of characters that the format has, and whose words they are."""

    text: str
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """The rows that are shown together, from `start_ms` to `end_ms`."""

    start_ms: int
    end_ms: int
    rows: tuple[CellRow, ...]


def labelled(cue: Cue) -> list[CellRow]:
    """The lines of a cue as they are in a format without markup for speakers: `NAME:` at a change, or a dash."""
    return [CellRow(f"{line.label or ('-' if cue.dashed else '')} {line.text}".strip(), line.speaker) for line in cue.lines]


def screens(
    cues: Iterable[Cue], lines: Callable[[Cue], Sequence[CellRow]], near: NearestCharacters, *, columns: int, rows: int
) -> tuple[list[Screen], tuple[str, ...]]:
    """The cues on screens of `columns` and `rows`, and what is lost.

    A word that is wider than a row, or became so when its letters were replaced, goes on in the next one. Where this takes
    more rows than there are, the rest is shown after the first, in its share of the time.
    """
    found: list[Screen] = []
    divided = 0
    for cue in cues:
        wrapped = tuple(CellRow(part, row.speaker) for row in lines(cue) for part in _wrapped(near(row.text), columns))
        parts = [wrapped[first : first + rows] for first in range(0, len(wrapped), rows)]
        divided += len(parts) > 1
        found += _one_after_the_other(cue.start_ms, cue.end_ms, parts)
    if not divided:
        return found, ()
    return found, (
        f"rows: {divided} captions need more than {rows} rows; the rest of each is shown after the first {rows}.",
    )


def _wrapped(text: str, columns: int) -> list[str]:
    if 0 < len(text) <= columns:
        return [text]
    return textwrap.wrap(text, columns, break_on_hyphens=False)


def _one_after_the_other(start_ms: int, end_ms: int, parts: Sequence[tuple[CellRow, ...]]) -> list[Screen]:
    sizes = [sum(len(row.text) for row in part) for part in parts]
    shown = 0
    borders = [start_ms]
    for size in sizes:
        shown += size
        borders.append(start_ms + (end_ms - start_ms) * shown // sum(sizes))
    return [Screen(first, last, part) for (first, last), part in zip(pairwise(borders), parts, strict=True)]

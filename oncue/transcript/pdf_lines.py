"""The lines of a PDF's page: runs on one baseline, in the order in which they are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from oncue.transcript.document import Range
from oncue.transcript.note_marks import is_note_mark
from oncue.transcript.pdf_letters import Run

_SPACES = re.compile(r"  +")
_TAB_EMS, _SPACE_EMS = 2.5, 0.15


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of text. `marked` are marks of notes in it. `stops` are where its parts
    behind tabs begin, `opens_raised` is True where it begins with a raised sign. `column` tells the columns of a page
    apart, alike on all pages."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    marked: tuple[Range, ...] = ()
    stops: tuple[float, ...] = ()
    opens_raised: bool = False
    column: int = 0
    page: int = 0


def lines_of_runs(runs: Iterable[Run], column: int = 0, page: int = 0) -> list[PdfLine]:
    """The lines from the top, each in reading order."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: (-run.baseline, run.left)):
        if lines and _on_line(run, lines[-1]):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [line for group in lines if (line := _line(group, column, page)).text]


def _on_line(run: Run, line: Sequence[Run]) -> bool:
    widest = max(line, key=lambda one: (one.size, one.right - one.left))
    if any(run.left < one.right - 0.3 * one.size and one.left < run.right - 0.3 * one.size for one in line):
        return abs(run.baseline - widest.baseline) < 0.15 * max(run.size, widest.size)
    return abs(run.baseline - widest.baseline) < 0.5 * max(run.size, widest.size)


def is_right_to_left(text: str) -> bool:
    """Whether more of its letters are of scripts that run from right to left."""
    if text.isascii():
        return False
    ways = [unicodedata.bidirectional(letter) for letter in text]
    return sum(way in ("R", "AL") for way in ways) > sum(way == "L" for way in ways)


def _line(runs: list[Run], column: int, page: int) -> PdfLine:
    size = max(runs, key=lambda run: len(run.text)).size
    base = max((run for run in runs if run.size > 0.9 * size), key=lambda run: len(run.text)).baseline
    backwards = is_right_to_left("".join(run.text for run in runs))
    ordered = sorted(runs, key=lambda run: -run.right if backwards else run.left)
    text = ""
    marked: list[Range] = []
    stops: list[float] = []
    opens_raised = False
    before: Run | None = None
    for run in ordered:
        if before is not None:
            apart = before.left - run.right if backwards else run.left - before.right
            if apart > _TAB_EMS * size:
                text = text.rstrip() + "\t"
                stops.append(run.left)
            elif apart > _SPACE_EMS * size and not text.endswith((" ", "\t")):
                text += " "
        said = _SPACES.sub(" ", run.text)
        raised = run.size < 0.85 * size and run.baseline > base + 0.12 * size
        opens_raised = opens_raised or (raised and before is None)
        if raised and is_note_mark(said, text):
            marked.append((len(text), len(text) + len(said.rstrip())))
        text += said
        before = run
    lead = len(text) - len(text.lstrip())
    ranges = tuple((first - lead, last - lead) for first, last in marked)
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    return PdfLine(text.strip(), left, right, base, size, ranges, tuple(stops), opens_raised, column, page)

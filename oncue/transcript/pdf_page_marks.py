"""What a PDF's pages carry beside the text: running heads and feet, page numbers, numbers of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from oncue.transcript.pdf_letters import Run, body_size

_EDGE_LINES = 3
_SAME_PLACE_PT = 6.0
_SMALL = 0.85
_FIGURES = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W{0,4}(?:(?:page|seite|p\u00e1gina|pagina|pag|strona|sida|side|p|s|pg|стр)\b\.?\s*)?"
    r"(?:\d{1,5}|[ivxlc]{1,7})(?:\s*(?:/|\||of|von|de|sur|di|van|av|af|z|из)\s*\d{1,5})?\W{0,4}$",
    re.I,
)
# What a browser prints above and below a page: date and title, address and page.
_PRINTED = re.compile(
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}:\d{2}|(?:https?|file)://\S+(?:\s+\d{1,4}\s?/\s?\d{1,4})?$"
    r"|\d{1,4}\s?/\s?\d{1,4}\s+(?:https?|file)://"
)
_NUMBERED = re.compile(r"(\d{1,4})(?:\s+|$)")
_LEAST_NUMBERED = 5


@dataclass(frozen=True)
class _EdgeLine:
    """A line near the top or the foot of a page. `apart`: nothing but lines of its kind is between it and the edge, and more
    room than between lines on its other side."""

    runs: tuple[Run, ...]
    apart: bool
    top: bool

    @cached_property
    def text(self) -> str:
        """Its words from the left."""
        return " ".join(run.text.strip() for run in sorted(self.runs, key=lambda run: run.left)).strip()

    @property
    def places(self) -> tuple[int, int]:
        """Two neighbouring places of a grid: of two lines less than a step apart one is the same."""
        step = self.runs[0].baseline / _SAME_PLACE_PT
        return (2 * int(step), 2 * int(step + 0.5) + 1)

    def keys(self, page: int) -> set[str]:
        """What it is alike on other pages: its words, its figures less the page's, and where it is apart, any figures."""
        text = self.text.casefold()
        alike = {text, _FIGURES.sub(lambda found: f"#{int(found.group()) - page}", text)}
        return {*alike, _FIGURES.sub("##", text)} if self.apart else alike


def running_lines(pages: Sequence[Sequence[Run]]) -> list[set[Run]]:
    """For each page, the runs of its running head and foot: lines at the edge that stand there on many pages, the same or
    with a figure that rises by the page; where they stand apart from the text, whatever their figures; and those apart that
    are a page's number, a browser's, or in small type above the text."""
    edges = [_edges(runs) for runs in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for number, edge in enumerate(edges):
        seen.update({(key, place) for line in edge for key in line.keys(number) for place in line.places})
    written = sum(bool(runs) for runs in pages)
    least = max(2, round(0.3 * written)) if written > 4 else 2
    small = _SMALL * body_size([run for runs in pages for run in runs])
    found: list[set[Run]] = []
    for number, edge in enumerate(edges):
        marks: set[Run] = set()
        for line in edge:
            often = any(seen[key, place] >= least for key in line.keys(number) for place in line.places)
            told = _PAGE_NUMBER.match(line.text) or _PRINTED.match(line.text) or (line.top and line.runs[0].size < small)
            if (often and (line.apart or written > 2)) or (line.apart and told):
                marks.update(line.runs)
        found.append(marks)
    return found


def _edges(runs: Sequence[Run]) -> list[_EdgeLine]:
    """The first and last lines of a page."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.baseline):
        # A raised mark of a note is on the line that it belongs to.
        if lines and abs(lines[-1][0].baseline - run.baseline) < 0.45 * max(lines[-1][0].size, run.size):
            lines[-1].append(run)
        else:
            lines.append([run])
    if len(lines) < 2:
        alone = [_EdgeLine(tuple(line), apart=True, top=False) for line in lines]
        return [line for line in alone if _PAGE_NUMBER.match(line.text)]
    steps = [above[0].baseline - below[0].baseline for above, below in pairwise(lines)]
    usual = median(steps)
    edge: list[_EdgeLine] = []
    for order, gaps, top in ((lines, steps, True), (lines[::-1], steps[::-1], False)):
        near = order[:_EDGE_LINES]
        # The widest room below the first lines is where the head ends.
        wide = [n for n in range(len(near)) if n < len(gaps) and gaps[n] > 1.3 * usual]
        ends = wide[0] if wide else -1
        edge += [_EdgeLine(tuple(line), n <= ends or len(steps) < 3, top) for n, line in enumerate(near)]
    return edge


def without_line_numbers(runs: Sequence[Run]) -> tuple[list[Run], int]:
    """The runs without the numbers that count the lines of a court's or a parliament's page, and how many there were.

    They stand in a column of their own beside the text, and rise by one, or by five, from line to line.
    """
    alone = [run for run in runs if run.text.strip().isdecimal() and len(run.text.strip()) < 5]
    lonely = set(alone)
    rest = [run for run in runs if run not in lonely]
    for outer in (_leftmost, _rightmost):
        column = sorted(outer(alone, rest), key=lambda run: -run.baseline)
        if _counts([int(run.text) for run in column]):
            dropped = set(column)
            return [run for run in runs if run not in dropped], len(column)
    starts = [(run, found) for run in runs if (found := _NUMBERED.match(run.text)) and not run.text.strip().isdecimal()]
    numbered = sorted([*starts, *((run, _NUMBERED.match(run.text)) for run in alone)], key=lambda pair: -pair[0].baseline)
    figures = [int(found.group(1)) for _, found in numbered if found]
    if len(numbered) * 10 < 7 * len({round(run.baseline) for run in runs}) or not _counts(figures):
        return list(runs), 0
    cut = {run: found.end() for run, found in numbered if found}
    kept = [_without(run, cut[run]) if run in cut else run for run in runs]
    return [run for run in kept if run.text], len(cut)


def _without(run: Run, length: int) -> Run:
    share = length / max(len(run.text), 1)
    return replace(run, text=run.text[length:], left=run.left + share * (run.right - run.left))


def _leftmost(alone: Sequence[Run], rest: Sequence[Run]) -> list[Run]:
    edge = min((run.left for run in rest), default=float("inf"))
    return [run for run in alone if run.right <= edge]


def _rightmost(alone: Sequence[Run], rest: Sequence[Run]) -> list[Run]:
    edge = max((run.right for run in rest), default=float("-inf"))
    return [run for run in alone if run.left >= edge]


def _counts(figures: Sequence[int]) -> bool:
    steps = [after - before for before, after in pairwise(figures)]
    if len(figures) < _LEAST_NUMBERED:
        # A page that is not full, or has a number for every fifth line only.
        return len(figures) > 1 and set(steps) in ({1}, {5}) and figures[0] in (1, 5)
    return steps.count(1) * 10 >= 8 * len(steps) or steps.count(5) * 10 >= 8 * len(steps)

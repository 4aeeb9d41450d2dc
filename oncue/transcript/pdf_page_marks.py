"""What a PDF's pages carry beside the text: running heads and feet, page numbers, numbers of lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from oncue.transcript.pdf_letters import Run

_EDGE_LINES = 3
_SAME_PLACE_PT = 6.0
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


def running_lines(pages: Sequence[Sequence[Run]]) -> list[set[Run]]:
    """For each page, the runs of its running head and foot: lines at the edge that stand there on many pages, the same or
    with a figure that rises by the page; where they stand apart from the text, whatever their figures; and numbers of pages
    that stand apart."""
    edges = [_edges(runs) for runs in pages]
    seen: Counter[tuple[str, int]] = Counter()
    for number, edge in enumerate(edges):
        seen.update({(key, place) for line, apart in edge for key in _keys(line, number, apart) for place in _places(line)})
    written = sum(bool(runs) for runs in pages)
    least = max(2, round(0.3 * written)) if written > 4 else 2
    found: list[set[Run]] = []
    for number, edge in enumerate(edges):
        marks: set[Run] = set()
        for line, apart in edge:
            keys = _keys(line, number, apart)
            often = (apart or written > 2) and any(seen[key, place] >= least for key in keys for place in _places(line))
            if often or (apart and (_PAGE_NUMBER.match(_text(line)) or _PRINTED.match(_text(line)))):
                marks.update(line)
        found.append(marks)
    return found


def _edges(runs: Sequence[Run]) -> list[tuple[list[Run], bool]]:
    """The first and last lines of a page, each with whether nothing but lines of its kind is between it and the edge, and
    more room than between lines on its other side."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: -run.baseline):
        # A raised mark of a note is on the line that it belongs to.
        if lines and abs(lines[-1][0].baseline - run.baseline) < 0.45 * max(lines[-1][0].size, run.size):
            lines[-1].append(run)
        else:
            lines.append([run])
    if len(lines) < 2:
        return [(lines[0], True)] if lines and _PAGE_NUMBER.match(_text(lines[0])) else []
    steps = [above[0].baseline - below[0].baseline for above, below in pairwise(lines)]
    usual = median(steps)
    edge: list[tuple[list[Run], bool]] = []
    for order, gaps in ((lines, steps), (lines[::-1], steps[::-1])):
        near = order[:_EDGE_LINES]
        # The widest room below the first lines is where the head ends.
        wide = [n for n in range(len(near)) if n < len(gaps) and gaps[n] > 1.3 * usual]
        ends = wide[0] if wide else -1
        edge += [(line, n <= ends or len(steps) < 3) for n, line in enumerate(near)]
    return edge


def _text(line: Sequence[Run]) -> str:
    return " ".join(run.text.strip() for run in sorted(line, key=lambda run: run.left)).strip()


def _keys(line: Sequence[Run], page: int, apart: bool) -> set[str]:
    """What a line is alike on other pages: its words, its figures less the page's, and where it is apart, any figures."""
    text = _text(line).casefold()
    alike = {text, _FIGURES.sub(lambda found: f"#{int(found.group()) - page}", text)}
    return {*alike, _FIGURES.sub("##", text)} if apart else alike


def _places(line: Sequence[Run]) -> tuple[int, int]:
    """Two neighbouring places of a grid: of two lines less than a step apart one is the same."""
    step = line[0].baseline / _SAME_PLACE_PT
    return (2 * int(step), 2 * int(step + 0.5) + 1)


def without_line_numbers(runs: Sequence[Run]) -> tuple[list[Run], int]:
    """The runs without the numbers that count the lines of a court's or a parliament's page, and how many there were.

    They stand in a column of their own beside the text, and rise by one, or by five, from line to line.
    """
    alone = [run for run in runs if run.text.strip().isdecimal() and len(run.text.strip()) < 5]
    rest = [run for run in runs if run not in alone]
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

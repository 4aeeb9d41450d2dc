"""The columns of a PDF's page: which runs are read before which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from oncue.transcript.pdf_letters import Run

_LEAST_LINES = 4
_LEAST_LETTERS = 14
"""Letters of an average line of a column of prose; names and times beside the text have fewer."""
_MOST_CROSSING = 0.2
_GUTTER_EMS = 0.6
_MOST_COLUMNS_DEEP = 3


def columns_of(runs: Sequence[Run], depth: int = 0) -> list[list[Run]]:
    """The runs in groups, in reading order: each column down to what runs over all columns, then that, then the next."""
    gutter = _gutter(runs) if depth < _MOST_COLUMNS_DEEP else None
    if gutter is None:
        return [list(runs)] if runs else []
    crossing = sorted((run for run in runs if run.left < gutter < run.right), key=lambda run: -run.baseline)
    groups: list[list[Run]] = []
    rest = [run for run in runs if not run.left < gutter < run.right]
    for across in [*crossing, None]:
        above = [run for run in rest if across is None or run.baseline > across.baseline]
        rest = [run for run in rest if across is not None and run.baseline <= across.baseline]
        if above:
            sides = ([run for run in above if run.right <= gutter], [run for run in above if run.left >= gutter])
            for side in sides:
                groups += columns_of(side, depth + 1)
        if across is not None:
            if groups and not above and groups[-1][-1] in crossing:
                groups[-1].append(across)
            else:
                groups.append([across])
    return groups


def _gutter(runs: Sequence[Run]) -> float | None:
    """Where the page is parted into two columns of prose, or None."""
    if len(runs) < 2 * _LEAST_LINES:
        return None
    size = median(run.size for run in runs)
    begin = Counter(round(run.left) for run in runs)
    starts = sorted(start for start, count in begin.items() if count >= _LEAST_LINES)
    best: tuple[float, float] | None = None
    for start in starts:
        x = start - 0.3 * size
        left = [run for run in runs if run.right <= x]
        right = [run for run in runs if run.left >= x]
        crossing = len(runs) - len(left) - len(right)
        if crossing > _MOST_CROSSING * len(runs) or not _is_prose(left) or not _is_prose(right):
            continue
        if start - max(run.right for run in left) < _GUTTER_EMS * size:
            continue
        score = crossing + abs(len(left) - len(right)) / len(runs)
        if best is None or score < best[0]:
            best = (score, x)
    return None if best is None else best[1]


def _is_prose(runs: Sequence[Run]) -> bool:
    baselines = {round(run.baseline) for run in runs}
    letters = sum(2 if letter > "\u2e7f" else 1 for run in runs for letter in run.text)
    return len(baselines) >= _LEAST_LINES and letters >= _LEAST_LETTERS * len(baselines)

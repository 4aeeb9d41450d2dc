"""`oncue align` on recordings that were made worse, longer, shorter or otherwise than their text."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import scoring, truths
from bench.accuracy import align
from bench.borders import shares_of_passage
from bench.settings import Settings
from bench.tables import table
from bench.truths import Truth
from bench.variants import VARIANTS, Derived, Sources

RIGHT_MS = 500
"""Milliseconds within which both borders of a word of a moved passage must lie for the word to be right."""

_SHOWN = ("timed %", "MAE ms", "<=50 %", "<=100 %", ">500 %", "unspoken blank %", "invalid", "backwards")
_AFTER = ("MAE ms", "<=50 %", ">500 %")


def robustness(settings: Settings) -> str:
    """A row for each variant, and one for each passage that was moved."""
    sources = Sources(settings)
    rows: list[tuple[object, ...]] = []
    passages: list[tuple[object, ...]] = []
    for name, make in VARIANTS.items():
        if not settings.wants(name):
            continue
        print(f"robustness: {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            derived = make(name, sources, Path(folder))
            output = Path(folder) / "alignment.json"
            outcome = align(derived.case, output, settings)
            if outcome.code:
                error = outcome.stderr.strip().splitlines()[-1:] or ["no message"]
                empty = [None] * (len(_SHOWN) + len(_AFTER))
                rows.append((name, *empty, f"exit code {outcome.code}: {error[0]}"))
                continue
            alignment = json.loads(output.read_text(encoding="utf-8"))
            rows.append((name, *_figures(settings, derived, alignment, Path(folder)), _codes(alignment)))
            passages += [(name, *cells) for cells in _passages(derived, alignment)]
    parts = [table(("variant", *_SHOWN, *(f"after it: {key}" for key in _AFTER), "warnings"), rows)] if rows else []
    if passages:
        parts.append(table(("variant", "moved passage", "words", "rightly timed %", "blank %", "wrongly timed %"), passages))
    return "\n\n".join(parts)


def _figures(settings: Settings, derived: Derived, alignment: dict[str, Any], folder: Path) -> tuple[object, ...]:
    truth = truth_of(derived)
    rest = truths.without(truth, [place for _, place in derived.passages])
    cells = _scored(settings, alignment, rest, folder, _SHOWN)
    tail = truths.after(truth, derived.after_s) if derived.after_s is not None else None
    if tail is None or not tail["tokens"]:
        return (*cells, *(None for _ in _AFTER))
    return (*cells, *_scored(settings, alignment, tail, folder, _AFTER))


def _scored(
    settings: Settings, alignment: dict[str, Any], truth: Truth, folder: Path, keys: tuple[str, ...]
) -> tuple[object, ...]:
    path = folder / "scored.json"
    path.write_text(json.dumps(truth), encoding="utf-8")
    figures = dict(zip(scoring.HEAD, scoring.score(settings.scorer, alignment, path), strict=True))
    return tuple(figures[key] for key in keys)


def _passages(derived: Derived, alignment: dict[str, Any]) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for label, place in derived.passages:
        counts = shares_of_passage(alignment["words"], truth_of(derived), place, RIGHT_MS)
        rows.append((label, sum(counts), *(100 * count / max(1, sum(counts)) for count in counts)))
    return rows


def truth_of(derived: Derived) -> Truth:
    """The truth of the variant, as the scorer reads it."""
    assert derived.case.truth is not None
    truth: Truth = json.loads(derived.case.truth.read_text(encoding="utf-8"))
    return truth


def _codes(alignment: dict[str, Any]) -> str:
    return ", ".join(warning["code"] for warning in alignment["quality"]["warnings"]) or "-"

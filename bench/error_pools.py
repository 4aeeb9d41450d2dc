"""What is told of words against what is true of them, pool by pool: the surest, and the expected errors in fifths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from bench.tables import table

SURE = 0.9
FAR_OFF_MS = 200
FIFTHS = 5
LEAST_POOL = 500
"""Words of the smallest pool that says something of the surest: one in a hundred is five words."""


@dataclass(frozen=True, slots=True)
class ToldWord:
    """A timed word that is said: what is told of it, and by how many milliseconds the worse of its known borders is off."""

    confidence: float
    error_ms: int | None
    off_ms: float
    whole: bool = True
    """Both of its borders are known."""


def pools_table(pools: Mapping[str, Sequence[ToldWord]]) -> str:
    """A row for each pool that has words: how many are sure, how many of those are off, and told and true mean error of each
    fifth of the words, by the error that is told. Small pools are marked."""
    rows: list[tuple[object, ...]] = []
    for name, words in pools.items():
        if not words:
            continue
        sure = [word for word in words if word.confidence >= SURE]
        off = 100 * sum(word.off_ms > FAR_OFF_MS for word in sure) / len(sure) if sure else None
        marked = name if len(words) >= LEAST_POOL else f"{name} (few words)"
        share = 100 * len(sure) / len(words)
        rows.append((marked, len(words), share, None if off is None else f"{off:.2f}", *_fifths(words)))
    head = ("pool", "words", f"at {SURE} and above %", f"of these off by > {FAR_OFF_MS} ms %")
    return table((*head, *(f"fifth {k}: told / true ms" for k in range(1, FIFTHS + 1))), rows)


def _fifths(words: Sequence[ToldWord]) -> list[str | None]:
    """The mean error that is told, and the true one, of each fifth of the words of which both borders are known."""
    known = [(word.error_ms, word.off_ms) for word in words if word.error_ms is not None and word.whole]
    order = sorted(known, key=itemgetter(0))  # of words with the same error told, none before another by what is true
    parts = [order[len(order) * k // FIFTHS : len(order) * (k + 1) // FIFTHS] for k in range(FIFTHS)]
    return [
        f"{sum(told for told, _ in part) / len(part):.0f} / {sum(true for _, true in part) / len(part):.0f}"
        if part
        else None
        for part in parts
    ]

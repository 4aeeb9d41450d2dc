"""Where borders are off: the signed errors of word starts and ends by the manner of the phones on either side."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean, median

from bench.accuracy import align
from bench.borders import Row, is_timed, known, words_over
from bench.cases import all_cases
from bench.settings import Settings
from bench.tables import table
from bench.truths import Truth
from oncue.acoustic.lexicon import Lexicon
from oncue.acoustic.phone_manner import PAUSE, manner

CASES = ("timit-dev/verbatim", "timit-dev/edited", "timit-dev/repeated", "timit-dev/partial")
LEAST_PAUSE_S = 0.03
"""Between words that are further apart than this a pause is written down."""
FEWEST = 20
"""Fewest borders of a class that has a row of its own."""
OFF_MS = 50


@dataclass(frozen=True, slots=True)
class ClassedBorder:
    """One border of a word: "start" or "end", the manners before and after it, and by how many milliseconds it is late."""

    border: str
    before: str
    after: str
    late_ms: float


def border_classes(settings: Settings) -> str:
    """A table of the classes, the most frequent causes of errors first, of all hand-labelled cases together."""
    found: list[ClassedBorder] = []
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        output = Path(folder) / "alignment.json"
        for case in all_cases(settings):
            if case.name not in CASES or case.truth is None:
                continue
            print(f"border-classes: {case.name}", file=sys.stderr)
            if align(case, output, settings).code:
                continue
            alignment = json.loads(output.read_text(encoding="utf-8"))
            truth = json.loads(case.truth.read_text(encoding="utf-8"))
            found += classed_borders(alignment["words"], truth, Lexicon(alignment["language"]))
    return class_table(found)


def classed_borders(words: Sequence[Row], truth: Truth, lexicon: Lexicon) -> Iterator[ClassedBorder]:
    """The known borders of all timed words."""
    tokens = truth["tokens"]
    hits = [[word for word in over if is_timed(word)] for over in words_over(words, tokens)]
    rim: Row = {"text": "", "start": None, "end": None}
    around = list(pairwise([rim, *tokens, rim]))
    for token, said, (before, _), (_, after) in zip(tokens, hits, around[:-1], around[1:], strict=True):
        phones = lexicon.pronunciations(token["text"])
        if token.get("skip") or not said or not phones:
            continue
        if known(token, "start"):
            left = _neighbour(before, token["start"], "end", lexicon, -1)
            yield ClassedBorder("start", left, manner(phones[0][0]), said[0]["start_ms"] - 1000 * token["start"])
        if known(token, "end"):
            right = _neighbour(after, token["end"], "start", lexicon, 0)
            yield ClassedBorder("end", manner(phones[0][-1]), right, said[-1]["end_ms"] - 1000 * token["end"])


def _neighbour(token: Row, at_s: float, border: str, lexicon: Lexicon, phone: int) -> str:
    """The manner of the phone beside a border, by the token on its other side."""
    phones = lexicon.pronunciations(token["text"])
    if token[border] is None or abs(token[border] - at_s) > LEAST_PAUSE_S or not phones:
        return PAUSE
    return manner(phones[0][phone])


def class_table(borders: Sequence[ClassedBorder]) -> str:
    """The rows of each class with enough borders, those with most errors first, then all others, and all."""
    head = ("border", "between", "borders", "late by, mean ms", "median ms", "MAE ms", f"<={OFF_MS} %", "share of errors %")
    classes: dict[tuple[str, str], list[float]] = {}
    for one in borders:
        classes.setdefault((one.border, f"{one.before} - {one.after}"), []).append(one.late_ms)
    frequent = {key: late for key, late in classes.items() if len(late) >= FEWEST}
    rare = [late for key, some in classes.items() if key not in frequent for late in some]
    everything = [one.late_ms for one in borders]
    off = _off(everything)
    rows = [(*key, *_figures(late, off)) for key, late in sorted(frequent.items(), key=lambda item: -_off(item[1]))]
    return table(head, [*rows, ("both", "others", *_figures(rare, off)), ("both", "all", *_figures(everything, off))])


def _off(late_ms: Iterable[float]) -> int:
    return sum(abs(late) > OFF_MS for late in late_ms)


def _figures(late_ms: Sequence[float], off: int) -> tuple[object, ...]:
    if not late_ms:
        return (0, None, None, None, None, None)
    within = 100 * (1 - _off(late_ms) / len(late_ms))
    share = 100 * _off(late_ms) / off if off else None
    return (len(late_ms), fmean(late_ms), median(late_ms), fmean(map(abs, late_ms)), within, share)

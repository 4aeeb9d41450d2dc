"""The worth of confidence: every timed word whose place is known, and every cue, by its confidence and its error."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.accuracy import align
from bench.borders import is_timed, known, words_over
from bench.cases import Case, all_cases
from bench.error_pools import FAR_OFF_MS, SURE, ToldWord, pools_table
from bench.results import keep_rows
from bench.settings import Settings
from bench.tables import table
from bench.truths import Truth
from bench.variants import VARIANTS, Sources
from oncue.captions.formats import alignment_from_json
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import cue_confidence, segment
from oncue.model import Cue

RECORDED = ("timit-dev/verbatim", "timit-dev/edited", "timit-dev/repeated", "timit-dev/partial")
DERIVED = ("noise/white-10", "noise/babble-10", "noise/music-10", "codec/telephone", "codec/mp3-64", "insert/three",
           "fifth/first")  # fmt: skip
LOUD = ("noise/white-5", "noise/babble-5", "noise/music-5")
"""Variants that are in pools of their own and in no other table."""

TALKED = "spontaneous/"
"""What the names of cases begin with in which people talk freely."""

POOLS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "read, clean": lambda name: name.startswith("timit-dev/"),
        "noise at 10 dB": lambda name: name.startswith("noise/") and name.endswith("-10"),
        "noise at 5 dB": lambda name: name in LOUD,
        "telephone": lambda name: name == "codec/telephone",
        "conversation": lambda name: name.startswith(TALKED),
    }
)
"""Pools of words, by the name of their case; a last one has the words of all."""

BINS = 10
OFF_MS = (FAR_OFF_MS, 100, 50)


@dataclass(frozen=True, slots=True)
class Judged:
    """A timed word or cue: its confidence, and by how many milliseconds it starts and ends late.

    A border that is not known is None. `spoken` is False where it was timed though nobody says it.
    """

    case: str
    text: str
    confidence: float
    start_error_ms: float | None
    end_error_ms: float | None
    spoken: bool
    error_ms: int | None = None
    """What is told of it."""

    @property
    def off_ms(self) -> float:
        """The larger of both distances, in milliseconds; infinite for a word that nobody says."""
        errors = [abs(error) for error in (self.start_error_ms, self.end_error_ms) if error is not None]
        return max(errors) if self.spoken else math.inf


def confidence(settings: Settings) -> str:
    """Tables of words that are off in each tenth of confidence, of what the surest words and cues are worth, and of what is
    told of words in each pool."""
    words: list[Judged] = []
    pooled: list[Judged] = []
    cues: list[Judged] = []
    refused: list[str] = []
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        for case in _cases(settings, Path(folder)):
            print(f"confidence: {case.name}", file=sys.stderr)
            output = Path(folder) / "alignment.json"
            outcome = align(case, output, settings)
            if outcome.code or case.truth is None:
                refused.append(f"`{case.name}`: exit code {outcome.code}")
                continue
            text = output.read_text(encoding="utf-8")
            truth = json.loads(case.truth.read_text(encoding="utf-8"))
            places = judged_words(case.name, json.loads(text)["words"], truth)
            pooled += places.values()
            if case.name in LOUD or case.name.startswith(TALKED):
                continue
            words += places.values()
            shown = segment(alignment_from_json(text), case.read().text, CaptionOptions())
            cues += [judged for cue in shown if (judged := judged_cue(case.name, cue, places))]
    keep_rows(settings, "confidence", map(asdict, words))
    keep_rows(settings, "confidence-cues", map(asdict, cues))
    head = ("confidence", "words", "of all %", *(f"off by > {limit} ms %" for limit in OFF_MS))
    lines = "\n".join([_surest("words", words), _surest("cues", cues), *refused])
    pools = {name: [told(one) for one in pooled if one.spoken and of_pool(one.case)] for name, of_pool in POOLS.items()}
    pools["all of these"] = [word for pool in pools.values() for word in pool]
    return f"{table(head, reliability(words))}\n\n{lines}\n\n{pools_table(pools)}"


def told(one: Judged) -> ToldWord:
    """A word that is said as the pools count it."""
    whole = one.start_error_ms is not None and one.end_error_ms is not None
    return ToldWord(one.confidence, one.error_ms, one.off_ms, whole)


def _cases(settings: Settings, folder: Path) -> Iterator[Case]:
    """Yields the cases. Each is measured before the next is made."""
    for case in all_cases(settings):
        is_told = case.name in RECORDED or case.name.startswith(TALKED)
        if is_told or (settings.every_case and case.truth and not case.name.endswith("/swapped")):
            yield case
    derived = (*DERIVED, *LOUD)
    chosen = [name for name in VARIANTS if settings.wants(name) and (name in derived or settings.every_case)]
    sources = Sources(settings) if chosen else None
    for name in chosen:
        if sources and name != "as-it-is":  # which is a recorded case
            place = folder / name.replace("/", "-")
            place.mkdir()
            yield VARIANTS[name](name, sources, place).case


def judged_words(case: str, words: Sequence[dict[str, Any]], truth: Truth) -> dict[int, Judged]:
    """The timed words with at least one border that the truth knows, and those that nobody says, by the place where they
    begin."""
    judged: dict[int, Judged] = {}
    for token, over in zip(truth["tokens"], words_over(words, truth["tokens"]), strict=True):
        hits = [word for word in over if is_timed(word)]
        spoken = token["start"] is not None or token["end"] is not None
        for word in () if token.get("skip") else hits:
            start, end = (
                round(word[f"{border}_ms"] - 1000 * token[border], 1) if word is hits[at] and known(token, border) else None
                for border, at in (("start", 0), ("end", -1))
            )
            if not spoken or start is not None or end is not None:
                judged[word["char_start"]] = Judged(
                    case, word["text"], word["confidence"], start, end, spoken, word.get("error_ms")
                )
    return judged


def judged_cue(case: str, cue: Cue, places: dict[int, Judged]) -> Judged | None:
    """The cue by the borders of its first and last word; None where neither is known.

    One word that nobody says makes it wrong.
    """
    words = [word for line in cue.lines for word in line.words]
    found = [places.get(word.char_start) for word in words]
    spoken = not any(place is not None and not place.spoken for place in found)
    start = found[0].start_error_ms if found and found[0] else None
    end = found[-1].end_error_ms if found and found[-1] else None
    if spoken and start is None and end is None:
        return None
    return Judged(case, " ".join(word.text for word in words), cue_confidence(cue), start, end, spoken)


def reliability(judged: Sequence[Judged]) -> list[tuple[object, ...]]:
    """A row for each tenth of confidence, and one for all; the last tenth includes 1."""
    rows: list[tuple[object, ...]] = []
    for k in range(BINS):
        part = [one for one in judged if min(BINS - 1, int(one.confidence * BINS)) == k]
        rows.append((f"{k / BINS:.1f}-{(k + 1) / BINS:.1f}", *_shares(part, len(judged))))
    return [*rows, ("all", *_shares(judged, len(judged)))]


def _shares(part: Sequence[Judged], total: int) -> tuple[object, ...]:
    off = [100 * sum(one.off_ms > limit for one in part) / len(part) if part else None for limit in OFF_MS]
    return (len(part), 100 * len(part) / max(1, total), *off)


def _surest(what: str, judged: Sequence[Judged]) -> str:
    sure = [one for one in judged if one.confidence >= SURE]
    count, share, off, *_ = _shares(sure, len(judged))
    wrong = f"{off:.2f} %" if isinstance(off, float) else "none"
    return (
        f"- Of {len(judged)} {what}, {count} ({share:.1f} %) have a confidence of at least {SURE}; "
        f"of these, {wrong} are off by more than {OFF_MS[0]} ms."
    )

"""`oncue align` where songs, jingles and other speech lie between the sentences: does each word stay with its sentence?"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import truths
from bench.accuracy import align
from bench.languages_voices import VoiceMissing
from bench.settings import Settings
from bench.song_cases import SONG_CASES
from bench.tables import table
from bench.truths import Truth
from bench.variants import Sources
from oncue.alignment.one_sentence import PARTED_MS

NEAR_S = 0.5
FAR_S = 2.0
"""Seconds that a word may lie outside its sentence, and from which on it is far from it."""

Span = tuple[float, float]


def songs(settings: Settings) -> str:
    """A row for each recording, and a line for each voice that is not installed."""
    sources = Sources(settings)
    rows: list[tuple[object, ...]] = []
    notes: list[str] = []
    for name, make in SONG_CASES.items():
        if not settings.wants(name):
            continue
        print(f"songs: {name}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            try:
                case = make(name, sources, Path(folder))
            except VoiceMissing as missing:
                notes.append(f"`{name}` was not measured: {missing}.")
                continue
            output = Path(folder) / "alignment.json"
            outcome = align(case, output, settings)
            if outcome.code:
                notes.append(f"`{name}`: exit code {outcome.code}.")
                continue
            assert case.truth is not None
            truth: Truth = json.loads(case.truth.read_text(encoding="utf-8"))
            words = json.loads(output.read_text(encoding="utf-8"))["words"]
            rows.append((name, round(truth["duration_s"]), *strayed(words, truth)))
    head = ("recording", "seconds", "words", "timed %", "in their sentence %", "far from it", "parted", "furthest s")
    return "\n\n".join([table(head, rows), *notes])


def strayed(words: Sequence[dict[str, Any]], truth: Truth) -> tuple[object, ...]:
    """The words, the shares that have a time and that are in their sentence, the counts of those far from it and of
    neighbours in a sentence that are far apart, and how far the furthest word is from its sentence, in seconds."""
    spans = sentence_spans(truth)
    timed = [word for word in words if word["start_ms"] is not None]
    placed = {word["char_start"]: (word["start_ms"] / 1000, word["end_ms"] / 1000) for word in timed}
    away = {at: max(0.0, a - placed[at][0], placed[at][1] - b) for at, (a, b) in spans.items() if at in placed}
    order = sorted(spans)
    parted = sum(
        spans[one] == spans[two] and one in placed and two in placed and 1000 * (placed[two][0] - placed[one][1]) > PARTED_MS
        for one, two in pairwise(order)
    )
    total = max(1, len(spans))
    inside = sum(one <= NEAR_S for one in away.values())
    far = sum(one > FAR_S for one in away.values())
    return len(spans), 100 * len(away) / total, 100 * inside / total, far, parted, max(away.values(), default=0.0)


def sentence_spans(truth: Truth) -> dict[int, Span]:
    """Where the sentence of each spoken token is said, by the token's place in the text, in seconds."""
    spans: dict[int, Span] = {}
    sentence: list[dict[str, Any]] = []
    for token in truth["tokens"]:
        sentence.append(token)
        if truths.ends_sentence(token["text"]) or token is truth["tokens"][-1]:
            starts = [one["within"][0] if one.get("within") else one["start"] for one in sentence]
            ends = [one["within"][1] if one.get("within") else one["end"] for one in sentence]
            known = [time for time in (*starts, *ends) if time is not None]
            said = [one for one in sentence if one.get("within") or one["start"] is not None]
            spans |= {one["char_start"]: (min(known), max(known)) for one in said}
            sentence = []
    return spans

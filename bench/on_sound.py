"""Oncue's own captions held against their recordings: in-times, and all else that a check by the sound finds."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.cases import Case, all_cases
from bench.settings import Settings
from bench.tables import table
from oncue.alignment.coverage_warnings import clock
from oncue.captions.check import RULE_SETS, Finding, Severity
from oncue.captions.check.sound import sound_findings
from oncue.captions.check.sound_clock import clock_findings
from oncue.captions.check.sound_rules import sound_rules
from oncue.captions.compare.in_times import in_time_points
from oncue.captions.formats import FORMATS
from oncue.captions.track import CaptionTrack
from oncue.model import Cue
from oncue.pipeline.align import AlignOptions, Components, align
from oncue.pipeline.captions_in_sound import captions_in_sound
from oncue.pipeline.recognition_cache import StoredRecognitions

RULES = sound_rules(RULE_SETS["netflix"])
IN_TIMES = ("in_time_early", "in_time_late")


@dataclass(frozen=True, slots=True)
class _Held:
    """The captions of one case beside the sound: how many, how many in-times were judged surely, what was found, and of how
    many in-times the truth is known and how many are within two frames of that."""

    captions: int
    judged: int
    findings: tuple[Finding, ...]
    labelled: int
    near_labels: int


def on_sound(settings: Settings) -> str:
    """A row for each case, and a line for each in-time that is not within two frames of its word."""
    rows, listed = [], []
    for case in all_cases(settings):
        if case.name.endswith("/swapped"):
            continue
        print(f"on-sound: {case.name}", file=sys.stderr)
        held = _hold(case)
        away = [one for one in held.findings if one.code in IN_TIMES]
        others = Counter(one.code for one in held.findings if one.code not in IN_TIMES and one.severity is Severity.HARD)
        soft = Counter(one.code for one in held.findings if one.code not in IN_TIMES and one.severity is Severity.SOFT)
        rows.append(
            (
                case.name,
                held.captions,
                held.judged,
                held.captions - len(away),
                len(away),
                _counts(others),
                _counts(soft),
                100 * held.near_labels / held.labelled if held.labelled else None,
            )
        )
        listed += [f"`{case.name}` {clock(one.start_ms)}, caption {one.cue}, {one.severity}: {one.text}" for one in away]
    head = (
        "case",
        "captions",
        "in-times judged surely",
        "within two frames",
        "not",
        "other hard findings",
        "other soft findings",
        "within two frames of labels %",
    )
    lines = [f"- {line}" for line in listed] or ["No in-time is further off than two frames."]
    return "\n".join([table(head, rows), "", *lines])


def _counts(found: Counter[str]) -> str:
    return ", ".join(f"{count} {code}" for code, count in sorted(found.items())) or "none"


def _hold(case: Case) -> _Held:
    text = case.read()
    reader = FORMATS["srt"].read
    assert reader is not None
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as name:
        folder = Path(name)
        kept = folder / "heard"
        first = Components(recognitions=StoredRecognitions(audio_sha256=case.name, save_to=kept))
        alignment = align(case.audio, text, AlignOptions(), folder=folder, components=first)
        track = CaptionTrack(alignment, text.text)
        cues = reader(FORMATS["srt"].write(track).data)
        second = Components(recognitions=StoredRecognitions(audio_sha256=case.name, stored=kept))
        held = captions_in_sound(case.audio, cues, AlignOptions(), folder=folder, components=second)
    found = (*clock_findings(held.cues, RULES), *sound_findings(held.cues, held.alignment, RULES))
    labelled, near = _beside_labels(case, track.cues)
    return _Held(len(cues), len(in_time_points(held.cues)), found, labelled, near)


def _beside_labels(case: Case, cues: Sequence[Cue]) -> tuple[int, int]:
    """Of how many cues the first word's true time is known, and how many of those come within two frames of it."""
    if case.truth is None:
        return 0, 0
    tokens = json.loads(case.truth.read_text(encoding="utf-8")).get("tokens", [])
    true_ms = {one["char_start"]: 1000 * one["start"] for one in tokens if one.get("start") is not None}
    known = [
        abs(cue.start_ms - true_ms[word.char_start])
        for cue in cues
        for word in [next((word for line in cue.lines for word in line.words), None)]
        if word is not None and word.char_start in true_ms
    ]
    return len(known), sum(off <= RULES.late_ms for off in known)

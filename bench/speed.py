"""Wall time, memory and the share of each stage, on a short and on long recordings."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

from bench.cases import Case, all_cases
from bench.long_inputs import build
from bench.peers import MODEL, stable_ts_command
from bench.settings import Settings
from bench.tables import table
from bench.watched import watch
from oncue.progress import Stage

ENGINES = ("faster-whisper", "openai-whisper")
INPUTS = {"radio-address": 0, "one-hour": 3600, "three-hours": 10_800, "same-again-one-hour": 3600}
"""Names of inputs and their least seconds; 0 is the recording as it is."""

PEER = "stable-ts align"
PEER_INPUTS = ("radio-address", "one-hour", "same-again-one-hour")
"""Inputs on which the same weights are timed with stable-ts beside Oncue, both int8 on CTranslate2."""

LARGER, LARGER_INPUTS = "base", ("radio-address", "one-hour")
"""A larger model and its inputs, timed too for how the ratio holds with it."""

_NOT_ENGLISH = ("prompts-es", "prompts-fr", "udhr-fr", "timit-dev/swapped")


def speed(settings: Settings) -> str:
    """One row for each input and engine."""
    cases = {case.name: case for case in all_cases(settings) if case.name not in _NOT_ENGLISH}
    radio = cases.get("radio-address-2008")
    rows: list[tuple[object, ...]] = []
    for name, seconds in INPUTS.items():
        if settings.inputs and name not in settings.inputs:
            continue
        alone = name in ("radio-address", "same-again-one-hour")
        sources = [radio] if alone and radio else [] if alone else list(cases.values())
        if not sources:
            continue
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            case = sources[0]
            audio, text = build(sources, seconds, Path(folder)) if seconds else (case.audio, case.transcript)
            for model in (MODEL, LARGER) if name in LARGER_INPUTS else (MODEL,):
                for engine in ENGINES if settings.engine == "auto" else (settings.engine,):
                    if engine == "faster-whisper" or (name != "three-hours" and model == MODEL):
                        print(f"speed: {name}, {engine}, {model}", file=sys.stderr)
                        rows.append((name, engine, model, *_measure(Case(name, audio, text, None), engine, model)))
                if settings.engine in ("auto", "faster-whisper") and name in PEER_INPUTS:
                    print(f"speed: {name}, {PEER}, {model}", file=sys.stderr)
                    length_s = 60 * cast(float, rows[-1][3] or 0)
                    rows.append((name, PEER, model, *_measure_peer(settings, audio, text, model, length_s)))
    times = ("minutes", "wall s", "x real time", "peak MB", "first progress s", "once more s", "words timed %")
    head = ("input", "engine", "model", *times, *(f"{stage} %" for stage in Stage))
    return table(head, rows)


def _measure_peer(settings: Settings, audio: Path, text: Path, model: str, length_s: float) -> tuple[object, ...]:
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        outcome = watch(stable_ts_command(settings, audio, text, model, Path(folder) / "words.json"), memory=True)
    nothing = (None, None, None, *(None for _ in Stage))
    if outcome.code:
        error = outcome.stderr.strip().splitlines()[-1:] or [f"exit code {outcome.code}"]
        return (None, outcome.seconds, error[0].split(":")[0], None, *nothing)
    return (length_s / 60, outcome.seconds, length_s / outcome.seconds, outcome.peak_kb // 1024 or None, *nothing)


def _measure(case: Case, engine: str, model: str) -> tuple[object, ...]:
    command = [sys.executable, "-m", "bench.one_run", str(case.audio), str(case.transcript), engine, model, str(time.time())]
    outcome = watch(command, memory=True)
    if outcome.code:
        error = outcome.stderr.strip().splitlines()[-1:] or [f"exit code {outcome.code}"]
        return (None, outcome.seconds, error[0], None, None, None, None, *(None for _ in Stage))
    figures = json.loads(outcome.stdout.splitlines()[-1])
    length_s = figures["duration_ms"] / 1000
    again_s = figures["again_s"]
    seconds = outcome.seconds - (again_s or 0.0)
    shares = [100 * figures["stage_s"].get(stage, 0.0) / seconds for stage in Stage]
    timed = 100 * figures["timed"] / max(1, figures["words"])
    peak = outcome.peak_kb // 1024 or None
    progress_s = figures["first_progress_s"]
    return (length_s / 60, seconds, length_s / seconds, peak, progress_s, again_s, timed, *shares)

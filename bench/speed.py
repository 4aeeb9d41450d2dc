"""Wall time, memory and the share of each stage, on a short and on long recordings."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.cases import Case, all_cases
from bench.long_inputs import build
from bench.peers import MODEL, stable_ts_command
from bench.results import keep_rows
from bench.settings import Settings
from bench.tables import table
from bench.watched import Outcome, watch
from oncue.options.recognition import Listen
from oncue.progress import Stage

ENGINES = ("faster-whisper", "openai-whisper")

PEERS = {"faster-whisper": "stable-ts on CTranslate2", "openai-whisper": "stable-ts on openai-whisper"}
"""What is timed beside each engine, with the same weights: stable-ts `align`."""

_NOT_ENGLISH = ("prompts-es", "prompts-fr", "udhr-fr", "timit-dev/swapped")


@dataclass(frozen=True, slots=True)
class Input:
    """A recording to be timed: a case, or as many of them in a row as make so many seconds.

    `case` None is all the English ones. `peer` False: too long for stable-ts to be waited for. `slow` True: openai-whisper,
    too, with the first of `models`.
    """

    case: str | None
    seconds: int = 0
    language: str = "en"
    models: tuple[str, ...] = (MODEL,)
    peer: bool = True
    slow: bool = False


INPUTS = {
    "radio-address": Input("radio-address-2008", models=(MODEL, "base"), slow=True),
    "verbatim": Input("timit-dev/verbatim", slow=True),
    "prompts-es": Input("prompts-es", language="es", models=("base",), slow=True),
    "prompts-fr": Input("prompts-fr", language="fr", models=("base",)),
    "one-hour": Input(None, 3600, models=(MODEL, "base")),
    "same-again-one-hour": Input("radio-address-2008", 3600),
    "three-hours": Input(None, 10_800, peer=False),
}


def speed(settings: Settings) -> str:
    """A row for each input, engine, model and way to listen, and one for stable-ts with the same weights."""
    cases = {case.name: case for case in all_cases(settings)}
    english = [case for name, case in cases.items() if name not in _NOT_ENGLISH]
    rows: list[tuple[object, ...]] = []
    kept: list[dict[str, Any]] = []
    for name, given in INPUTS.items():
        sources = english if given.case is None else [cases[given.case]] if given.case in cases else []
        if not sources or (settings.inputs and name not in settings.inputs):
            continue
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            case = sources[0]
            audio, text = build(sources, given.seconds, Path(folder)) if given.seconds else (case.audio, case.transcript)
            made = Case(name, audio, text, None)
            for engine, model in _engines(given, settings):
                print(f"speed: {name}, {engine}, {model}", file=sys.stderr)
                rows += _rows(made, given, engine, model, settings, kept)
    keep_rows(settings, "speed", kept)
    times = ("minutes", "wall s", "x real time", "x the peer", "processor s", "peak MB", "first progress s", "once more s")
    head = ("input", "by", "listen", "model", *times, "words timed %", *(f"{stage} %" for stage in Stage))
    return table(head, rows)


def _engines(given: Input, settings: Settings) -> list[tuple[str, str]]:
    wanted = ENGINES if settings.engine == "auto" else (settings.engine,)
    pairs = [("faster-whisper", model) for model in given.models]
    pairs += [("openai-whisper", given.models[0])] if given.slow else []
    return [(engine, model) for engine, model in pairs if engine in wanted]


def _rows(
    case: Case, given: Input, engine: str, model: str, settings: Settings, kept: list[dict[str, Any]]
) -> list[tuple[object, ...]]:
    """Of the long inputs one run in three is made. Peer and product take turns: a machine that slows down does so for both.
    What the part `cost` needs goes into `kept`."""
    peers: list[Outcome] = []
    ours: dict[Listen, list[Outcome]] = {listen: [] for listen in settings.listens}
    for _ in range(max(1, settings.runs // 3) if given.seconds else settings.runs):
        if given.peer:
            peers.append(_peer_run(case, given, engine, model, settings))
        for listen in settings.listens:
            ours[listen].append(_own_run(case, engine, model, listen))
    peer = _best(peers)
    rows = []
    length_s = 0.0
    for listen, outcomes in ours.items():
        best = _best(outcomes)
        cells, length_s = _cells(best, peer)
        rows.append((case.name, engine, listen, model, *cells))
        if best is not None and not best.code:
            names = {"input": case.name, "language": given.language, "engine": engine, "model": model, "listen": listen}
            kept.append({**names, "length_s": length_s, "peak_mb": best.peak_kb // 1024, **_figures(best)})
    if peer is not None:
        rows.append((case.name, PEERS[engine], None, model, *_peer_cells(peer, length_s)))
    return rows


def _best(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The fastest of those that went well; else the last that did not."""
    well = [outcome for outcome in outcomes if not outcome.code]
    return min(well, key=_seconds) if well else outcomes[-1] if outcomes else None


def _figures(outcome: Outcome) -> dict[str, Any]:
    """What `bench.one_run` printed; nothing of another command."""
    line = outcome.stdout.strip().splitlines()[-1:]
    found: dict[str, Any] = json.loads(line[0]) if line and line[0].startswith("{") else {}
    return found


def _seconds(outcome: Outcome) -> float:
    return outcome.seconds - (_figures(outcome).get("again_s") or 0.0)


def _peer_run(case: Case, given: Input, engine: str, model: str, settings: Settings) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        output = Path(folder) / "words.json"
        command = stable_ts_command(
            settings, case.audio, case.transcript, model, output, engine=engine, language=given.language
        )
        return watch(command, memory=True)


def _own_run(case: Case, engine: str, model: str, listen: str) -> Outcome:
    files = (str(case.audio), str(case.transcript))
    return watch([sys.executable, "-m", "bench.one_run", *files, engine, model, listen, str(time.time())], memory=True)


def _error(outcome: Outcome) -> str:
    lines = outcome.stderr.strip().splitlines()[-1:] or [f"exit code {outcome.code}"]
    return lines[0].split(":")[0]


def _peer_cells(peer: Outcome, length_s: float) -> tuple[object, ...]:
    nothing = (None, None, None, *(None for _ in Stage))
    if peer.code:
        return (None, peer.seconds, _error(peer), None, None, None, *nothing)
    times = (peer.seconds, length_s / peer.seconds, None, peer.processor_s, peer.peak_kb // 1024 or None)
    return (length_s / 60, *times, *nothing)


def _cells(outcome: Outcome | None, peer: Outcome | None) -> tuple[tuple[object, ...], float]:
    """The cells of one of our rows, and the seconds of the recording."""
    assert outcome is not None
    if outcome.code:
        return (None, outcome.seconds, _error(outcome), *(None,) * (6 + len(Stage))), 0.0
    figures = _figures(outcome)
    length_s, seconds = figures["duration_ms"] / 1000, _seconds(outcome)
    times_peer = f"{peer.seconds / seconds:.2f}" if peer is not None and not peer.code else None
    shares = [100 * figures["stage_s"].get(stage, 0.0) / seconds for stage in Stage]
    timed = 100 * figures["timed"] / max(1, figures["words"])
    memory = outcome.peak_kb // 1024 or None
    cells = (length_s / 60, seconds, length_s / seconds, times_peer, figures["processor_s"], memory)
    return (*cells, figures["first_progress_s"], figures["again_s"], timed, *shares), length_s

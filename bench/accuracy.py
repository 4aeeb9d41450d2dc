"""Accuracy of `oncue align` on every case: scored where the truth is known, checked for order and limits where it is not."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from bench import scoring
from bench.cases import CASE_POOLS, Case, all_cases
from bench.results import OURS, keep_borders
from bench.settings import Settings
from bench.tables import table
from bench.watched import Outcome, watch
from oncue.captions.formats import alignment_from_json
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import limit_warnings, segment
from oncue.model import Alignment, Transcript

_MISSING_MS = 500.0
_HARD = ("line_length", "too_long")


def align(case: Case, output: Path, settings: Settings) -> Outcome:
    """Runs the real command, with its output at `output`."""
    command = [sys.executable, "-m", "oncue", "align", str(case.audio), str(case.transcript)]
    return watch([*command, "-o", str(output), "--engine", settings.engine, "--listen", settings.listen, "--quiet"])


def accuracy(settings: Settings) -> str:
    """Two tables, and a line for each refusal."""
    scored, unscored, notes = [], [], []
    measured: dict[str, tuple[list[float], int]] = {}
    for case in all_cases(settings):
        print(f"accuracy: {case.name}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            output = Path(folder) / "alignment.json"
            outcome = align(case, output, settings)
            if outcome.code or case.name.endswith("/swapped"):
                written = "a file was written" if output.exists() else "no file was written"
                error = outcome.stderr.strip().splitlines()[-1:] or ["no message"]
                notes.append(f"`{case.name}`: exit code {outcome.code}, {written} ({error[0].removeprefix('error: ')})")
                continue
            text = output.read_text(encoding="utf-8")
        if case.truth:
            cells = scoring.score(settings.scorer, json.loads(text), case.truth)
            measured[case.name] = keep_borders(settings, OURS, case.name, json.loads(text)["words"], case.truth)
            scored.append((case.name, *cells, outcome.seconds))
        else:
            unscored.append((case.name, *_checks(alignment_from_json(text), case.read()), outcome.seconds))
    parts = [table(("case", *scoring.HEAD, "seconds"), scored)] if scored else []
    if pools := _pools(measured):
        parts.append(table(("pool", "borders", "MAE ms", "<=50 %", "<=100 %", ">500 %"), pools))
    if unscored:
        head = ("case", "transcript heard %", "speech captioned %", "words with times %", "captioned once, in order",
                "hard limits kept", "seconds")  # fmt: skip
        parts.append(table(head, unscored))
    return "\n\n".join([*parts, *notes])


def _pools(measured: Mapping[str, tuple[list[float], int]]) -> list[tuple[object, ...]]:
    """A row for each pool of several cases, whose borders count alike; a missing border as 500 ms, as the scorer has it."""
    rows: list[tuple[object, ...]] = []
    for pool, beginning in CASE_POOLS.items():
        found = [one for name, one in measured.items() if name.startswith(beginning)]
        if len(found) > 1:
            missing = sum(absent for _, absent in found)
            errors = np.array([error for errors_ms, _ in found for error in errors_ms] + [_MISSING_MS] * missing)
            beyond = int(np.sum(errors > _MISSING_MS)) + missing
            shares = [100 * float(np.mean(errors <= limit_ms)) for limit_ms in (50, 100)]
            rows.append((pool, len(errors), float(np.mean(errors)), *shares, 100 * beyond / len(errors)))
    return rows


def _checks(alignment: Alignment, transcript: Transcript) -> tuple[object, ...]:
    options = CaptionOptions()
    limits = options.limits.in_language(alignment.language)
    cues = segment(alignment, transcript.text, options)
    timed = [(word.char_start, word.char_end) for word in alignment.words if word.start_ms is not None]
    shown = [(word.char_start, word.char_end) for cue in cues for line in cue.lines for word in line.words]
    once = "yes" if shown == timed else _difference(shown, timed)
    broken = [warning for warning in limit_warnings(cues, limits) if warning.partition(":")[0] in _HARD]
    broken += ["too many lines"] * any(len(cue.lines) > limits.max_lines for cue in cues)
    quality = alignment.quality
    share = 100 * len(timed) / len(alignment.words) if alignment.words else None
    return (100 * quality.transcript_coverage, 100 * quality.speech_coverage, share, once, "; ".join(broken) or "yes")


def _difference(shown: list[tuple[int, int]], timed: list[tuple[int, int]]) -> str:
    missing, extra = Counter(timed) - Counter(shown), Counter(shown) - Counter(timed)
    return f"no: {missing.total()} missing, {extra.total()} too many" if missing or extra else "no: other order"

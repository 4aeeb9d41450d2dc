"""The command `oncue compare` on the corpora: each case as a pair, and all of them as folders, as a house would try it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.cases import Case, all_cases
from bench.settings import Settings
from bench.tables import table
from bench.watched import Outcome, watch
from oncue.captions.formats import alignment_from_json

_ONCUE = [sys.executable, "-m", "oncue"]
_OFFSET_S = "0.4"


def comparing(settings: Settings) -> str:
    """A row for each case, and one for the folder of all: its minutes, and what they took.

    "Theirs" are Oncue's captions, cut by another profile and moved by 0.4 s: what somebody else would deliver of the same
    text. Making both is not counted.
    """
    rows = []
    minutes_of_all = 0.0
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as name:
        ours, theirs, audio = (Path(name) / each for each in ("ours", "theirs", "audio"))
        for folder in (ours, theirs, audio):
            folder.mkdir()
        for case in all_cases(settings):
            if case.name.endswith("/swapped"):
                continue
            print(f"compare: {case.name}", file=sys.stderr)
            stem = case.name.replace("/", "-")
            minutes = _made(case, ours / f"{stem}.srt", theirs / f"{stem}.vtt")
            (audio / f"{stem}{case.audio.suffix}").symlink_to(case.audio)
            minutes_of_all += minutes
            rows.append(_row(case.name, minutes, _compared(ours / f"{stem}.srt", theirs / f"{stem}.vtt", case.audio)))
        rows.append(_row("all, as folders", minutes_of_all, _compared(ours, theirs, audio)))
    return table(("case", "minutes", "s", "processor s", "s a minute", "processor s a minute"), rows)


def _made(case: Case, ours: Path, theirs: Path) -> float:
    """Makes both files. Returns how many minutes the recording lasts."""
    kept = ours.parent.parent / f"{ours.stem}.json"
    _checked(watch([*_ONCUE, "align", str(case.audio), str(case.transcript), "-o", str(ours), "-o", str(kept)]))
    _checked(watch([*_ONCUE, "convert", str(ours), str(theirs), "--offset", _OFFSET_S, "--profile", "bbc"]))
    return alignment_from_json(kept.read_text(encoding="utf-8")).duration_ms / 60_000


def _compared(ours: Path, theirs: Path, audio: Path) -> Outcome:
    return _checked(watch([*_ONCUE, "compare", str(ours), str(theirs), "--audio", str(audio)]))


def _checked(outcome: Outcome) -> Outcome:
    if outcome.code:
        raise RuntimeError(outcome.stderr)
    return outcome


def _row(name: str, minutes: float, outcome: Outcome) -> tuple[str, float, float, float, float, float]:
    seconds, used_s = outcome.seconds, outcome.processor_s
    return name, minutes, seconds, used_s, seconds / minutes, used_s / minutes

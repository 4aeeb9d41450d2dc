"""The least certain captions, to be listened to."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench.accuracy import align
from bench.cases import all_cases
from bench.settings import Settings
from bench.tables import table
from oncue.captions.formats import alignment_from_json
from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation import cue_confidence, segment

CASES = ("radio-address-2008", "udhr-en", "udhr-fr")
SHOWN = 3


def worst(settings: Settings) -> str:
    """Three rows a case, the least certain first."""
    rows: list[tuple[object, ...]] = []
    for case in all_cases(settings):
        if case.name not in CASES:
            continue
        print(f"worst: {case.name}", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            output = Path(folder) / "alignment.json"
            outcome = align(case, output, settings)
            if outcome.code:
                rows.append((case.name, None, None, f"exit code {outcome.code}", None))
                continue
            alignment = alignment_from_json(output.read_text(encoding="utf-8"))
        cues = sorted(segment(alignment, case.read().text, CaptionOptions()), key=cue_confidence)
        for cue in cues[:SHOWN]:
            text = " / ".join(line.text for line in cue.lines)
            rows.append(
                (case.name, f"{cue.start_ms / 1000:.2f}", f"{cue.end_ms / 1000:.2f}", text, f"{cue_confidence(cue):.2f}")
            )
    return table(("case", "start s", "end s", "text", "confidence"), rows)

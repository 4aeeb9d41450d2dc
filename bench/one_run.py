"""One alignment in a process of its own; prints JSON with the seconds of each stage: AUDIO TRANSCRIPT ENGINE."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from alignment.transcript import read_transcript
from worker.process import AlignOptions, Report, align


def main() -> None:
    """Aligns and prints."""
    audio, text = Path(sys.argv[1]), Path(sys.argv[2])
    report = Report()
    transcript = read_transcript(text.read_bytes(), name=text.name)
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        result = align(audio, transcript, AlignOptions(engine=sys.argv[3]), folder=Path(folder), report=report)
    timed = sum(word.start_ms is not None for word in result.words)
    figures = {"stage_s": report.stage_s, "duration_ms": result.duration_ms, "words": len(result.words), "timed": timed}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

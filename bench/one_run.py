"""One alignment in a process of its own: AUDIO TRANSCRIPT ENGINE MODEL STARTED. Prints JSON with the seconds of each stage.

STARTED is when the process was, in seconds of the system's clock. A short recording is aligned once more, the models loaded.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from oncue.pipeline.align import AlignOptions, Components, Report, align
from oncue.transcript import read_transcript
from worker.engine.models import WarmModels

SHORT_MS = 300_000


def main() -> None:
    """Aligns and prints."""
    audio, text = Path(sys.argv[1]), Path(sys.argv[2])
    options, started = AlignOptions(engine=sys.argv[3], model=sys.argv[4]), float(sys.argv[5])
    report, components = Report(), Components(load=WarmModels().load)
    told: list[float] = []

    def progress(stage: str, done: float, audio_ms: int | None = None) -> None:
        told.append(time.time())

    transcript = read_transcript(text.read_bytes(), name=text.name)
    with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
        result = align(
            audio,
            transcript,
            options,
            folder=Path(folder),
            components=components,
            on_progress=progress,
            report=report,
        )
    again_s = None
    if result.duration_ms <= SHORT_MS:
        with tempfile.TemporaryDirectory(prefix="oncue-bench-") as folder:
            begun = time.perf_counter()
            again = read_transcript(text.read_bytes(), name=text.name)
            align(audio, again, options, folder=Path(folder), components=components)
            again_s = time.perf_counter() - begun
    figures = {
        "stage_s": report.stage_s,
        "duration_ms": result.duration_ms,
        "words": len(result.words),
        "timed": sum(word.start_ms is not None for word in result.words),
        "first_progress_s": told[0] - started,
        "again_s": again_s,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

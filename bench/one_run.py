"""One alignment in a process of its own: AUDIO TRANSCRIPT ENGINE MODEL LISTEN STARTED.

Prints JSON with the seconds of each stage. STARTED is when the process was, in seconds of the system's clock. A short
recording is aligned once more, the models loaded.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import cast

from oncue.captions.formats import alignment_to_json
from oncue.options.recognition import Listen
from oncue.pipeline.align import AlignOptions, Components, Report, align
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.transcript import read_transcript
from worker.engine.models import WarmModels

SHORT_MS = 300_000


def main() -> None:
    """Aligns and prints."""
    audio, text = Path(sys.argv[1]), Path(sys.argv[2])
    options, started = (
        AlignOptions(engine=sys.argv[3], model=sys.argv[4], listen=cast(Listen, sys.argv[5])),
        float(sys.argv[6]),
    )
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
            components=replace(components, recognitions=StoredRecognitions(audio_sha256="", save_to=Path(folder, "kept"))),
            on_progress=progress,
            report=report,
        )
        stored_bytes = Path(folder, "kept").stat().st_size + len(alignment_to_json(result).encode())
    used = os.times()
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
        "stored_bytes": stored_bytes,
        "processor_s": used.user + used.system + used.children_user + used.children_system,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()

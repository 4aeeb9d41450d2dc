"""The self-test of a host: it aligns six seconds of speech that come with the package and are known to be good."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from oncue.audio.reference_clip import CLIP, TEXT
from oncue.jobs.blobs import Blobs
from oncue.jobs.errors import JobsError
from oncue.jobs.scratch import Scratch
from worker.engine.client import Engine, EngineError, EngineFailed, EngineRefused, EngineStopped
from worker.engine.messages import EngineRequest
from worker.engine.output import ensure_alignment

SELFTEST_JOB = "self-test"

LIMIT_S = 600.0
"""Seconds that the test may take, with a model that has to be downloaded first."""


def run_selftest(
    engine: Engine, blobs: Blobs, scratch: Scratch, options: Mapping[str, Any], should_stop: Callable[[], str | None]
) -> tuple[str, str] | None:
    """The code and the reason with which this host fails the test; None where it passes.

    The engine aligns the clip with the host's own `options`, and a small file goes to the file store and away again. Raises
    `EngineStopped`.
    """
    try:
        with scratch.new_folder("self-test-") as folder:
            _align(engine, Path(folder), options, should_stop)
        key = f"{SELFTEST_JOB}/{hashlib.sha256(str(scratch.folder()).encode()).hexdigest()[:16]}"
        blobs.put(key, b"")
        blobs.delete(key)
    except EngineStopped:
        raise
    except (EngineFailed, EngineRefused) as failed:
        return failed.code, failed.detail
    except (EngineError, JobsError, OSError) as failed:
        return "internal_error", f"{type(failed).__name__}: {failed}"
    return None


def _align(engine: Engine, folder: Path, options: Mapping[str, Any], should_stop: Callable[[], str | None]) -> None:
    (folder / "work").mkdir()
    transcript, output = folder / "text.txt", folder / "alignment.json"
    transcript.write_text(TEXT, encoding="utf-8")
    request = EngineRequest(
        job=SELFTEST_JOB,
        audio=str(CLIP),
        audio_sha256=hashlib.sha256(CLIP.read_bytes()).hexdigest(),
        transcript=str(transcript),
        transcript_name=transcript.name,
        options={**options, "language": "en", "track": None, "channel": None},
        folder=str(folder / "work"),
        output=str(output),
    )
    engine.run(request, on_progress=lambda _: None, should_stop=should_stop, time_limit=lambda _: LIMIT_S)
    ensure_alignment(output)

"""Short recordings for the engine, and requests about them. As a program: an owner of one engine, to be killed."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

from tests.e2e.align_runs import ffmpeg
from worker.engine.client import Engine, EngineError
from worker.engine.messages import EngineProgress, EngineRequest, EngineResult

SAID = (
    "Good morning. This Tuesday is election day. After months of spirited debate and vigorous campaigning, the time has "
    "come for Americans to make important decisions about our nation's future and encourage all Americans to go to the "
    "polls and vote."
)
"""In the first 15 s of the radio address."""

CUT_MS = 15_000


def cut(audio: Path, folder: Path) -> Path:
    """The first 15 s of a recording."""
    path = folder / "start.wav"
    ffmpeg("-i", audio, "-t", str(CUT_MS // 1000), path)
    return path


def request(audio: Path, folder: Path, text: str = SAID, job: str = "job", **fields: Any) -> EngineRequest:
    """A job in `folder`; `fields` are any others of the request."""
    work = folder / job
    (work / "work").mkdir(parents=True)
    (work / "text.txt").write_text(text, encoding="utf-8")
    return EngineRequest(
        **{
            "job": job,
            "audio": str(audio),
            "audio_sha256": hashlib.sha256(audio.read_bytes()).hexdigest(),
            "transcript": str(work / "text.txt"),
            "transcript_name": "text.txt",
            "options": {},
            "folder": str(work / "work"),
            "output": str(work / "alignment.json"),
            **fields,
        }
    )


def ask(engine: Engine, asked: EngineRequest, stages: list[str] | None = None) -> EngineResult:
    """The result of a job that nobody stops; the names of its stages go to `stages`, each once."""

    def told(progress: EngineProgress) -> None:
        if stages is not None and progress.stage not in stages:
            stages.append(progress.stage)

    return engine.run(asked, on_progress=told, should_stop=lambda: None, time_limit=lambda audio_ms: 120.0)


def own(request_line: str, stop: Path) -> None:
    """Runs one job until the file `stop` appears, and prints how it went, stage by stage."""
    engine = Engine()
    told: list[str] = []

    def tell(progress: EngineProgress) -> None:
        if progress.stage not in told:
            told.append(progress.stage)
            print(f"stage {progress.stage} {engine.pid}", flush=True)  # noqa: T201

    def should_stop() -> str | None:
        return "asked to" if stop.exists() else None

    try:
        asked = EngineRequest.from_line(request_line)
        engine.run(asked, on_progress=tell, should_stop=should_stop, time_limit=lambda audio_ms: 120.0)
    except EngineError as error:
        print(f"ended {type(error).__name__}", flush=True)  # noqa: T201
    sys.stdin.readline()  # the engine's end must not be this process's


if __name__ == "__main__":
    own(sys.argv[1], Path(sys.argv[2]))

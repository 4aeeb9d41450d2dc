"""An engine that really decodes and then makes its times up: cheap, so that hundreds of jobs can live through faults.

A job that names a Whisper model is given to the real engine; one whose transcript is called `poison.txt` kills this process.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from oncue.audio.decode import decode
from oncue.captions.formats import alignment_to_json
from oncue.errors import OncueError
from oncue.jobs.errors import DISK_FULL
from oncue.model import Alignment, EngineInfo, Quality, TimedWord, WordStatus
from oncue.progress import Stage
from oncue.system.parent_death import die_with_parent
from oncue.transcript import read_transcript
from worker.engine.messages import (
    ENGINE_OWNER,
    EngineProblem,
    EngineProgress,
    EngineRequest,
    EngineResult,
    Reply,
    reply_to_line,
)

WORK_S = 1.0
STEPS = 10
POISON = "poison.txt"


def serve(requests: TextIO, replies: TextIO) -> None:
    """Answers each request, as the real engine does."""
    models: Any = None
    for line in requests:
        request = EngineRequest.from_line(line)
        if request.transcript_name == POISON:
            os.kill(os.getpid(), signal.SIGKILL)
        if request.options.get("model") not in (None, "auto"):
            from worker.engine import server
            from worker.engine.models import WarmModels

            models = models or WarmModels()
            _say(replies, server.answer(line, replies, models))
            continue
        try:
            _say(replies, pretend(request, replies))
        except OncueError as error:
            _say(replies, EngineProblem(error.code, error.detail, is_job=error.code != "storage_full"))
        except OSError as error:
            code = "storage_full" if error.errno in DISK_FULL else "internal_error"
            _say(replies, EngineProblem(code, str(error), is_job=False))


def pretend(request: EngineRequest, replies: TextIO) -> EngineResult:
    """Decodes for real, works for a second, and spreads the words evenly over the recording."""
    pcm = decode(Path(request.audio), Path(request.folder), name=request.audio_name)
    transcript = read_transcript(Path(request.transcript).read_bytes(), name=request.transcript_name)
    for step in range(STEPS):
        _say(replies, EngineProgress(Stage.RECOGNISE.value, step / STEPS, pcm.duration_ms))
        time.sleep(WORK_S / STEPS)
    each_ms = pcm.duration_ms // len(transcript.tokens)
    words = tuple(
        TimedWord(
            token.text,
            token.char_start,
            token.char_end,
            token.speaker,
            each_ms * n,
            each_ms * (n + 1),
            0.5,
            WordStatus.ESTIMATED,
        )
        for n, token in enumerate(transcript.tokens)
    )
    quality = Quality(1.0, 1.0, 0.5)
    alignment = Alignment("en", pcm.duration_ms, EngineInfo("stub", "stub", "stub"), quality, words, (), ())
    Path(request.output).write_text(alignment_to_json(alignment), encoding="utf-8")
    return EngineResult(pcm.duration_ms, "en", asdict(quality), {Stage.RECOGNISE.value: WORK_S})


def _say(replies: TextIO, reply: Reply) -> None:
    replies.write(reply_to_line(reply))
    replies.flush()


if __name__ == "__main__":
    die_with_parent(int(os.environ[ENGINE_OWNER]))
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    serve(sys.stdin, out)

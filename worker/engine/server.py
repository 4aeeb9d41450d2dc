"""The engine's side: one request after the other, every outcome answered, the models kept for the next."""

from __future__ import annotations

import logging
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from oncue.audio.decode import DecodeLimits
from oncue.audio.known_good import cannot_decode
from oncue.audio.reference_clip import CLIP
from oncue.captions.formats import alignment_to_json
from oncue.desk.doubts import review_summary
from oncue.errors import AudioUnreadable, CoverageTooLow, InputError, OncueError, StorageFull, TranscriptMismatch, UsageError
from oncue.jobs.errors import DISK_FULL, SettingsInvalid
from oncue.jobs.settings import exit_for, read_settings
from oncue.model import EngineInfo, Transcript
from oncue.options.hardware import DEFAULT_BATCH, Hardware
from oncue.options.recognition import AUTO, LISTEN_ALL
from oncue.pipeline.align import AlignOptions, Components, Report, align
from oncue.pipeline.recognition_cache import StoredRecognitions
from oncue.system.logs import configure_logging, job_context
from oncue.text.language_id import Detected
from oncue.transcript.sandbox import ALONE, ReadLimits, read_alone
from oncue.transcript.sandbox.token_json import ParseUnusable, parse_from_json
from worker.engine.messages import EngineProblem, EngineProgress, EngineRequest, EngineResult, Reply, reply_to_line
from worker.engine.models import WarmModels

REPLY_EVERY_S = 0.2
"""Seconds between two replies about the same stage's progress."""

_log = logging.getLogger("engine")

_OF_THE_JOB = (InputError, TranscriptMismatch, CoverageTooLow, UsageError)
"""Errors that any attempt on any host would end with. All others are this host's: weights, libraries, devices, disks."""


def serve(requests: TextIO, replies: TextIO) -> None:
    """Answers each line of `requests` on `replies`, until `requests` is closed."""
    try:
        settings = read_settings()
    except SettingsInvalid as error:
        exit_for(error)
    configure_logging("engine", level=settings.log_level, form=settings.log_format)
    models = WarmModels()
    for line in requests:
        _say(replies, answer(line, replies, models))


def _say(replies: TextIO, reply: Reply) -> None:
    replies.write(reply_to_line(reply))
    replies.flush()


def answer(
    line: str,
    replies: TextIO,
    models: WarmModels,
    *,
    read_limits: ReadLimits = ALONE,
    known_good: Path = CLIP,
) -> Reply:
    """The last reply to a request; replies about progress are written to `replies` before it. Raises nothing.

    `read_limits` are for a transcript that has to be read here. `known_good` is a recording that every host can decode that
    can decode anything.
    """
    try:
        request = EngineRequest.from_line(line)
    except (ValueError, TypeError, RecursionError) as error:
        return EngineProblem("internal_error", f"the request cannot be read: {error}", is_job=False)
    with job_context(request.job):
        recognitions = StoredRecognitions(
            audio_sha256=request.audio_sha256,
            stored=None if request.recognition is None else Path(request.recognition),
            candidates=[Path(each) for each in request.candidates],
            save_to=None if request.save_recognition is None else Path(request.save_recognition),
        )
        try:
            return _align(request, replies, models, recognitions, read_limits)
        except OncueError as error:
            if isinstance(error, AudioUnreadable) and (why := cannot_decode(Path(request.folder), known_good)):
                detail = f"this host cannot decode a recording that is known to be good: {why}"
                return EngineProblem("internal_error", detail, is_job=False)
            is_job = isinstance(error, _OF_THE_JOB)
            return EngineProblem(error.code, error.detail, dict(error.data), is_job, recognitions.key)
        except Exception as error:
            if isinstance(error, OSError) and error.errno in DISK_FULL:
                return EngineProblem(StorageFull.code, "The worker's disk for temporary files is full.", is_job=False)
            _log.exception("the job failed")
            return EngineProblem("internal_error", f"{type(error).__name__}: {error}", is_job=False)


def _align(
    request: EngineRequest,
    replies: TextIO,
    models: WarmModels,
    recognitions: StoredRecognitions,
    read_limits: ReadLimits,
) -> EngineResult:
    progress = _ProgressReplies(replies)
    options = request.options
    limits = DecodeLimits() if request.max_duration_s is None else DecodeLimits(max_duration_s=request.max_duration_s)
    transcript, detected = _transcript(request, read_limits)
    report = Report()
    alignment = align(
        Path(request.audio),
        transcript,
        AlignOptions(
            language=options.get("language"),
            track=options.get("track"),
            channel=options.get("channel"),
            engine=options.get("engine") or AUTO,
            model=options.get("model") or "auto",
            listen=options.get("listen") or LISTEN_ALL,
            min_coverage=float(options.get("min_coverage") or 0.0),
            limits=limits,
            hardware=Hardware(
                options.get("device") or AUTO,
                options.get("compute_type") or AUTO,
                int(options.get("batch_windows") or DEFAULT_BATCH),
            ),
            threads=int(options.get("threads") or 0),
        ),
        folder=Path(request.folder),
        on_progress=progress.tell,
        report=report,
        components=Components(load=models.load, recognitions=recognitions),
        detected=detected,
        audio_name=request.audio_name,
    )
    Path(request.output).write_text(alignment_to_json(alignment), encoding="utf-8")
    return EngineResult(
        duration_ms=alignment.duration_ms,
        language=alignment.language,
        quality={
            **asdict(alignment.quality),
            "engine": engine_facts(alignment.engine),
            "review": review_summary(alignment, transcript.text),
        },
        stage_s={stage: round(seconds, 3) for stage, seconds in report.stage_s.items()},
        recognition_key=recognitions.key,
        recognition_reused=recognitions.reused,
    )


def engine_facts(engine: EngineInfo) -> dict[str, Any]:
    """What really ran, for the job's `quality`; earlier clients know the aligner as `refiner`."""
    return {**asdict(engine), "refiner": engine.aligner}


def _transcript(request: EngineRequest, read_limits: ReadLimits = ALONE) -> tuple[Transcript, Detected | None]:
    """The transcript as the API read it, and the language that it found; read here, as carefully, where that is missing or
    unusable.

    A text that cannot be read within limits is the job's fault, and is not tried again.
    """
    if request.parsed is not None:
        try:
            return parse_from_json(Path(request.parsed).read_bytes())
        except (OSError, ParseUnusable) as error:
            _log.warning("the transcript is read again: %s", error)
    given = request.options.get("language")
    transcript, language = read_alone(
        Path(request.transcript).read_bytes(), name=request.transcript_name or None, language=given, limits=read_limits
    )
    return transcript, None if given else language


class _ProgressReplies:
    """Passes progress on, at most every `REPLY_EVERY_S` within a stage."""

    def __init__(self, replies: TextIO) -> None:
        self._replies = replies
        self._stage = ""
        self._at = 0.0

    def tell(self, stage: str, done: float, audio_ms: int | None = None) -> None:
        now = time.monotonic()
        if stage == self._stage and now - self._at < REPLY_EVERY_S:
            return
        self._stage, self._at = stage, now
        _say(self._replies, EngineProgress(stage, round(done, 4), audio_ms))

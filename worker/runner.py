"""The work of one wake-up: claims the next job, runs it in the engine, records how it ended.

All decisions; no Celery here.
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from oncue.jobs.blobs import Blobs
from oncue.jobs.engine_names import counted_code, counted_stage
from oncue.jobs.errors import JobsError, StoreUnavailable
from oncue.jobs.model import Claim, Job, Outcome, Problem
from oncue.jobs.scratch import Scratch
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.system.logs import job_context
from worker.causes import Cause, Whose, cause_of, tells_of_the_host
from worker.engine.client import Engine, EngineDied, EngineFailed, EngineRefused, EngineStopped
from worker.engine.messages import EngineRequest, EngineResult
from worker.engine.output import ensure_alignment
from worker.host_options import host_options
from worker.inputs import fetch
from worker.lease import CANCEL, STOP, Lease
from worker.presence import Presence
from worker.recognition_store import store_recognition
from worker.selftest import run_selftest

RECORD_FOR_S = 300.0
"""Seconds for which the end of a job is offered to a database that does not answer: the work is done, and the token
decides."""

RECORD_EVERY_S = 1.0

ROOM_PAUSE_S = 5.0
"""Seconds that a worker whose disk is full waits before it takes another job."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """Everything that a worker process has. `stopping` returns True once it was asked to end."""

    settings: Settings
    store: SqlStore
    blobs: Blobs
    engine: Engine
    stopping: Callable[[], bool]
    presence: Presence
    scratch: Scratch

    def pause(self, seconds: float) -> None:
        """Waits for so many seconds, or until the worker is asked to end."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self.stopping():
            time.sleep(0.2)


def work(place: WorkerContext) -> bool:
    """Works on the job that is next; returns False where none waits.

    Raises only `StoreUnavailable`, before a job was claimed.
    """
    if place.stopping():
        return False
    claim = place.store.claim(place.presence.host, sound=place.presence.is_sound)
    if claim is None:
        return False
    work_on(place, claim)
    return True


def work_on(place: WorkerContext, claim: Claim, known_fault: str | None = None) -> None:
    """Works on a claimed job, and records how that ended.

    `known_fault` is a code with which no host that lives can do any job now: a job that fails with it as well fails for
    good.
    """
    with job_context(claim.job.id), place.presence.working():
        _log.info("claimed: attempt %d, token %d", claim.job.attempts, claim.token)
        with Lease(place.store, claim, place.settings, place.stopping) as lease:
            _work_on(place, claim, lease, known_fault)


def _work_on(place: WorkerContext, claim: Claim, lease: Lease, known_fault: str | None) -> None:
    store = place.store
    started = time.monotonic()
    try:
        done = _run(place, claim, lease)
    except EngineStopped as stopped:
        _log.info("stopped: %s", stopped.reason)
        if stopped.reason == CANCEL:
            if _record(lambda: store.finish_cancel(claim)):
                _count(store, {("jobs_cancelled", ""): 1})
        elif stopped.reason == STOP:
            _record(lambda: store.give_back(claim), for_s=10.0)
        return
    except Exception as error:
        if isinstance(error, EngineDied):
            _count(store, {("engine_deaths", ""): 1})
        if not isinstance(error, (EngineRefused, EngineFailed, JobsError, OSError)):
            _log.warning("the attempt failed", exc_info=error)
        _failed(place, claim, cause_of(error), known_fault)
        return
    if _record(lambda: store.finish(claim, done)):
        seconds = time.monotonic() - started
        _log.info("completed in %.1f s", seconds)
        place.presence.went_well(place.engine.pid)
        _count(store, _figures(done, seconds))
    else:
        _log.warning("finished too late: the lease had been given to another")


def _failed(place: WorkerContext, claim: Claim, cause: Cause, known_fault: str | None) -> None:
    """Records a failed attempt where it belongs: with the job, or with this host as well."""
    store = place.store
    if tells_of_the_host(cause, claim.job):
        place.presence.went_wrong(f"{cause.code}: {cause.detail}")
    if cause.whose is Whose.JOB:
        _log.info("failed: %s: %s", cause.code, cause.detail)
        problem = Problem(cause.code, cause.detail, cause.data)
        if _record(lambda: store.fail(claim, problem, cause.recognition_key)):
            _count(store, {("jobs_failed", counted_code(cause.code)): 1})
        return
    _count(store, {("attempts_failed", counted_code(cause.code)): 1})
    if cause.whose is Whose.ROOM:
        _log.error("given back, to be tried again in %.0f s: %s", ROOM_PAUSE_S, cause.detail)
        _record(lambda: store.give_back(claim, after_s=ROOM_PAUSE_S))
        place.pause(ROOM_PAUSE_S)
        return
    _log.error("attempt %d lost: %s: %s", claim.job.attempts, cause.code, cause.detail)
    if _record(lambda: store.lose(claim, cause.detail, cause.code, final=cause.code == known_fault)):
        with suppress(JobsError):
            ended = store.get(claim.job.id, claim.job.tenant).problem
            if ended is not None:
                _count(store, {("jobs_failed", counted_code(ended.code)): 1})


def _run(place: WorkerContext, claim: Claim, lease: Lease) -> Outcome:
    """Runs the engine and stores what it made. Raises what `Engine.run` and the file store raise."""
    job, settings, blobs = claim.job, place.settings, place.blobs
    tempfile.tempdir = str(place.scratch.folder())  # whatever asks for a temporary file in this process
    with ExitStack() as stack:
        folder = Path(stack.enter_context(place.scratch.new_folder("oncue-job-")))
        inputs = lease.attend(lambda: fetch(blobs, job, lease.check), lambda unwanted: unwanted.files.close())
        stack.enter_context(inputs.files)
        (folder / "work").mkdir()
        saved = folder / "recognition"
        request = EngineRequest(
            job=job.id,
            audio=str(inputs.audio),
            audio_name=job.audio.name or "The recording",
            audio_sha256=job.audio.sha256,
            transcript=str(inputs.transcript),
            transcript_name=job.transcript.name,
            parsed=inputs.parsed,
            options=_options(job, settings),
            folder=str(folder / "work"),
            output=str(folder / "alignment.json"),
            recognition=inputs.recognition,
            candidates=inputs.candidates,
            save_recognition=str(saved),
            max_duration_s=settings.max_duration_s,
        )
        try:
            result = place.engine.run(
                request, on_progress=lease.progress, should_stop=lease.should_stop, time_limit=_time_limit(settings)
            )
        except EngineRefused as refused:
            _ensure_heard_well(place, job, refused, lease)
            key = refused.recognition_key
            refused.recognition_key = lease.attend(lambda: store_recognition(blobs, job, key, saved, lease.check))
            raise
        if result.recognition_reused:
            _count(place.store, {("recognitions_reused", ""): 1})
        return lease.attend(lambda: _store_result(blobs, claim, result, folder / "alignment.json", saved, lease.check))


def _ensure_heard_well(place: WorkerContext, job: Job, refused: EngineRefused, lease: Lease) -> None:
    """Raises `EngineFailed` where the engine cannot tell speech from nonsense on a recording whose words are known
    either."""
    if not place.presence.must_prove(refused.code, place.engine.pid):
        return
    fault = run_selftest(place.engine, place.blobs, place.scratch, _options(job, place.settings), lease.should_stop)
    if fault is not None:
        code, detail = fault
        raise EngineFailed(
            "internal_error", f"{refused.code}, and this host fails its self-test: {code}: {detail}"
        ) from refused
    place.presence.has_proved(place.engine.pid)


def _options(job: Job, settings: Settings) -> dict[str, Any]:
    chosen = {name: job.options.get(name) for name in ("language", "track", "channel", "engine", "model", "listen")}
    return {
        "language": chosen["language"],
        "track": chosen["track"],
        "channel": chosen["channel"],
        "engine": chosen["engine"] or settings.engine,
        "model": chosen["model"] or settings.model,
        "listen": chosen["listen"] or settings.listen,
        "min_coverage": job.options.get("min_coverage"),
        **host_options(settings),
    }


def _time_limit(settings: Settings) -> Callable[[int | None], float]:
    def limit_s(audio_ms: int | None) -> float:
        return settings.job_time_base_s + settings.job_time_factor * (audio_ms or 0) / 1000

    return limit_s


def _store_result(
    blobs: Blobs, claim: Claim, result: EngineResult, alignment: Path, recognition: Path, check: Callable[[], None]
) -> Outcome:
    ensure_alignment(alignment)
    key = f"jobs/{claim.job.id}/{claim.token}/alignment.json"
    blobs.put_file(key, alignment, check)
    return Outcome(
        alignment_key=key,
        duration_ms=result.duration_ms,
        language=result.language,
        quality=result.quality,
        stage_s=result.stage_s,
        recognition_key=store_recognition(blobs, claim.job, result.recognition_key, recognition, check),
    )


def _record(write: Callable[[], bool], for_s: float = RECORD_FOR_S) -> bool:
    """The result of `write`, tried again while the database does not answer; False where it never did."""
    deadline = time.monotonic() + for_s
    while True:
        try:
            return write()
        except StoreUnavailable as error:
            if time.monotonic() > deadline:
                _log.error("could not be recorded, left to the reaper: %s", error.detail)
                return False
            time.sleep(RECORD_EVERY_S)


def _figures(done: Outcome, seconds: float) -> Mapping[tuple[str, str], float]:
    figures: dict[tuple[str, str], float] = {("jobs_completed", ""): 1, ("job_seconds", ""): seconds}
    figures["audio_seconds", ""] = done.duration_ms / 1000
    for stage, stage_s in done.stage_s.items():
        label = counted_stage(stage)
        figures["stage_seconds", label] = figures.get(("stage_seconds", label), 0.0) + stage_s
        figures["stage_count", label] = figures.get(("stage_count", label), 0) + 1
    return figures


def _count(store: SqlStore, amounts: Mapping[tuple[str, str], float]) -> None:
    with suppress(JobsError):  # figures for monitoring; no job depends on them
        store.count(amounts)

"""One wake-up: claim the next job, run it in the engine, record how it ended. The decisions; no Celery here."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jobs.blobs import Blobs
from jobs.errors import DISK_FULL, DiskFull, JobsError, NotFound, StoreUnavailable
from jobs.logs import job_context
from jobs.model import Claim, Job, Outcome, Problem
from jobs.settings import Settings
from jobs.store import SqlStore
from worker.engine.handle import (
    Engine,
    EngineDied,
    EngineFailed,
    EngineRefused,
    EngineStopped,
    EngineTimedOut,
)
from worker.engine.messages import EngineRequest, EngineResult
from worker.kept import keep, lend, lend_parsed
from worker.lease import CANCEL, STOP, Lease

RECORD_FOR_S = 300.0
"""How long the end of a job is offered to a database that does not answer; the work is done, and the token decides."""

RECORD_EVERY_S = 1.0

ROOM_PAUSE_S = 5.0
"""How long a worker whose disk is full waits before it takes another job."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Workplace:
    """What a worker process has: `stopping` says whether it was asked to end."""

    settings: Settings
    store: SqlStore
    blobs: Blobs
    engine: Engine
    stopping: Callable[[], bool]


def work(place: Workplace) -> bool:
    """Works on the job that is next; False where none waits. Raises only `StoreUnavailable`, before a job was claimed."""
    if place.stopping():
        return False
    claim = place.store.claim()
    if claim is None:
        return False
    with job_context(claim.job.id):
        _log.info("claimed: attempt %d, token %d", claim.job.attempts, claim.token)
        _work_on(place, claim)
    return True


def _work_on(place: Workplace, claim: Claim) -> None:
    store = place.store
    started = time.monotonic()
    lease = Lease(store, claim, place.settings, place.stopping)
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
    except EngineRefused as refused:
        _fail(store, claim, Problem(refused.code, refused.detail, dict(refused.data)), refused.recognition_key)
        return
    except NotFound as gone:
        _fail(store, claim, Problem("input_missing", f"{gone.detail} Send the recording again.", {}))
        return
    except EngineTimedOut as late:
        _lose(store, claim, f"it took longer than the {late.limit_s:.0f} s allowed")
        return
    except EngineDied as died:
        _lose(store, claim, f"the engine ended: {died}")
        return
    except (DiskFull, StoreUnavailable) as away:
        _wait_for_room(place, claim, away.detail)
        return
    except (EngineFailed, JobsError, OSError) as failed:
        if _is_for_lack_of_room(failed):
            _wait_for_room(place, claim, str(failed))
            return
        _lose(store, claim, f"{type(failed).__name__}: {failed}")
        return
    if _record(lambda: store.finish(claim, done)):
        _log.info("completed in %.1f s", time.monotonic() - started)
        _count(store, _figures(done, time.monotonic() - started))
    else:
        _log.warning("finished too late: the lease had been given to another")


def _is_for_lack_of_room(failed: Exception) -> bool:
    """Whether the disk was full: the engine's for its work, or this process's for temporary files."""
    if isinstance(failed, EngineFailed):
        return failed.code == DiskFull.code
    return isinstance(failed, OSError) and failed.errno in DISK_FULL


def _wait_for_room(place: Workplace, claim: Claim, why: str) -> None:
    """The job is not at fault and must not pay for a full disk or a file store that is away: it waits in the queue."""
    _log.error("given back, to be tried again in %.0f s: %s", ROOM_PAUSE_S, why)
    _record(lambda: place.store.give_back(claim))
    deadline = time.monotonic() + ROOM_PAUSE_S
    while time.monotonic() < deadline and not place.stopping():
        time.sleep(0.2)


def _run(place: Workplace, claim: Claim, lease: Lease) -> Outcome:
    """Runs the engine and stores what it made. Raises what `Engine.run` and the file store raise."""
    job, settings, blobs = claim.job, place.settings, place.blobs
    with ExitStack() as stack:
        folder = Path(stack.enter_context(_temporary_folder()))
        audio = stack.enter_context(blobs.local_file(job.audio.key))
        transcript = stack.enter_context(blobs.local_file(job.transcript.key))
        (folder / "work").mkdir()
        saved = folder / "recognition"
        own, candidates = lend(stack, blobs, job)
        request = EngineRequest(
            job=job.id,
            audio=str(audio),
            audio_sha256=job.audio.sha256,
            transcript=str(transcript),
            transcript_name=job.transcript.name,
            parsed=lend_parsed(stack, blobs, job),
            options=_options(job, settings),
            folder=str(folder / "work"),
            output=str(folder / "alignment.json"),
            recognition=own,
            candidates=candidates,
            save_recognition=str(saved),
            max_duration_s=settings.max_duration_s,
        )
        try:
            result = place.engine.run(
                request, on_progress=lease.progress, should_stop=lease.should_stop, time_limit=_time_limit(settings)
            )
        except EngineRefused as refused:
            refused.recognition_key = keep(blobs, job, refused.recognition_key, saved)
            raise
        if result.recognition_reused:
            _count(place.store, {("recognitions_reused", ""): 1})
        return _store_result(blobs, claim, result, folder / "alignment.json", saved)


def _temporary_folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="oncue-job-", ignore_cleanup_errors=True)


def _options(job: Job, settings: Settings) -> dict[str, Any]:
    chosen = {name: job.options.get(name) for name in ("language", "engine", "model")}
    return {
        "language": chosen["language"],
        "engine": chosen["engine"] or settings.engine,
        "model": chosen["model"] or settings.model,
        "threads": settings.worker_threads,
    }


def _time_limit(settings: Settings) -> Callable[[int | None], float]:
    def limit_s(audio_ms: int | None) -> float:
        return settings.job_time_base_s + settings.job_time_factor * (audio_ms or 0) / 1000

    return limit_s


def _store_result(blobs: Blobs, claim: Claim, result: EngineResult, alignment: Path, recognition: Path) -> Outcome:
    key = f"jobs/{claim.job.id}/{claim.token}/alignment.json"
    blobs.put_file(key, alignment)
    return Outcome(
        alignment_key=key,
        duration_ms=result.duration_ms,
        language=result.language,
        quality=result.quality,
        stage_s=result.stage_s,
        recognition_key=keep(blobs, claim.job, result.recognition_key, recognition),
    )


def _record(write: Callable[[], bool], for_s: float = RECORD_FOR_S) -> bool:
    """What `write` says, tried again while the database does not answer; False when it never did."""
    deadline = time.monotonic() + for_s
    while True:
        try:
            return write()
        except StoreUnavailable as error:
            if time.monotonic() > deadline:
                _log.error("could not be recorded, left to the reaper: %s", error.detail)
                return False
            time.sleep(RECORD_EVERY_S)


def _fail(store: SqlStore, claim: Claim, problem: Problem, recognition_key: str | None = None) -> None:
    _log.info("failed: %s: %s", problem.code, problem.detail)
    if _record(lambda: store.fail(claim, problem, recognition_key)):
        _count(store, {("jobs_failed", problem.code): 1})


def _lose(store: SqlStore, claim: Claim, reason: str) -> None:
    _log.error("attempt %d lost: %s", claim.job.attempts, reason)
    if _record(lambda: store.lose(claim, reason)):
        _count(store, {("engine_deaths", ""): 1})
        with suppress(JobsError):
            problem = store.get(claim.job.id, claim.job.tenant).problem
            if problem is not None:
                _count(store, {("jobs_failed", problem.code): 1})


def _figures(done: Outcome, seconds: float) -> Mapping[tuple[str, str], float]:
    figures: dict[tuple[str, str], float] = {("jobs_completed", ""): 1, ("job_seconds", ""): seconds}
    figures["audio_seconds", ""] = done.duration_ms / 1000
    for stage, stage_s in done.stage_s.items():
        figures["stage_seconds", stage] = stage_s
        figures["stage_count", stage] = 1
    return figures


def _count(store: SqlStore, amounts: Mapping[tuple[str, str], float]) -> None:
    with suppress(JobsError):  # figures for monitoring; no job depends on them
        store.count(amounts)

"""The cause of a failed attempt: the job's own fault, this host's, or lack of room or files now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from oncue.jobs.errors import DISK_FULL, DiskFull, JobsError, NotFound, StoreUnavailable
from oncue.jobs.model import Job
from oncue.jobs.store.failing import INTERNAL, TIMED_OUT
from oncue.options.recognition import AUTO
from worker.engine.client import EngineDied, EngineFailed, EngineRefused, EngineTimedOut


class Whose(Enum):
    """The party at fault for a failed attempt."""

    JOB = auto()
    """The job itself: every attempt would end so, and this one is the last."""
    HOST = auto()
    """This host: another one may do better."""
    ROOM = auto()
    """Nobody: there is no room, or no file store, here and now, which must cost the job nothing."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The reason why an attempt failed, and the party at fault."""

    whose: Whose
    code: str
    detail: str
    data: Mapping[str, Any] = field(default_factory=dict)
    recognition_key: str | None = None


def cause_of(error: Exception) -> Cause:
    """The cause behind whatever the engine, the files or the store have raised."""
    if isinstance(error, EngineRefused):
        return Cause(Whose.JOB, error.code, error.detail, dict(error.data), error.recognition_key)
    if isinstance(error, EngineTimedOut):
        return Cause(Whose.HOST, TIMED_OUT, f"it took longer than the {error.limit_s:.0f} s allowed")
    if isinstance(error, EngineDied):
        return Cause(Whose.HOST, INTERNAL, f"the engine ended: {error}")
    if isinstance(error, EngineFailed):
        whose = Whose.ROOM if error.code == DiskFull.code else Whose.HOST
        return Cause(whose, error.code, error.detail)
    if isinstance(error, NotFound):  # or the folder of the files is not mounted on this host
        return Cause(Whose.HOST, "input_missing", f"{error.detail} Send the recording again.")
    if isinstance(error, (DiskFull, StoreUnavailable)):
        return Cause(Whose.ROOM, error.code, error.detail)
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return Cause(Whose.ROOM, DiskFull.code, str(error))
    detail = error.detail if isinstance(error, JobsError) else f"{type(error).__name__}: {error}"
    return Cause(Whose.HOST, INTERNAL, detail)


_OF_THE_CHOICE = ("model_unavailable", "engine_unavailable", "device_memory_full")


def tells_of_the_host(cause: Cause, job: Job) -> bool:
    """True where the cause speaks against the host for other jobs too.

    A model or engine that this job chose and the host lacks, or has no memory for, does not.
    """
    chosen = any(job.options.get(name) not in (None, "", AUTO) for name in ("model", "engine"))
    return cause.whose is not Whose.JOB and not (chosen and cause.code in _OF_THE_CHOICE)

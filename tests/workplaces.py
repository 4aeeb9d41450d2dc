"""A worker without processes: a real store, real files, an engine as the test wants it, and pauses that are only noted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from oncue.jobs.blobs import open_blobs
from oncue.jobs.model import Job
from oncue.jobs.scratch import Scratch
from oncue.jobs.settings import Settings
from oncue.jobs.store import open_store
from tests.job_makers import new_job
from tests.stores import make_tables
from worker.engine.client import Engine
from worker.engine.messages import EngineRequest, EngineResult
from worker.presence import Presence
from worker.runner import WorkerContext
from worker.selftest import SELFTEST_JOB

Answer = Callable[[EngineRequest], EngineResult]


def well(request: EngineRequest) -> EngineResult:
    """An alignment of nothing."""
    Path(request.output).write_text('{"schema": "oncue.alignment/1", "words": []}', encoding="utf-8")
    return EngineResult(1000, "en", {})


def failing(error: Exception) -> Answer:
    """Raises it, whatever is asked."""

    def answer(_: EngineRequest) -> EngineResult:
        raise error

    return answer


class FakeEngine(Engine):
    """Answers jobs and self-tests as it is told to; `restarts` counts how often it was closed."""

    def __init__(self, jobs: Answer, tests: Answer) -> None:
        self.jobs = jobs
        self.tests = tests
        self.asked: list[str] = []
        self.restarts = 0
        self._process = None

    def run(self, request: EngineRequest, **_: Any) -> EngineResult:
        self.asked.append(request.job)
        return self.tests(request) if request.job == SELFTEST_JOB else self.jobs(request)

    def close(self) -> None:
        self.restarts += 1


class TestPlace(WorkerContext):
    """A workplace whose pauses are noted, and are over at once; `on_pause` may turn the test's scene meanwhile."""

    __test__ = False
    pauses: list[float]
    on_pause: Callable[[], None]

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.on_pause()

    def submit(self, **changes: Any) -> Job:
        """A queued job with its files."""
        new = new_job(**changes)
        for key in (new.audio.key, new.transcript.key):
            self.blobs.put(key, b"x")
        return self.store.create(new)


def workplace(folder: Path, jobs: Answer = well, tests: Answer = well, host: str = "a", **settings: Any) -> TestPlace:
    """One on the data folder; several share it."""
    given = Settings(data_dir=folder, **{"retry_after_s": 0, **settings})
    make_tables(given)
    store = open_store(given)
    presence, scratch = Presence(store, host), Scratch("worker", folder)
    place = TestPlace(given, store, open_blobs(given), FakeEngine(jobs, tests), lambda: False, presence, scratch)
    object.__setattr__(place, "pauses", [])
    object.__setattr__(place, "on_pause", lambda: None)
    return place

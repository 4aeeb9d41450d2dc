"""How a claim ends when the engine does not answer as hoped, on the real store."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from jobs.blobs import open_blobs
from jobs.model import State
from jobs.scratch import Scratch
from jobs.settings import Settings
from jobs.store import open_store
from jobs.store.migrate import migrate
from tests.job_makers import TENANT, new_job
from worker import work as working
from worker.engine.handle import Engine, EngineDied, EngineFailed, EngineRefused
from worker.presence import Presence
from worker.work import Workplace, work


class FailingEngine(Engine):
    """Ends every job with the error it was made with."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def run(self, *_: Any, **__: Any) -> Any:
        raise self._error


@pytest.mark.parametrize(
    ("error", "state", "attempts"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), State.QUEUED, 0),
        (EngineFailed("storage_full", "The worker's disk for temporary files is full."), State.QUEUED, 0),
        (EngineDied(-9), State.QUEUED, 1),
        (EngineFailed("internal_error", "a mistake"), State.QUEUED, 1),
        (PermissionError(errno.EACCES, "no access"), State.QUEUED, 1),
        (EngineRefused("audio_silent", "Nobody speaks.", {}), State.ERROR, 1),
    ],
    ids=["temporary-files-full", "engines-disk-full", "killed", "mistake", "no-access", "refused"],
)
def test_what_is_not_the_jobs_fault_costs_it_at_most_an_attempt_and_a_full_disk_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, state: State, attempts: int
) -> None:
    monkeypatch.setattr(working, "ROOM_PAUSE_S", 0.0)
    settings = Settings(data_dir=tmp_path)
    migrate(settings)
    store, blobs = open_store(settings), open_blobs(settings)
    new = new_job()
    for key in (new.audio.key, new.transcript.key):
        blobs.put(key, b"x")
    job = store.create(new)
    engine = FailingEngine(error)
    assert work(Workplace(settings, store, blobs, engine, lambda: False, Presence(store, "a"), Scratch("worker", tmp_path)))
    after = store.get(job.id, TENANT)
    assert (after.state, after.attempts) == (state, attempts)

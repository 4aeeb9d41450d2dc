"""How a claim ends when the engine does not answer as hoped, on the real store."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from oncue.jobs.blobs import Blobs, open_blobs
from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.model import Reaped, State
from oncue.jobs.store.tables import jobs
from tests.job_makers import TENANT, later
from tests.workplaces import FakeEngine, failing, well, workplace
from worker.causes import Whose, cause_of
from worker.engine.client import EngineDied, EngineFailed, EngineRefused, EngineTimedOut
from worker.engine.messages import EngineRequest, EngineResult
from worker.runner import ROOM_PAUSE_S, work


@pytest.mark.parametrize(
    ("error", "state", "attempts"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), State.QUEUED, 0),
        (EngineFailed("storage_full", "The worker's disk for temporary files is full."), State.QUEUED, 0),
        (StoreUnavailable("The file store (S3) does not answer now."), State.QUEUED, 0),
        (EngineDied(-9), State.QUEUED, 1),
        (EngineTimedOut(600), State.QUEUED, 1),
        (EngineFailed("internal_error", "a mistake"), State.QUEUED, 1),
        (EngineFailed("model_unavailable", "no weights"), State.QUEUED, 1),
        (PermissionError(errno.EACCES, "no access"), State.QUEUED, 1),
        (ZeroDivisionError("something nobody thought of"), State.QUEUED, 1),
        (EngineRefused("audio_silent", "Nobody speaks.", {}), State.ERROR, 1),
    ],
    ids=lambda each: getattr(each, "code", type(each).__name__) if isinstance(each, Exception) else None,
)
def test_what_is_not_the_jobs_fault_costs_it_at_most_an_attempt_and_a_full_disk_none(
    tmp_path: Path, error: Exception, state: State, attempts: int
) -> None:
    place = workplace(tmp_path, failing(error))
    job = place.submit()
    assert work(place)
    after = place.store.get(job.id, TENANT)
    assert (after.state, after.attempts) == (state, attempts)
    assert place.pauses == ([] if attempts else [ROOM_PAUSE_S])
    assert place.presence.is_sound is (state is State.ERROR)


def test_the_engine_is_told_what_the_user_calls_the_files(tmp_path: Path) -> None:
    asked: list[EngineRequest] = []

    def told(request: EngineRequest) -> EngineResult:
        asked.append(request)
        return well(request)

    place = workplace(tmp_path, told)
    job = place.submit()
    assert work(place)
    assert (asked[0].audio_name, asked[0].transcript_name) == (job.audio.name, job.transcript.name)
    assert job.audio.name


def test_a_recording_that_is_gone_here_may_be_there_on_another_host_and_else_says_so(tmp_path: Path) -> None:
    place = workplace(tmp_path)
    job = place.submit()
    place.blobs.delete(job.audio.key)
    assert work(place)
    assert place.store.get(job.id, TENANT).state is State.QUEUED
    for _ in range(2):
        assert work(place)
    problem = place.store.get(job.id, TENANT).problem
    assert problem is not None
    assert (problem.code, problem.data["attempts"]) == ("input_missing", 3)


def test_a_job_that_is_too_slow_on_every_host_says_that_it_was_too_slow(tmp_path: Path) -> None:
    hosts = [workplace(tmp_path, failing(EngineTimedOut(600)), host=name) for name in ("a", "b", "c")]
    job = hosts[0].submit()
    for place in hosts:
        place.presence.show()
    for place in hosts:
        assert work(place)
    problem = place.store.get(job.id, TENANT).problem
    assert problem is not None
    assert problem.code == "timed_out"
    assert [each["host"] for each in problem.data["failures"]] == ["a", "b", "c"]


@pytest.mark.parametrize("written", ["", "no JSON", "[]", '{"words": 5}', "\x00"])
def test_an_engine_that_says_it_is_done_and_leaves_no_alignment_has_failed(tmp_path: Path, written: str) -> None:
    def garbage(request: EngineRequest) -> EngineResult:
        if written:
            Path(request.output).write_text(written, encoding="utf-8")
        return EngineResult(1000, "en", {})

    place = workplace(tmp_path, garbage)
    job = place.submit()
    assert work(place)
    assert place.store.get(job.id, TENANT).state is State.QUEUED
    assert list(place.blobs.list(f"jobs/{job.id}/1")) == []


def test_temporary_files_are_in_the_processs_own_folder_and_gone_with_the_job(tmp_path: Path) -> None:
    folders: list[Path] = []

    def look(request: EngineRequest) -> EngineResult:
        folders.append(Path(request.folder))
        return well(request)

    place = workplace(tmp_path, look)
    place.submit()
    assert work(place)
    (folder,) = folders
    assert place.scratch.folder() in folder.parents
    assert not folder.exists()


def test_a_cancel_while_the_recording_is_fetched_needs_no_engine(tmp_path: Path) -> None:
    place = workplace(tmp_path, heartbeat_s=0.1, lease_s=0.2)
    job = place.submit()

    class Slow(Blobs):
        """Gives no file before the user has cancelled and the copy was called off."""

        def local_file(self, key: str, check: Any = None) -> Any:
            place.store.cancel(job.id, TENANT)
            while True:
                check()

    slow = open_blobs(place.settings)
    slow.__class__ = Slow
    object.__setattr__(place, "blobs", slow)
    assert work(place)
    assert place.store.get(job.id, TENANT).state is State.CANCELLED
    assert isinstance(place.engine, FakeEngine)
    assert place.engine.asked == []


def test_a_copy_that_takes_longer_than_the_lease_loses_neither_lease_nor_attempt(tmp_path: Path) -> None:
    lease_s = 60
    place = workplace(tmp_path, heartbeat_s=0.1, lease_s=lease_s)
    job = place.submit()

    def left_ms() -> int:
        with place.store.engine.connect() as connection:
            return int(connection.execute(select(jobs.c.lease_until_ms - place.store.now)).scalar_one())

    class Slow(Blobs):
        """Gives its file after three leases, by the database's clock."""

        def local_file(self, key: str, check: Any = None) -> Any:
            for _ in range(4):
                later(place.store, 0.75 * lease_s)
                while left_ms() < 0.75 * 1000 * lease_s:
                    check()
                assert place.store.reap() == Reaped()
            return super().local_file(key, check)

    slow = open_blobs(place.settings)
    slow.__class__ = Slow
    object.__setattr__(place, "blobs", slow)
    assert work(place)
    done = place.store.get(job.id, TENANT)
    assert (done.state, done.attempts) == (State.COMPLETED, 1)


def test_an_error_that_nobody_knows_is_the_hosts_and_never_the_jobs() -> None:
    assert cause_of(RecursionError("deep")).whose is Whose.HOST
    assert cause_of(MemoryError()).whose is Whose.HOST


def test_what_an_engine_calls_its_stages_and_faults_is_counted_under_a_bounded_set_of_labels(tmp_path: Path) -> None:
    def own_stages(request: EngineRequest) -> EngineResult:
        well(request)
        return EngineResult(1000, "en", {}, stage_s={"decode": 1.0, f"shard of {request.job}": 2.0, "x" * 1000: 3.0})

    place = workplace(tmp_path, own_stages)
    place.submit()
    assert work(place)
    assert {key: value for key, value in place.store.counts().items() if key[0].startswith("stage_")} == {
        ("stage_seconds", "decode"): 1.0,
        ("stage_count", "decode"): 1,
        ("stage_seconds", "other"): 5.0,
        ("stage_count", "other"): 2,
    }
    failed = workplace(tmp_path, failing(EngineRefused("no_vocals_in_" + "x" * 100, "Nobody sings.", {})))
    failed.submit()
    assert work(failed)
    assert failed.store.counts()["jobs_failed", "other"] == 1

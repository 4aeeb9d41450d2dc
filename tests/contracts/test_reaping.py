"""The reaper's rounds: what is due and no more, whatever is away and however many reapers there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs.blobs import Blobs, open_blobs
from jobs.errors import NotFound, StoreUnavailable
from jobs.model import Reaped, State
from jobs.queue import Queue
from jobs.reaping import Reaper
from jobs.settings import Settings
from jobs.store import SqlStore
from tests.job_makers import TENANT, claimed, later, new_job


class FakeQueue(Queue):
    """Remembers wake-ups; `away`: it is a Redis that does not answer."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.away = False

    def enqueue(self, job_id: str) -> bool:
        if not self.away:
            self.sent.append(job_id)
        return not self.away

    def waiting(self) -> int | None:
        return None if self.away else len(self.sent)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return open_blobs(Settings(data_dir=tmp_path))


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def reaper(settings: Settings, store: SqlStore, blobs: Blobs, queue: FakeQueue) -> Reaper:
    return Reaper(settings.model_copy(update={"retention_days": 1}), store, blobs, queue)


def test_every_queued_job_has_one_wake_up_however_many_rounds_there_are(
    store: SqlStore, reaper: Reaper, queue: FakeQueue
) -> None:
    made = [store.create(new_job()).id for _ in range(3)]
    for _ in range(3):
        reaper.round()
    assert sorted(queue.sent) == sorted(made)
    queue.sent.clear()  # Redis lost everything
    reaper.round()
    assert sorted(queue.sent) == sorted(made)


def test_a_lost_job_is_queued_and_woken_up_in_one_round(store: SqlStore, reaper: Reaper, queue: FakeQueue) -> None:
    job = store.create(new_job())
    claimed(store)
    later(store, 61)
    reaper.round()
    assert store.get(job.id, TENANT).state is State.QUEUED
    assert queue.sent == [job.id]


def test_a_redis_that_is_away_does_not_keep_leases_from_being_taken_back(
    store: SqlStore, reaper: Reaper, queue: FakeQueue
) -> None:
    queue.away = True
    job = store.create(new_job())
    claimed(store)
    later(store, 61)
    reaper.round()
    assert store.get(job.id, TENANT).state is State.QUEUED


def test_after_the_database_was_away_workers_get_time_to_renew_their_leases(
    store: SqlStore, reaper: Reaper, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = store.create(new_job())
    claimed(store)
    later(store, 61)

    def away() -> Reaped:
        raise StoreUnavailable("The database does not answer now.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "reap", away)
        reaper.round()
    reaper.round()
    assert store.get(job.id, TENANT).state is State.PROCESSING
    monkeypatch.setattr("time.monotonic", lambda: float("inf"))
    reaper.round()
    assert store.get(job.id, TENANT).state is State.QUEUED


def test_old_jobs_go_with_their_files_though_another_reaper_takes_some(
    store: SqlStore, reaper: Reaper, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [store.create(new_job()) for _ in range(3)]
    for job in made:
        store.cancel(job.id, TENANT)
        blobs.put(job.audio.key, b"sound")
    fresh = store.create(new_job())
    blobs.put(fresh.audio.key, b"sound")
    later(store, 86_401)
    taken = made[0].id
    delete = store.delete

    def delete_with_company(job_id: str, tenant: str) -> object:
        if job_id == taken:
            delete(job_id, tenant)
            raise NotFound("Another reaper was quicker.")
        return delete(job_id, tenant)

    monkeypatch.setattr(store, "delete", delete_with_company)
    reaper.round()
    assert [job.id for job in store.list(TENANT)] == [fresh.id]
    assert {blob.key.split("/")[1] for blob in blobs.list()} == {fresh.id, taken}, "the other reaper deletes its own files"
    beat_age_s = store.beat_age_s("reaper")
    assert beat_age_s is not None
    assert beat_age_s < 60


def test_a_file_store_that_cannot_be_read_keeps_nothing_else_from_being_done(
    store: SqlStore, reaper: Reaper, queue: FakeQueue, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_prefix: str) -> None:
        raise PermissionError("no access")

    monkeypatch.setattr(blobs, "list", forbidden)
    job = store.create(new_job())
    reaper.round()
    assert queue.sent == [job.id]
    assert store.beat_age_s("reaper") is not None

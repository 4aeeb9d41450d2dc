"""The reaper's rounds: what is due and no more, whatever is away and however many reapers there are."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from oncue.jobs.blobs import Blob, Blobs, open_blobs
from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.garbage import Collector
from oncue.jobs.model import Reaped, State
from oncue.jobs.queue import Queue
from oncue.jobs.reaper import Reaper
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from tests.interposed import interposed
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
def answers() -> dict[str, Callable[..., Any]]:
    """What the reaper gets instead of the store's own answers, by method."""
    return {}


@pytest.fixture
def reaper(settings: Settings, store: SqlStore, queue: FakeQueue, answers: dict[str, Callable[..., Any]]) -> Reaper:
    return Reaper(settings, interposed(store, answers), queue)


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
    store: SqlStore, reaper: Reaper, answers: dict[str, Callable[..., Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = store.create(new_job())
    claimed(store)
    later(store, 61)

    def away() -> Reaped:
        raise StoreUnavailable("The database does not answer now.")

    answers["reap"] = away
    reaper.round()
    answers.clear()
    reaper.round()
    assert store.get(job.id, TENANT).state is State.PROCESSING
    monkeypatch.setattr("time.monotonic", lambda: float("inf"))
    reaper.round()
    assert store.get(job.id, TENANT).state is State.QUEUED


def test_wake_ups_after_redis_lost_all_grow_with_the_workers(settings: Settings, store: SqlStore, queue: FakeQueue) -> None:
    for _ in range(7):
        store.create(new_job())
    reaper = Reaper(settings, store, queue, wake_ups_at_once=2)
    reaper.round()
    assert len(queue.sent) == 2, "nobody is there to wake"
    store.beat("worker:one", slots=2)
    store.beat("worker:two")
    reaper.round()
    assert len(queue.sent) == 6


def test_leases_are_taken_back_and_workers_woken_while_a_collection_runs(
    settings: Settings, store: SqlStore, reaper: Reaper, queue: FakeQueue, blobs: Blobs
) -> None:
    begun, end = threading.Event(), threading.Event()

    def slow_page(*_: object) -> tuple[list[Blob], None]:
        begun.set()
        end.wait(30)
        return [], None

    slow = interposed(blobs, {"page": slow_page})
    collecting = threading.Thread(target=Collector(settings, store, slow).round)
    collecting.start()
    assert begun.wait(30)
    job = store.create(new_job())
    claimed(store)
    later(store, 61)
    reaper.round()
    assert collecting.is_alive()
    assert store.get(job.id, TENANT).state is State.QUEUED
    assert queue.sent == [job.id]
    end.set()
    collecting.join(30)


def test_a_round_that_fails_in_a_way_nobody_foresaw_does_not_end_the_reaper(
    store: SqlStore, reaper: Reaper, queue: FakeQueue, answers: dict[str, Callable[..., Any]]
) -> None:
    answers["reap"] = lambda: 1 / 0
    reaper.round()
    answers.clear()
    job = store.create(new_job())
    reaper.round()
    assert queue.sent == [job.id]


def test_rows_of_no_known_state_and_hosts_that_are_no_more_are_tidied_away(store: SqlStore, reaper: Reaper) -> None:
    store.beat("worker:gone")
    later(store, 2 * 86_400)
    store.beat("worker:here")
    job = store.create(new_job())
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE jobs SET state = 'sleeping'"))
    reaper.round()
    assert store.get(job.id, TENANT).is_damaged
    assert set(store.live("worker:", 10 * 86_400)) == {"worker:here"}
    assert store.beat_age_s("reaper") is not None

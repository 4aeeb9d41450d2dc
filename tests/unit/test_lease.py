"""Keeping a claim: how often it is written, what ends the work, and files that come at the pace of a network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.model import Beat, Claim
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from tests.job_makers import TENANT, claimed, new_job
from tests.stores import make_tables
from worker.engine.client import EngineStopped
from worker.engine.messages import EngineProgress
from worker.lease import CANCEL, LOST, STOP, Lease

LEASE_S, HEARTBEAT_S = 60, 15


class Clock:
    """Seconds that a test counts."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Watched:
    """A store's two methods that a lease uses, counted; `away`: the database does not answer."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.beats: list[float] = []
        self.peeks = 0
        self.away = False

    def heartbeat(self, claim: Claim, stage: str | None, progress: float, duration_ms: int | None = None) -> Beat:
        self._answer()
        self.beats.append(progress)
        return self._store.heartbeat(claim, stage, progress, duration_ms)

    def peek(self, claim: Claim) -> Beat:
        self._answer()
        self.peeks += 1
        return self._store.peek(claim)

    def _answer(self) -> None:
        if self.away:
            raise StoreUnavailable("The database does not answer now.")


class Scene:
    """One claimed job and its lease, with a clock; nothing looks by itself."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder, lease_s=LEASE_S, heartbeat_s=HEARTBEAT_S)
        make_tables(self.settings)
        self.store = open_store(self.settings)
        self.store.create(new_job())
        self.claim = claimed(self.store)
        self.watched = Watched(self.store)
        self.clock = Clock()
        self.stopping = False
        self.lease = Lease(self.watched, self.claim, self.settings, lambda: self.stopping, self.clock)  # type: ignore[arg-type]

    def pass_time(self, seconds: int, *, working: bool = False) -> None:
        for _ in range(seconds):
            self.clock.now += 1
            if working:
                self.lease.progress(EngineProgress("recognise", (self.clock.now % 1000) / 1000))
            self.lease.look()


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.store.close()


def test_progress_that_moves_all_the_time_is_written_every_five_seconds(scene: Scene) -> None:
    scene.pass_time(60, working=True)
    assert len(scene.watched.beats) == 12
    assert scene.watched.beats == sorted(scene.watched.beats)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("recognise", "recognise"),
        ("vocal-separation 2", "vocal-separation 2"),
        ("", "other"),
        ("x" * 33, "other"),
        ("a\x00b", "other"),
    ],
)
def test_an_engines_own_stage_is_shown_as_far_as_every_database_can_keep_its_name(
    scene: Scene, sent: str, shown: str
) -> None:
    scene.lease.progress(EngineProgress(sent, 0.5))
    scene.pass_time(HEARTBEAT_S)
    assert scene.store.get(scene.claim.job.id, TENANT).stage == shown


def test_without_news_only_the_lease_is_renewed(scene: Scene) -> None:
    scene.pass_time(60)
    assert len(scene.watched.beats) == 60 // HEARTBEAT_S


def test_a_cancel_is_seen_at_the_next_look_and_looks_write_nothing(scene: Scene) -> None:
    scene.pass_time(3)
    assert (scene.watched.beats, scene.watched.peeks) == ([], 3)
    scene.store.cancel(scene.claim.job.id, TENANT)
    scene.pass_time(1)
    assert scene.lease.should_stop() == CANCEL
    with pytest.raises(EngineStopped, match="cancelled"):
        scene.lease.check()


def test_a_lost_lease_and_a_stop_end_the_work(scene: Scene) -> None:
    assert scene.lease.should_stop() is None
    scene.store.give_back(scene.claim)
    scene.pass_time(1)
    assert scene.lease.should_stop() == LOST
    scene.stopping = True
    assert scene.lease.should_stop() == STOP


def test_a_database_that_is_away_ends_nothing_and_is_asked_until_it_is_back(scene: Scene) -> None:
    scene.watched.away = True
    scene.pass_time(100, working=True)
    assert scene.lease.should_stop() is None
    scene.watched.away = False
    scene.pass_time(1)
    assert len(scene.watched.beats) == 1
    assert scene.lease.should_stop() is None


def test_the_lease_is_renewed_while_nobody_asks_for_it(tmp_path: Path) -> None:
    """As while a recording is fetched: the thread that works is busy with that."""
    settings = Settings(data_dir=tmp_path, lease_s=0.2, heartbeat_s=0.05)
    make_tables(settings)
    store = open_store(settings)
    store.create(new_job())
    claim = claimed(store)
    renewed = threading.Event()

    class Noticed(Watched):
        def heartbeat(self, claim: Claim, stage: str | None, progress: float, duration_ms: int | None = None) -> Beat:
            beat = super().heartbeat(claim, stage, progress, duration_ms)
            if len(self.beats) == 3:
                renewed.set()
            return beat

    with Lease(Noticed(store), claim, settings, lambda: False):  # type: ignore[arg-type]
        assert renewed.wait(30)
    store.close()


def test_work_with_files_is_left_behind_when_the_job_must_end_and_what_it_made_is_undone(scene: Scene) -> None:
    go_on, undone = threading.Event(), threading.Event()

    def fetch() -> str:
        scene.stopping = True
        go_on.wait(30)
        return "a copy"

    with pytest.raises(EngineStopped, match="stopping"):
        scene.lease.attend(fetch, lambda made: undone.set() if made == "a copy" else None)
    assert not undone.is_set()
    go_on.set()
    assert undone.wait(30)


def test_work_with_files_gives_what_it_made_or_raises_what_went_wrong(scene: Scene) -> None:
    assert scene.lease.attend(lambda: 5) == 5
    with pytest.raises(KeyError, match="gone"):
        scene.lease.attend(lambda: dict[str, int]()["gone"])

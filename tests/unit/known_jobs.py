"""What must be true of every job after any history of trouble, kept beside the real store on a clock that turns."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
)
from sqlalchemy import BigInteger, literal

from oncue.jobs.model import FINAL, TRANSITIONS, Claim, Outcome, State, WorkerState
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore, open_store
from oncue.jobs.store.failing import OTHERS_PATIENCE_S
from oncue.jobs.store.workers import LIVE_S
from tests.job_makers import TENANT
from tests.stores import empty_database

LEASE_S = 60
MOST_ATTEMPTS = 3
PAUSE_S = 20.0
HOSTS = ("a", "b", "")
"""The last has not said its name."""

IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Thousands of commits, none of which need survive a power cut."""


class KnownJobs(RuleBasedStateMachine):
    """What is known of the jobs in a store of its own: their states, holders, attempts and pauses. It has no rules."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="oncue-machine-", dir=IN_MEMORY))
        settings = Settings(data_dir=self.folder, lease_s=LEASE_S, max_attempts=MOST_ATTEMPTS, retry_after_s=PAUSE_S)
        (self.folder / "oncue.db").write_bytes(empty_database())
        self.store: SqlStore = open_store(settings, connections=1)
        self.clock_ms = 1_000_000
        self.made = 0
        self.turn(0)
        self.known: dict[str, State] = {}
        self.keys: dict[str, str] = {}
        self.tokens: dict[str, int] = {}
        self.attempts: dict[str, int] = {}
        self.outcome: dict[str, str | None] = {}
        self.corrected: set[str] = set()
        self.holders: dict[str, Claim] = {}
        self.tried: dict[str, set[str]] = {}
        self.failed_on: dict[str, str] = {}
        self.pause: dict[str, tuple[int, int]] = {}
        self.shown: dict[str, tuple[int, WorkerState]] = {}

    def turn(self, seconds: float) -> None:
        self.clock_ms += int(1000 * seconds)
        self.store.now = literal(self.clock_ms, BigInteger)

    def is_current(self, claim: Claim) -> bool:
        job_id = claim.job.id
        return self.known.get(job_id) is State.PROCESSING and self.tokens[job_id] == claim.token

    def move(self, job_id: str, state: State) -> None:
        """The job is seen to have changed. A correction that comes to nothing leaves it as it was."""
        if state in FINAL and job_id in self.corrected:
            self.corrected.remove(job_id)
            state = State.COMPLETED
        assert state in TRANSITIONS[self.known[job_id]]
        self.known[job_id] = state

    def failed(self, claim: Claim, pause_s: float) -> None:
        """The attempt failed on its host; what the job's pause is to be lies between half of that and all of it."""
        job_id = claim.job.id
        self.tried.setdefault(job_id, set()).add(claim.host)
        self.failed_on[job_id] = claim.host
        self.pause[job_id] = (self.clock_ms + int(500 * pause_s), self.clock_ms + int(1000 * pause_s))

    def may_take(self, job_id: str, host: str) -> tuple[bool, bool]:
        """Whether a host may take a queued job, and whether it must where there is no other."""
        earliest, latest = self.pause.get(job_id, (0, 0))
        others = {
            other
            for other, (at_ms, state) in self.shown.items()
            if other != host and state is not WorkerState.RESTING and at_ms >= self.clock_ms - LIVE_S * 1000
        }

        def rank(one: str) -> int:
            return 2 if self.failed_on[job_id] == one else 1 if one in self.tried[job_id] else 0

        waits_for_another = (
            bool(host) and bool(self.failed_on.get(job_id)) and any(rank(other) < rank(host) for other in others)
        )
        now = self.clock_ms
        may = now >= earliest and (not waits_for_another or now >= earliest + OTHERS_PATIENCE_S * 1000)
        must = now >= latest and (not waits_for_another or now > latest + OTHERS_PATIENCE_S * 1000)
        return may, must

    def ended(self, claim: Claim, ended: bool, state: State) -> None:
        """A write that ends a claim counted exactly if the claim was the newest of its job."""
        assert ended is self.is_current(claim), "a stale writer won, or the holder lost"
        if ended:
            self.move(claim.job.id, state)

    @invariant()
    def every_job_is_where_it_should_be(self) -> None:
        if not hasattr(self, "store"):
            return
        rows = {job.id: job for job in self.store.list(TENANT, limit=1000)}
        assert rows.keys() == self.known.keys(), "a job is lost, or came from nowhere"
        for job_id, job in rows.items():
            assert job.state is self.known[job_id]
            assert job.token == self.tokens[job_id]
            assert job.attempts == self.attempts[job_id] <= MOST_ATTEMPTS
            assert job.alignment_key == self.outcome[job_id], "a result was overwritten by one that did not count"
            on_air = job.state is State.COMPLETED or job_id in self.corrected
            assert job.has_captions is on_air, "captions were taken off the air"

    def teardown(self) -> None:
        """Whatever happened, what is left can be worked off."""
        if not hasattr(self, "store"):
            return
        self.turn(LEASE_S + 1)
        self.store.reap()
        self.turn(4 * PAUSE_S)
        while (claim := self.store.claim()) is not None:
            assert self.store.finish(claim, Outcome("k", 1, "en", {}))
        assert all(job.state in FINAL for job in self.store.list(TENANT, limit=1000))
        self.store.close()
        shutil.rmtree(self.folder, ignore_errors=True)

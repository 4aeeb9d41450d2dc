"""The life of jobs under every kind of trouble, on the real store, with a clock that the test turns."""

from __future__ import annotations

from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    consumes,
    multiple,
    rule,
)

from oncue.jobs.errors import IdempotencyConflict, IllegalTransition, NotFound
from oncue.jobs.model import FINAL, TRANSITIONS, Claim, Outcome, Problem, State, WorkerState
from tests.job_makers import TENANT, new_job, upload
from tests.unit.known_jobs import HOSTS, LEASE_S, MOST_ATTEMPTS, PAUSE_S, KnownJobs


class JobMachine(KnownJobs):
    """Several workers, frozen and thawed at will, hold claims of which only the newest of each job may count."""

    jobs = Bundle("jobs")
    claims = Bundle("claims")

    @rule(target=jobs, key=st.one_of(st.none(), st.sampled_from("abc")), content=st.sampled_from("xy"))
    def submit(self, key: str | None, content: str) -> str:
        self.turn(0.001)
        self.made += 1
        new = new_job(id=f"job_{self.made:04}", idempotency_key=key, fingerprint=content)
        try:
            job = self.store.create(new)
        except IdempotencyConflict:
            assert key is not None
            return self.keys[key]
        if key is not None and key in self.keys:
            assert job.id == self.keys[key], "the same request made a second job"
            return job.id
        if key is not None:
            self.keys[key] = job.id
        self.known[job.id] = State.QUEUED
        self.tokens[job.id] = self.attempts[job.id] = 0
        self.outcome[job.id] = None
        return job.id

    @rule(host=st.sampled_from(HOSTS[:2]), state=st.sampled_from(WorkerState))
    def show_a_worker(self, host: str, state: WorkerState) -> None:
        self.store.show_worker(host, host, state)
        self.shown[host] = (self.clock_ms, state)

    @rule(target=claims, host=st.sampled_from(HOSTS))
    def deliver_a_wake_up(self, host: str = "") -> MultipleResults[Claim]:
        """Any wake-up: a first one, a duplicate, one for a job that is long done."""
        queued = [job_id for job_id, state in self.known.items() if state is State.QUEUED]
        claim = self.store.claim(host, sound=False)
        if claim is None:
            assert not any(self.may_take(job_id, host)[1] for job_id in queued), "a queued job cannot be claimed: it is lost"
            return multiple()
        job_id = claim.job.id
        assert self.known[job_id] is State.QUEUED
        assert self.may_take(job_id, host)[0], "it waits for its pause to end, or for another host"
        self.pause.pop(job_id, None)
        assert claim.token == self.tokens[job_id] + 1
        self.tokens[job_id] = claim.token
        self.holders[job_id] = claim
        self.attempts[job_id] += 1
        self.move(job_id, State.PROCESSING)
        return multiple(claim)

    @rule(target=claims, claim=claims)
    def freeze_a_worker_past_its_lease(self, claim: Claim) -> MultipleResults[Claim]:
        """It thaws holding a claim that is nobody's any more, or another's: its own next writes are the test."""
        self.turn(LEASE_S + 1)
        self.reap(1)
        return self.deliver_a_wake_up()

    @rule(claim=claims, seconds=st.sampled_from([0, 20, 50]))
    def heartbeat(self, claim: Claim, seconds: int) -> None:
        self.turn(seconds)
        assert self.store.heartbeat(claim, "recognise", 0.5).held is self.is_current(claim)

    @rule(claim=claims, text=st.sampled_from(["first", "second"]))
    def finish(self, claim: Claim, text: str) -> None:
        key = f"jobs/{claim.job.id}/{claim.token}/{text}"
        ended = self.store.finish(claim, Outcome(key, 1000, "en", {}))
        self.ended(claim, ended, State.COMPLETED)
        if ended:
            self.outcome[claim.job.id] = key

    @rule(claim=claims)
    def fail(self, claim: Claim) -> None:
        self.ended(claim, self.store.fail(claim, Problem("audio_silent", "Nobody speaks.")), State.ERROR)

    @rule(claim=consumes(claims))
    def engine_dies(self, claim: Claim) -> None:
        cancelled = self.store.peek(claim).cancel_requested
        attempts = self.attempts.get(claim.job.id, 0)
        last = attempts >= MOST_ATTEMPTS
        ended = self.store.lose(claim, "killed")
        if ended:
            self.failed(claim, PAUSE_S * 2 ** (attempts - 1))
        self.ended(claim, ended, State.CANCELLED if cancelled else State.ERROR if last else State.QUEUED)

    @rule(claim=consumes(claims))
    def worker_stops_gracefully(self, claim: Claim) -> None:
        cancelled = self.store.peek(claim).cancel_requested
        ended = self.store.give_back(claim)
        self.ended(claim, ended, State.CANCELLED if cancelled else State.QUEUED)
        if ended:
            self.attempts[claim.job.id] -= 1
            assert self.store.get(claim.job.id, TENANT).attempts == self.attempts[claim.job.id], "a deploy cost an attempt"

    @rule(claim=consumes(claims))
    def worker_crashes(self, claim: Claim) -> None:
        """It says nothing any more; the reaper will notice."""

    @rule(claim=claims)
    def worker_heeds_a_cancel(self, claim: Claim) -> None:
        if self.store.peek(claim).cancel_requested:
            self.ended(claim, self.store.finish_cancel(claim), State.CANCELLED)

    @rule(seconds=st.sampled_from([1, 30, 61, 1000]))
    def time_passes(self, seconds: int) -> None:
        self.turn(seconds)

    @rule(reapers=st.integers(1, 3))
    def reap(self, reapers: int) -> None:
        for _ in range(reapers):
            reaped = self.store.reap()
            for ids, state in (
                (reaped.requeued, State.QUEUED),
                (reaped.given_up, State.ERROR),
                (reaped.cancelled, State.CANCELLED),
            ):
                for job_id in ids:
                    assert self.known[job_id] is State.PROCESSING
                    self.move(job_id, state)
                    self.failed(self.holders[job_id], 0)
            assert all(self.attempts[job_id] == MOST_ATTEMPTS for job_id in reaped.given_up)

    @rule(job_id=jobs)
    def cancel(self, job_id: str) -> None:
        try:
            state = self.store.cancel(job_id, TENANT).state
        except NotFound:
            assert job_id not in self.known
            return
        except IllegalTransition:
            assert self.known[job_id] in (State.COMPLETED, State.ERROR)
            return
        assert self.known[job_id] not in (State.COMPLETED, State.ERROR), "what had ended was cancelled"
        if self.known[job_id] is State.QUEUED:
            self.move(job_id, State.CANCELLED)
        assert state is self.known[job_id]

    @rule(job_id=jobs, corrected=st.booleans())
    def again(self, job_id: str, corrected: bool) -> None:
        try:
            if corrected:
                self.store.replace_transcript(job_id, TENANT, upload("new"), "new-text")
            else:
                self.store.retry(job_id, TENANT)
        except NotFound:
            assert job_id not in self.known
            return
        except IllegalTransition:
            assert self.known[job_id] not in (FINAL if corrected else {State.ERROR, State.CANCELLED})
            return
        if self.known[job_id] is State.COMPLETED:
            self.corrected.add(job_id)
        self.move(job_id, State.QUEUED)
        self.attempts[job_id] = 0
        for each in (self.tried, self.failed_on, self.pause):
            each.pop(job_id, None)

    @rule(job_id=jobs)
    def delete(self, job_id: str) -> None:
        try:
            self.store.delete(job_id, TENANT)
        except NotFound:
            assert job_id not in self.known
        except IllegalTransition:
            assert self.known[job_id] not in FINAL
        else:
            del self.known[job_id]
            self.keys = {key: each for key, each in self.keys.items() if each != job_id}


TestJobMachine = JobMachine.TestCase
# Shrinking a history of forty steps takes minutes; the unshrunk one is told in full.
TestJobMachine.settings = hypothesis_settings(
    max_examples=50, stateful_step_count=40, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)


def test_every_state_can_be_left_or_is_final() -> None:
    assert set(TRANSITIONS) == set(State)
    assert all(TRANSITIONS[state] <= set(State) for state in State)
    assert all(TRANSITIONS[state] == {State.QUEUED} for state in FINAL)

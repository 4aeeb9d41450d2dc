"""A worker on which job after job fails: it takes no more, tests itself, says so, and comes back when it is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from oncue.jobs.model import State, WorkerState
from tests.job_makers import TENANT, later
from tests.workplaces import FakeEngine, TestPlace, failing, well, workplace
from worker.engine.client import EngineDied, EngineFailed, EngineRefused
from worker.presence import IN_A_ROW
from worker.recovery import FIRST_PAUSE_S, LONGEST_QUARANTINE_S, Recovery
from worker.runner import work

BROKEN = failing(EngineFailed("internal_error", "Library libcublas.so.12 is not found"))
NO_MODEL = failing(EngineFailed("model_unavailable", "there is no model at /models/large-v3"))


def engine(place: TestPlace) -> FakeEngine:
    assert isinstance(place.engine, FakeEngine)
    return place.engine


def fails(place: TestPlace, times: int = IN_A_ROW) -> None:
    """So many jobs, each another, fail on it."""
    for _ in range(times):
        place.submit()
    for _ in range(times):
        work(place)


def another(place: TestPlace, host: str = "b") -> None:
    """Another host that is well."""
    place.store.show_worker(f"{host}:1", host, WorkerState.IDLE, done=1)


def test_two_failures_are_no_reason_to_rest_and_a_third_is(tmp_path: Path) -> None:
    place = workplace(tmp_path, BROKEN)
    another(place)
    recovery = Recovery(place)
    fails(place, IN_A_ROW - 1)
    recovery.rest_if_need_be()
    assert engine(place).restarts == 0
    fails(place, 1)
    recovery.rest_if_need_be()
    assert engine(place).restarts == 1
    assert engine(place).asked[-1] == "self-test"


def test_a_job_that_went_well_in_between_begins_the_count_anew(tmp_path: Path) -> None:
    place = workplace(tmp_path, BROKEN)
    another(place)
    fails(place, IN_A_ROW - 1)
    engine(place).jobs = well
    fails(place, 1)
    engine(place).jobs = BROKEN
    fails(place, IN_A_ROW - 1)
    assert not place.presence.must_rest


def test_it_tests_itself_with_growing_pauses_until_it_is_well_and_is_seen_to_rest(tmp_path: Path) -> None:
    place = workplace(tmp_path, BROKEN, BROKEN)
    another(place)
    fails(place)
    waiting = place.submit()
    seen: list[tuple[WorkerState, str | None]] = []

    def look() -> None:
        (worker,) = [each for each in place.store.live_workers() if each.host == "a"]
        seen.append((worker.state, worker.last_problem))
        if len(seen) == 6:
            engine(place).jobs = engine(place).tests = well

    object.__setattr__(place, "on_pause", look)
    Recovery(place).rest_if_need_be()
    assert place.pauses == [5, 10, 20, 40, LONGEST_QUARANTINE_S, LONGEST_QUARANTINE_S]
    assert set(seen) == {
        (WorkerState.RESTING, "self-test: internal_error: Library libcublas.so.12 is not found"),
    }
    assert place.store.get(waiting.id, TENANT).state is State.QUEUED
    (worker,) = [each for each in place.store.live_workers() if each.host == "a"]
    assert worker.state is WorkerState.IDLE
    assert work(place)
    assert place.store.get(waiting.id, TENANT).state is State.COMPLETED


def test_one_that_passes_its_test_and_fails_again_rests_at_once_and_longer_each_time(tmp_path: Path) -> None:
    place = workplace(tmp_path, BROKEN)
    another(place)
    recovery = Recovery(place)
    fails(place)
    recovery.rest_if_need_be()
    assert place.pauses == []
    for _ in range(2):
        fails(place, 1)
        recovery.rest_if_need_be()
    assert place.pauses == [FIRST_PAUSE_S, 2 * FIRST_PAUSE_S]
    engine(place).jobs = well
    fails(place, 1)
    recovery.rest_if_need_be()
    assert place.presence.is_sound


@pytest.mark.parametrize("chosen", [{"model": "large-v3"}, {"engine": "openai-whisper"}])
def test_a_model_or_engine_that_only_this_job_asks_for_does_not_speak_against_the_host(
    tmp_path: Path, chosen: dict[str, str]
) -> None:
    place = workplace(tmp_path, NO_MODEL)
    another(place)
    for _ in range(IN_A_ROW):
        place.submit(options=chosen)
    for _ in range(IN_A_ROW):
        work(place)
    assert place.presence.is_sound


def test_jobs_at_fault_themselves_neither_speak_against_the_host_nor_for_it(tmp_path: Path) -> None:
    place = workplace(tmp_path, BROKEN)
    another(place)
    fails(place, IN_A_ROW - 1)
    engine(place).jobs = failing(EngineRefused("audio_silent", "Nobody speaks.", {}))
    fails(place, 2)
    engine(place).jobs = BROKEN
    fails(place, 1)
    assert place.presence.must_rest


def test_where_no_host_has_its_model_every_job_ends_and_says_so(tmp_path: Path) -> None:
    place = workplace(tmp_path, NO_MODEL, NO_MODEL)
    place.presence.show()
    made = [place.submit() for _ in range(6)]
    recovery = Recovery(place)

    def over() -> bool:
        return all(place.store.get(job.id, TENANT).is_final for job in made)

    def enough() -> None:
        if over():
            engine(place).tests = well

    object.__setattr__(place, "on_pause", enough)
    while not over():
        work(place)
        recovery.rest_if_need_be()
    for job in made:
        problem = place.store.get(job.id, TENANT).problem
        assert problem is not None
        assert problem.code == "model_unavailable"
        assert "/models/large-v3" in problem.detail


def test_a_fault_that_may_pass_keeps_jobs_waiting_where_no_host_is_well(tmp_path: Path) -> None:
    place = workplace(tmp_path, BROKEN, BROKEN)
    fails(place)
    waiting = place.submit()
    stop = iter([False] * 40 + [True] * 10)
    object.__setattr__(place, "stopping", lambda: next(stop, True))
    Recovery(place).rest_if_need_be()
    after = place.store.get(waiting.id, TENANT)
    assert (after.state, after.attempts) == (State.QUEUED, 0)


@pytest.mark.parametrize(
    "error",
    [
        EngineFailed("internal_error", "Library libcublas.so.12 is not found"),
        EngineFailed("model_unavailable", "there is no model"),
        EngineFailed("storage_full", "The worker's disk for temporary files is full."),
        EngineDied(-9),
        PermissionError(13, "no access"),
    ],
    ids=lambda error: type(error).__name__ + getattr(error, "code", ""),
)
def test_of_four_hosts_one_that_is_broken_costs_nobody_a_job(tmp_path: Path, error: Exception) -> None:
    hosts = [workplace(tmp_path, host=name) for name in ("good-1", "good-2", "good-3")]
    broken = workplace(tmp_path, failing(error), failing(error), host="broken")
    for each in (*hosts, broken):
        each.presence.show()
    made = [broken.submit() for _ in range(10)]
    rounds = 0
    while any(not broken.store.get(job.id, TENANT).is_final for job in made):
        if not broken.presence.must_rest:
            while not broken.presence.must_rest and work(broken):  # it is always free, and takes what it can
                pass
        for each in hosts:
            work(each)
        for each in (*hosts, broken):  # whose pauses end, and who still live
            later(each.store, 1)
            each.presence.show()
        rounds += 1
        assert rounds < 100
    assert {broken.store.get(job.id, TENANT).state for job in made} == {State.COMPLETED}
    assert len(engine(broken).asked) <= IN_A_ROW


def test_a_host_that_hears_nonsense_does_not_blame_the_texts_and_keeps_nothing_of_what_it_heard(tmp_path: Path) -> None:
    nonsense = failing(EngineRefused("transcript_mismatch", "Not the same programme.", {}, recognition_key="r"))
    place = workplace(tmp_path, nonsense, nonsense)
    job = place.submit()
    work(place)
    after = place.store.get(job.id, TENANT)
    assert (after.state, after.problem) == (State.QUEUED, None)
    assert list(place.blobs.list("cache")) == []
    assert not place.presence.is_sound


def test_a_refusal_of_a_host_that_hears_well_is_believed(tmp_path: Path) -> None:
    place = workplace(tmp_path, failing(EngineRefused("transcript_mismatch", "Not the same programme.", {})), well)
    job = place.submit()
    work(place)
    problem = place.store.get(job.id, TENANT).problem
    assert problem is not None
    assert problem.code == "transcript_mismatch"
    assert engine(place).asked == [job.id, "self-test"]


def test_an_engine_proves_itself_once_and_again_after_several_refusals(tmp_path: Path) -> None:
    presence = workplace(tmp_path).presence
    asked = []
    for _ in range(7):
        asked.append(presence.must_prove("audio_silent", 5))
        presence.has_proved(5)
    assert asked == [True, False, True, False, False, True, False]
    assert presence.must_prove("audio_silent", 6), "another engine process"
    assert not presence.must_prove("audio_unreadable", 7), "that does not rest on what was heard"

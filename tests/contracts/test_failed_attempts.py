"""Jobs that fail by no fault of their own: which host tries them next, when, and what they end with."""

from __future__ import annotations

import pytest

from oncue.jobs.model import Claim, Job, State, WorkerState
from oncue.jobs.store import SqlStore
from oncue.jobs.store.failing import LONGEST_BACKOFF_S, OTHERS_PATIENCE_S, pause_ms
from oncue.jobs.store.workers import LIVE_S
from tests.job_makers import DONE, TENANT, later, new_job

PAUSE_S = 5.0


def show(store: SqlStore, *hosts: str, state: WorkerState = WorkerState.IDLE, done: int = 1, in_a_row: int = 0) -> None:
    for host in hosts:
        store.show_worker(f"{host}:1", host, state, done=done, in_a_row=in_a_row)


def taken_by(store: SqlStore, host: str, *, sound: bool = True) -> Claim:
    claim = store.claim(host, sound=sound)
    assert claim is not None
    assert claim.host == host
    return claim


def failed_on(store: SqlStore, *hosts: str, code: str = "internal_error") -> Job:
    """A job that has failed on each of them, the last one last."""
    job = store.create(new_job())
    for host in hosts:
        assert store.lose(taken_by(store, host), f"no luck on {host}", code)
    return store.get(job.id, TENANT)


def test_a_job_that_failed_on_a_host_is_for_another_that_lives(store: SqlStore) -> None:
    show(store, "bad", "good")
    job = failed_on(store, "bad")
    assert store.claim("bad") is None
    assert taken_by(store, "good").job.id == job.id


def test_a_lone_host_tries_again(store: SqlStore) -> None:
    show(store, "lone")
    job = failed_on(store, "lone")
    assert taken_by(store, "lone").job.id == job.id


@pytest.mark.parametrize("other", ["resting", "silent", "ended"])
def test_a_host_that_takes_no_jobs_is_not_waited_for(store: SqlStore, other: str) -> None:
    show(store, "good", state=WorkerState.RESTING if other == "resting" else WorkerState.IDLE)
    if other == "silent":
        later(store, LIVE_S + 1)
    if other == "ended":
        store.forget_worker("good:1")
    show(store, "bad")
    job = failed_on(store, "bad")
    assert taken_by(store, "bad").job.id == job.id


def test_other_jobs_are_still_for_the_host_on_which_one_failed(store: SqlStore) -> None:
    show(store, "bad", "good")
    failed_on(store, "bad")
    other = store.create(new_job())
    assert taken_by(store, "bad").job.id == other.id


def test_where_all_have_failed_it_the_last_of_them_is_the_last_to_try(store: SqlStore) -> None:
    show(store, "a", "b")
    job = failed_on(store, "a", "b")
    assert store.claim("b") is None
    assert taken_by(store, "a").job.id == job.id


def test_a_host_that_has_proved_itself_comes_before_one_that_has_not(store: SqlStore) -> None:
    show(store, "bad", in_a_row=1)
    show(store, "unproved", in_a_row=1)
    show(store, "proved")
    job = failed_on(store, "bad")
    assert store.claim("unproved", sound=False) is None
    assert taken_by(store, "proved").job.id == job.id


def test_a_job_does_not_wait_for_ever_for_a_host_that_is_never_free(store: SqlStore) -> None:
    show(store, "bad", "busy")
    failed_on(store, "bad")
    later(store, OTHERS_PATIENCE_S + 1)
    show(store, "bad", "busy")
    taken_by(store, "bad")


def test_it_waits_before_the_next_attempt_and_nobody_is_woken_up_for_it_before(store: SqlStore) -> None:
    store.retry_after_s = PAUSE_S
    show(store, "bad", "good")
    job = failed_on(store, "bad")
    assert store.claim("good") is None
    assert store.next_queued(10) == []
    later(store, PAUSE_S)
    assert store.next_queued(10) == [job.id]
    assert taken_by(store, "good").job.id == job.id


def test_pauses_double_up_to_a_limit_and_differ_by_chance() -> None:
    for attempts in range(1, 20):
        longest = min(LONGEST_BACKOFF_S, PAUSE_S * 2 ** (attempts - 1)) * 1000
        pauses = [pause_ms(PAUSE_S, attempts) for _ in range(50)]
        assert longest / 2 <= min(pauses) < max(pauses) <= longest
    assert pause_ms(0, 3) == 0


def test_after_three_hosts_it_is_given_up_with_each_of_them_and_what_was_wrong_there(store: SqlStore) -> None:
    show(store, "a", "b", "c", "d")
    job = failed_on(store, "a", "b", "c")
    assert job.state is State.ERROR
    assert job.problem is not None
    assert job.problem.code == "gave_up"
    assert "3 attempts on 3 hosts" in job.problem.detail
    assert [each["host"] for each in job.problem.data["failures"]] == ["a", "b", "c"]
    assert job.problem.data["failures"][1] == {"host": "b", "code": "internal_error", "detail": "no luck on b"}


@pytest.mark.parametrize("code", ["model_unavailable", "engine_unavailable", "timed_out", "input_missing"])
def test_where_every_host_failed_for_a_reason_that_says_what_to_do_the_job_ends_with_it(store: SqlStore, code: str) -> None:
    show(store, "a", "b", "c")
    job = failed_on(store, "a", "b", "c", code=code)
    assert job.problem is not None
    assert job.problem.code == code
    assert job.problem.detail.startswith("no luck on c")


def test_different_reasons_are_given_up_with_all_of_them(store: SqlStore) -> None:
    show(store, "a", "b", "c")
    job = store.create(new_job())
    for host, code in (("a", "model_unavailable"), ("b", "timed_out"), ("c", "model_unavailable")):
        store.lose(taken_by(store, host), "no luck", code)
    problem = store.get(job.id, TENANT).problem
    assert problem is not None
    assert problem.code == "gave_up"
    assert [each["code"] for each in problem.data["failures"]] == ["model_unavailable", "timed_out", "model_unavailable"]


def test_a_reason_that_holds_everywhere_ends_it_at_once(store: SqlStore) -> None:
    job = store.create(new_job())
    store.lose(taken_by(store, "a"), "there is no model", "model_unavailable", final=True)
    problem = store.get(job.id, TENANT).problem
    assert problem is not None
    assert problem.code == "model_unavailable"


def test_a_worker_that_fell_silent_counts_as_a_host_that_failed(store: SqlStore) -> None:
    show(store, "silent")
    job = store.create(new_job())
    taken_by(store, "silent")
    later(store, 61)
    show(store, "silent", "good")
    assert store.reap().requeued == (job.id,)
    assert store.claim("silent") is None
    assert taken_by(store, "good").job.id == job.id


def test_a_job_given_back_for_lack_of_room_costs_nothing_and_is_for_another_host_first(store: SqlStore) -> None:
    show(store, "full", "good")
    job = store.create(new_job())
    assert store.give_back(taken_by(store, "full"), after_s=5)
    assert store.get(job.id, TENANT).attempts == 0
    assert store.claim("good") is None
    later(store, 5)
    assert store.claim("full") is None
    assert taken_by(store, "good").job.id == job.id


def test_a_new_try_begins_without_the_failures_of_the_last_and_a_deleted_job_leaves_none(store: SqlStore) -> None:
    show(store, "a", "b", "c")
    job = failed_on(store, "a", "b", "c")
    store.retry(job.id, TENANT)
    assert store.lose(taken_by(store, "c"), "again", "timed_out", final=True)
    problem = store.get(job.id, TENANT).problem
    assert problem is not None
    assert [each["host"] for each in problem.data["failures"]] == ["c"]
    store.delete(job.id, TENANT)
    assert store.total() == 0


def test_a_cancel_that_was_asked_for_comes_before_another_attempt(store: SqlStore) -> None:
    job = store.create(new_job())
    claim = taken_by(store, "a")
    store.cancel(job.id, TENANT)
    assert store.lose(claim, "no luck")
    assert store.get(job.id, TENANT).state is State.CANCELLED


def test_a_batch_whose_jobs_all_wait_for_their_pause_does_not_hide_another(store: SqlStore) -> None:
    store.retry_after_s = PAUSE_S
    for batch in ("b1", "b2"):
        store.create_batch(batch, TENANT, "", {}, None)
    store.create(new_job(batch="b1"))
    store.lose(taken_by(store, "a"), "no luck")
    other = store.create(new_job(batch="b2"))
    assert taken_by(store, "a").job.id == other.id
    assert store.claim("a") is None


def test_workers_are_seen_for_as_long_as_they_show_themselves(store: SqlStore) -> None:
    store.show_worker("a:1", "a", WorkerState.IDLE)
    store.show_worker("a:1", "a", WorkerState.RESTING, done=5, failed=4, in_a_row=3, last_problem="no model")
    store.show_worker("b:1", "b", WorkerState.WORKING)
    first, second = store.live_workers()
    assert (first.host, first.state, first.done, first.failed, first.in_a_row) == ("a", WorkerState.RESTING, 5, 4, 3)
    assert first.last_problem == "no model"
    assert second.host == "b"
    store.forget_worker("b:1")
    assert [each.host for each in store.live_workers()] == ["a"]
    later(store, LIVE_S + 1)
    assert store.live_workers() == []
    assert [each.host for each in store.live_workers(600)] == ["a"]


def test_a_finished_job_keeps_nothing_of_its_failures_from_being_done(store: SqlStore) -> None:
    show(store, "bad", "good")
    job = failed_on(store, "bad")
    assert store.finish(taken_by(store, "good"), DONE)
    assert store.get(job.id, TENANT).state is State.COMPLETED

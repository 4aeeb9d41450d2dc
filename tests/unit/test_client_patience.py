"""When the client tries again, how long it waits, and when it stops."""

from __future__ import annotations

import threading

import pytest

from oncue.cli.client.patience import Patience, Persistence, RetryableError
from oncue.cli.client.problems import ServiceUnreachable


class Pauses(threading.Event):
    """Writes down the pauses instead of waiting; set after so many of them."""

    def __init__(self, set_after: int = 1000) -> None:
        super().__init__()
        self.taken: list[float] = []
        self._set_after = set_after

    def wait(self, timeout: float | None = None) -> bool:
        self.taken.append(timeout or 0.0)
        if len(self.taken) >= self._set_after:
            self.set()
        return self.is_set()


class Flaky:
    """Fails so many times, then answers."""

    def __init__(self, failures: int, retry_after_s: float = 0.0) -> None:
        self.failures = failures
        self.retry_after_s = retry_after_s
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.failures:
            raise RetryableError(ServiceUnreachable(f"failure {self.calls}"), self.retry_after_s)
        return "answer"


def test_what_fails_twice_and_then_works_is_an_answer_and_each_failure_is_told() -> None:
    told: list[str] = []
    persistence = Persistence(on_trouble=told.append, stopped=Pauses())
    assert persistence(Flaky(2)) == "answer"
    assert told == ["failure 1", "failure 2"]


def test_the_pauses_never_add_up_to_more_than_the_patience_and_the_last_error_is_raised() -> None:
    pauses = Pauses()
    act = Flaky(1000)
    with pytest.raises(ServiceUnreachable) as raised:
        Persistence(Patience(total_s=30, longest_pause_s=4), stopped=pauses)(act)
    assert raised.value.detail == f"failure {act.calls}"
    assert 26 < sum(pauses.taken) <= 30
    assert max(pauses.taken) <= 4


def test_a_pause_is_as_long_as_the_service_wishes() -> None:
    pauses = Pauses()
    Persistence(stopped=pauses)(Flaky(1, retry_after_s=17))
    assert pauses.taken == [17]


def test_a_wish_for_an_hour_is_cut_short() -> None:
    pauses = Pauses()
    Persistence(Patience(total_s=100, longest_retry_after_s=20), stopped=pauses)(Flaky(2, retry_after_s=3600))
    assert pauses.taken == [20, 20]


def test_without_patience_there_is_one_try() -> None:
    act = Flaky(1)
    with pytest.raises(ServiceUnreachable):
        Persistence(Patience(total_s=0), stopped=Pauses())(act)
    assert act.calls == 1


def test_stopped_in_a_pause_it_tries_no_more_than_once_again() -> None:
    act = Flaky(1000)
    with pytest.raises(ServiceUnreachable):
        Persistence(stopped=Pauses(set_after=3))(act)
    assert act.calls <= 4


def test_other_errors_are_not_tried_again() -> None:
    def act() -> None:
        calls.append(1)
        raise KeyError("a bug")

    calls: list[int] = []
    with pytest.raises(KeyError):
        Persistence(stopped=Pauses())(act)
    assert calls == [1]

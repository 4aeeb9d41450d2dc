"""Retries of what may succeed the next time: growing pauses with chance in them, the service's `Retry-After`, and an end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    wait_random_exponential,
)

from oncue.errors import OncueError

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of retrying, in seconds.

    Only the pauses count: an upload that broke off after an hour is tried again as one that broke off at once is.
    """

    total_s: float = 60.0
    first_pause_s: float = 0.5
    longest_pause_s: float = 10.0
    longest_retry_after_s: float = 60.0
    """The longest pause that a `Retry-After` can ask for."""


class RetryableError(Exception):
    """An error that may be gone the next time; `retry_after_s` is the pause that the service asked for."""

    def __init__(self, error: OncueError, retry_after_s: float = 0.0) -> None:
        super().__init__(error.detail)
        self.error = error
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Persistence:
    """Retries within the limits of a `Patience`, reports each retry, and gives up at once when `stopped` is set."""

    patience: Patience = field(default_factory=Patience)
    on_trouble: Callable[[str], None] = lambda detail: None
    stopped: threading.Event = field(default_factory=threading.Event)

    def __call__(self, act: Callable[[], _Result]) -> _Result:
        """The result of `act`. Raises what it raises, and the last error that a `RetryableError` held."""
        growing = wait_random_exponential(multiplier=self.patience.first_pause_s, max=self.patience.longest_pause_s)

        def pause_s(state: RetryCallState) -> float:
            return max(growing(state), min(_last(state).retry_after_s, self.patience.longest_retry_after_s))

        def enough(state: RetryCallState) -> bool:
            return self.stopped.is_set() or state.idle_for + state.upcoming_sleep > self.patience.total_s

        tries = Retrying(
            retry=retry_if_exception_type(RetryableError),
            stop=enough,
            wait=pause_s,
            sleep=sleep_using_event(self.stopped),
            before_sleep=lambda state: self.on_trouble(_last(state).error.detail),
            reraise=True,
        )
        try:
            return tries(act)
        except RetryableError as passing:
            raise passing.error from None


def _last(state: RetryCallState) -> RetryableError:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, RetryableError)
    return error

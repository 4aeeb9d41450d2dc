"""The threads that run the application, and their way of telling the one that waits for all connections."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

HEALTH = {"/livez": 1, "/readyz": 2}
"""Threads of their own: whatever holds all others, and however long the database takes, these answer."""

Work = TypeVar("Work")
Then = Callable[[Work], None]


class Threads(Generic[Work]):
    """Runs work, each piece of which returns what the waiting thread shall do next. `wake` is a pipe that wakes it up."""

    def __init__(self, count: int, wake: int) -> None:
        self._wake = wake
        self._done: SimpleQueue[tuple[Then[Work], Work]] = SimpleQueue()
        self._pool = ThreadPoolExecutor(count, "request")
        self._health = {path: ThreadPoolExecutor(each, path.strip("/")) for path, each in HEALTH.items()}

    def start(self, act: Callable[[Work], Then[Work]], work: Work, failed: Callable[[Work, BaseException], None]) -> None:
        """`act` runs; then what it returned is due, or `failed` where it raised."""
        self._submit(self._pool, act, work, failed)

    def start_health(
        self, path: str, act: Callable[[Work], Then[Work]], work: Work, failed: Callable[[Work, BaseException], None]
    ) -> None:
        """As `start`, in the threads kept for `path`."""
        self._submit(self._health[path], act, work, failed)

    def clean_up(self, act: Callable[[], None]) -> None:
        """Nobody waits for it."""
        with suppress(RuntimeError):  # the process ends
            self._pool.submit(act)

    def due(self) -> list[tuple[Then[Work], Work]]:
        """What the waiting thread has to do now."""
        found = []
        with suppress(Empty):
            while True:
                found.append(self._done.get_nowait())
        return found

    def stop(self) -> None:
        """Takes no more."""
        for pool in (self._pool, *self._health.values()):
            pool.shutdown(wait=False, cancel_futures=True)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        act: Callable[[Work], Then[Work]],
        work: Work,
        failed: Callable[[Work, BaseException], None],
    ) -> None:
        pool.submit(act, work).add_done_callback(partial(self._hand_back, work, failed))

    def _hand_back(self, work: Work, failed: Callable[[Work, BaseException], None], done: Future[Then[Work]]) -> None:
        if done.cancelled():
            return
        error = done.exception()
        then: Then[Work] = done.result() if error is None else partial(_call_failed, failed, error)
        self._done.put((then, work))
        with suppress(OSError):  # it is full: the other side is awake
            os.write(self._wake, b".")


def _call_failed(failed: Callable[[Work, BaseException], None], error: BaseException, work: Work) -> None:
    failed(work, error)

"""The threads that run the application, and their way of reaching the one that waits for all connections."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from threading import Barrier
from typing import Generic, TypeVar

READY_THREADS = 2
"""Threads kept for `/readyz`, which asks the database whether all is well, whatever holds the others."""

Work = TypeVar("Work")
Then = Callable[[Work], None]


class Threads(Generic[Work]):
    """Threads that run pieces of work.

    Each returns what the waiting thread shall do next; `wake` is a pipe that wakes it up.
    """

    def __init__(self, count: int, wake: int) -> None:
        self._wake = wake
        self._done: SimpleQueue[tuple[Then[Work], Work]] = SimpleQueue()
        self._pool = ThreadPoolExecutor(count, "request")
        # All at once and now: starting one takes as long as a request, and would be done while many wait.
        started = Barrier(count + 1)
        for _ in range(count):
            self._pool.submit(started.wait)
        started.wait()
        self._ready_pool = ThreadPoolExecutor(READY_THREADS, "ready")

    def start(
        self,
        act: Callable[[Work], Then[Work]],
        work: Work,
        failed: Callable[[Work, BaseException], None],
        *,
        ready: bool = False,
    ) -> None:
        """Runs `act` in a thread, with `ready` in one kept for that.

        What it returned is due then, or `failed` where it raised.
        """
        pool = self._ready_pool if ready else self._pool
        pool.submit(act, work).add_done_callback(partial(self._hand_back, work, failed))

    def clean_up(self, act: Callable[[], None]) -> None:
        """Runs `act` in a thread; nobody waits for it."""
        with suppress(RuntimeError):  # the process ends
            self._pool.submit(act)

    def due(self) -> list[tuple[Then[Work], Work]]:
        """The pieces that the waiting thread has to do now."""
        found = []
        with suppress(Empty):
            while True:
                found.append(self._done.get_nowait())
        return found

    def stop(self) -> None:
        """Takes no more work."""
        for pool in (self._pool, self._ready_pool):
            pool.shutdown(wait=False, cancel_futures=True)

    def _hand_back(self, work: Work, failed: Callable[[Work, BaseException], None], done: Future[Then[Work]]) -> None:
        if done.cancelled():
            return
        error = done.exception()
        self.later(done.result() if error is None else partial(_call_failed, failed, error), work)

    def later(self, then: Then[Work], work: Work) -> None:
        """Makes a piece due in the waiting thread's next round."""
        self._done.put((then, work))
        with suppress(OSError):  # it is full: the other side is awake
            os.write(self._wake, b".")


def _call_failed(failed: Callable[[Work, BaseException], None], error: BaseException, work: Work) -> None:
    failed(work, error)

"""A line before each desk: one edit of it at a time in this process, and no more waiting than can be answered soon."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from service.problems import Refused

WAITING = 64
"""Edits of one desk that wait in this process. At 20 ms each, the last one is answered in little more than a second."""

PATIENCE_S = 10.0


class DeskLines:
    """The lines of all desks."""

    def __init__(self, waiting: int = WAITING, patience_s: float = PATIENCE_S) -> None:
        self._most = waiting
        self._patience_s = patience_s
        self._guard = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @contextmanager
    def turn(self, job_id: str) -> Iterator[None]:
        """A context manager that is entered when it is this thread's turn. Raises `Refused` (`rate_limited`) where too many
        wait, or it takes too long; nothing was done then."""
        with self._guard:
            line = self._lines.setdefault(job_id, _Line())
            if line.waiting >= self._most:
                raise _busy(line.waiting)
            line.waiting += 1
        try:
            if not line.lock.acquire(timeout=self._patience_s):
                raise _busy(line.waiting)
            try:
                yield
            finally:
                line.lock.release()
        finally:
            with self._guard:
                line.waiting -= 1
                if not line.waiting:
                    self._lines.pop(job_id, None)


class _Line:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.waiting = 0


def _busy(waiting: int) -> Refused:
    detail = "Too many edits of this desk wait already. Send this one again after Retry-After, with the same edit_id."
    return Refused("rate_limited", detail, {"Retry-After": "1"}, waiting=waiting)

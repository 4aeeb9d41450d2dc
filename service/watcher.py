"""Long polling: one thread asks the database about all watched jobs, so that many clients may wait."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oncue.jobs.errors import JobsError
from oncue.jobs.store import SqlStore

POLL_EVERY_S = 0.1
"""Seconds between two questions. Clients learn half of it late on average; asking for 64 watched jobs takes 1 ms."""
ENSURE_EVERY_S = 2.0
"""Seconds between two looks of a waiting client at its key, which is remembered for 2 s: it ends within 5 s of it."""

_log = logging.getLogger(__name__)


class Watcher:
    """The watched jobs and their versions. At most `places` clients wait at once; the rest are answered at once."""

    def __init__(self, store: SqlStore, places: int) -> None:
        self._store = store
        self._places = threading.BoundedSemaphore(places)
        self._changed = threading.Condition()
        self._watched: Counter[str] = Counter()
        self._versions: dict[str, int | None] = {}
        self._thread: threading.Thread | None = None
        self._closed = False

    @contextmanager
    def place(self) -> Iterator[bool]:
        """A context manager that takes a place and gives True, or False where there is none."""
        taken = not self._closed and self._places.acquire(blocking=False)
        try:
            yield taken
        finally:
            if taken:
                self._places.release()

    def wait(self, job_id: str, version: int, timeout_s: float, ensure: Callable[[], None] = lambda: None) -> bool:
        """True where the job is newer than `version`, or gone; waits for that for at most `timeout_s` seconds.

        `ensure` is called every `ENSURE_EVERY_S` and at the end; what it raises ends the wait.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            left = deadline - time.monotonic()
            changed = self._wait(job_id, version, min(left, ENSURE_EVERY_S))
            ensure()
            if changed or self._closed or left <= ENSURE_EVERY_S:
                return changed

    def _wait(self, job_id: str, version: int, timeout_s: float) -> bool:
        deadline = time.monotonic() + timeout_s
        with self._changed:
            self._watched[job_id] += 1
            self._start()
            self._changed.notify_all()
            try:
                while not self._closed:
                    known = self._versions.get(job_id, version)
                    if known is None or known > version:
                        return True
                    left = deadline - time.monotonic()
                    if left <= 0:
                        return False
                    self._changed.wait(left)
                return False
            finally:
                self._watched[job_id] -= 1
                if not self._watched[job_id]:
                    del self._watched[job_id]
                    self._versions.pop(job_id, None)

    @property
    def closed(self) -> bool:
        """True where the service is stopping: nobody may wait any more."""
        return self._closed

    def close(self) -> None:
        """Answers all who wait."""
        self._closed = True  # without the lock: this may be called from a signal handler that interrupted its holder
        threading.Thread(target=self._wake_all, daemon=True).start()

    def _wake_all(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._ask, name="watcher", daemon=True)
            self._thread.start()

    def _ask(self) -> None:
        while not self._closed:
            with self._changed:
                while not self._watched and not self._closed:
                    self._changed.wait()
                ids = list(self._watched)
            try:
                versions = self._store.versions(ids)
            except JobsError as error:
                _log.warning("cannot look for changes: %s", error.detail)
            else:
                with self._changed:
                    for job_id in ids:
                        if job_id in self._watched:
                            self._versions[job_id] = versions.get(job_id)
                    self._changed.notify_all()
            time.sleep(POLL_EVERY_S)

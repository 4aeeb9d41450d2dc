"""One process of an aligner, shown in the store for as long as it lives."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from contextlib import suppress

from oncue.jobs.desk_work import DeskTask, aligner_id
from oncue.jobs.errors import JobsError
from oncue.jobs.store import SqlStore
from oncue.jobs.store.workers import BEAT_EVERY_S

_log = logging.getLogger(__name__)


class AlignerBeat:
    """Shows that this process lives, and what it has done. Safe from any thread."""

    def __init__(self, store: SqlStore, host: str, task: DeskTask) -> None:
        self.id = aligner_id(f"{host}:{os.getpid()}:{secrets.token_hex(4)}", task)
        self._host = host
        self._store = store
        self._counted = threading.Lock()
        self._done = 0
        self._failed = 0
        self._last_problem: str | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to show itself in the store, every few seconds."""
        self._thread = threading.Thread(target=self._show_on, name="presence", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends showing itself, and removes its row."""
        self._ended.set()
        with suppress(JobsError):
            self._store.forget_aligner(self.id)

    def went_well(self) -> None:
        """Counts a task that was done."""
        with self._counted:
            self._done += 1

    def went_wrong(self, problem: str) -> None:
        """Counts a task that failed, and keeps why."""
        with self._counted:
            self._failed += 1
            self._last_problem = problem[:1000]

    def show(self) -> None:
        """Writes its state to the store."""
        with suppress(JobsError):
            if not self._ended.is_set():
                self._store.show_aligner(
                    self.id, self._host, done=self._done, failed=self._failed, last_problem=self._last_problem
                )

    def _show_on(self) -> None:
        while True:
            try:
                self.show()
            except Exception:  # without this thread the aligner would be taken for dead
                _log.exception("an aligner's state was not written")
            if self._ended.wait(BEAT_EVERY_S):
                return

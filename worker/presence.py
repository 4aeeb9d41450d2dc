"""The state of one process of a worker, shown in the store for as long as it lives."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from oncue.jobs.errors import JobsError
from oncue.jobs.model import WorkerState
from oncue.jobs.store import SqlStore
from oncue.jobs.store.workers import BEAT_EVERY_S

IN_A_ROW = 3
"""Count of jobs in a row that fail on a worker before they are taken for its own fault, until its self-test says
otherwise."""

HEARD_WRONG = frozenset({"transcript_mismatch", "audio_silent"})
"""Codes of refusals that a device which computes nonsense gives to every recording."""

_log = logging.getLogger(__name__)


class Presence:
    """One process of a worker on `host`. Safe from any thread. While the database is away, others see its state late."""

    def __init__(self, store: SqlStore, host: str) -> None:
        self.host = host
        self.id = f"{host}:{os.getpid()}:{secrets.token_hex(4)}"
        self._store = store
        self._state = WorkerState.IDLE
        self._done = 0
        self._failed = 0
        self._in_a_row = 0
        self._last_problem: str | None = None
        self._refused = 0
        self._proved: int | None = None
        self._ended = threading.Event()
        self._showing = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begins to show itself in the store, every few seconds."""
        self._thread = threading.Thread(target=self._show_on, name="presence", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends showing itself, and removes its row."""
        self._ended.set()
        with self._showing, suppress(JobsError):
            self._store.forget_worker(self.id)

    @property
    def is_sound(self) -> bool:
        """True where the last job went well, or there was none."""
        return self._in_a_row == 0

    @property
    def must_rest(self) -> bool:
        """True where so many jobs in a row have failed here that its engine must be tested before it takes another."""
        return self._in_a_row >= IN_A_ROW

    @contextmanager
    def working(self) -> Iterator[None]:
        """A context manager for the time of a job."""
        before, self._state = self._state, WorkerState.WORKING if self._state is WorkerState.IDLE else self._state
        try:
            yield
        finally:
            if self._state is WorkerState.WORKING:
                self._state = before

    def must_prove(self, code: str, engine: int | None) -> bool:
        """True where a refusal is believed only once the engine passes a self-test.

        Its code says that it rests on what was heard, and this engine process has not heard well yet, or has refused several
        in a row.
        """
        if code not in HEARD_WRONG:
            return False
        self._refused += 1
        return engine is None or engine != self._proved or self._refused % IN_A_ROW == 0

    def has_proved(self, engine: int | None) -> None:
        """Records that this engine process has aligned something."""
        self._proved = engine

    def went_well(self, engine: int | None = None) -> None:
        """Records that this engine process has completed a job."""
        self._proved, self._refused = engine, 0
        news = self._done == 0 or self._in_a_row > 0
        self._done += 1
        self._in_a_row = 0
        if news:
            self.show()

    def went_wrong(self, problem: str) -> None:
        """Records that a job which is not at fault itself has failed here.

        Others are told before this worker claims again.
        """
        self._failed += 1
        self._in_a_row += 1
        self._last_problem = problem[:1000]
        self.show()

    def rests(self, problem: str | None = None) -> None:
        """Records that it takes no jobs until it is `fit_again`, because of the `problem` that the self-test found."""
        self._state = WorkerState.RESTING
        self._last_problem = problem[:1000] if problem else self._last_problem
        self.show()

    def fit_again(self) -> None:
        """Records that it takes jobs again, on probation: the next that fails is one too many."""
        self._state = WorkerState.IDLE
        self._in_a_row = min(self._in_a_row, IN_A_ROW - 1)
        self.show()

    def show(self) -> None:
        """Writes its state to the store."""
        with self._showing, suppress(JobsError):
            if self._ended.is_set():
                return
            self._store.show_worker(
                self.id,
                self.host,
                self._state,
                done=self._done,
                failed=self._failed,
                in_a_row=self._in_a_row,
                last_problem=self._last_problem,
            )

    def _show_on(self) -> None:
        while True:
            try:
                self.show()
            except Exception:  # without this thread the worker would be taken for dead
                _log.exception("a worker's state was not written")
            if self._ended.wait(BEAT_EVERY_S):
                return

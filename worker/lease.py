"""The keeping of a claim from its first moment to its last: a thread renews it, reports progress, and hears of a cancel."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from queue import Empty, SimpleQueue
from typing import TypeVar

from oncue.jobs.engine_names import shown_stage
from oncue.jobs.errors import StoreUnavailable
from oncue.jobs.model import Beat, Claim
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.progress import overall
from worker.engine.client import EngineStopped
from worker.engine.messages import EngineProgress

Made = TypeVar("Made")

CANCEL = "cancelled by the user"
LOST = "the lease was given to another worker"
STOP = "the worker is stopping"

LEASE_LOOK_S = 1.0
"""Seconds between two looks at the row: a user who cancels sees it happen within two seconds."""

PROGRESS_EVERY_S = 5.0
"""Seconds between two reports of progress. Each writes 1.5 kB to the database's log: a thousand jobs that report every
second write 129 GB a day."""

CHECK_EVERY_S = 0.2

JOIN_S = 5.0
"""Seconds that the end of a job waits for a heartbeat that hangs in the database."""

_log = logging.getLogger(__name__)


class Lease:
    """Keeps a claim for the time of its `with` block: while inputs are fetched, the engine works, and results are stored.

    A database that does not answer is no reason to stop: nobody else can claim the job meanwhile, and the token decides at
    the end. `clock` counts seconds.
    """

    def __init__(
        self,
        store: SqlStore,
        claim: Claim,
        settings: Settings,
        stopping: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._claim = claim
        self._heartbeat_s = min(settings.heartbeat_s, settings.lease_s / 2)
        self._look_every_s = min(LEASE_LOOK_S, self._heartbeat_s / 2)
        self._stopping = stopping
        self._clock = clock
        self._stage: str | None = None
        self._progress = 0.0
        self._audio_ms: int | None = None
        self._told: tuple[str | None, float] = (None, 0.0)
        self._renewed = clock()
        self._reported = float("-inf")
        self._away = False
        self._verdict: str | None = None
        self._over = threading.Event()
        self._keeper = threading.Thread(target=copy_context().run, args=(self._keep,), name="lease", daemon=True)

    def __enter__(self) -> Lease:
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._keeper.join(JOIN_S)

    def progress(self, progress: EngineProgress) -> None:
        """Takes the engine's progress, to be written with the next heartbeat that is due."""
        self._stage = shown_stage(progress.stage)
        self._audio_ms = progress.audio_ms or self._audio_ms
        self._progress = max(self._progress, overall(progress.stage, progress.done))

    def should_stop(self) -> str | None:
        """The reason why the work must end, or None. It asks nobody and returns at once."""
        return STOP if self._stopping() else self._verdict

    def check(self) -> None:
        """Raises `EngineStopped` where the work must end."""
        reason = self.should_stop()
        if reason is not None:
            raise EngineStopped(reason)

    def attend(self, work: Callable[[], Made], undo: Callable[[Made], None] = lambda _made: None) -> Made:
        """The result of `work`, which runs in a thread of its own, as files come and go at the pace of a network. Raises
        what it raises.

        Raises `EngineStopped` as soon as the work must end. The thread that is left behind then has to call `check` and end
        by itself; where it makes something all the same, `undo` is given that.
        """
        outcome: SimpleQueue[tuple[list[Made], BaseException | None]] = SimpleQueue()
        left, either = threading.Event(), threading.Lock()

        def run() -> None:
            try:
                made = work()
            except BaseException as error:
                outcome.put(([], error))
                return
            with either:
                if not left.is_set():
                    outcome.put(([made], None))
                    return
            undo(made)

        threading.Thread(target=copy_context().run, args=(run,), name="files", daemon=True).start()
        while True:
            try:
                made, error = outcome.get(timeout=CHECK_EVERY_S)
            except Empty:
                with either:
                    if not outcome.empty():
                        continue
                    reason = self.should_stop()
                    if reason is None:
                        continue
                    left.set()
                raise EngineStopped(reason) from None
            if error is not None:
                raise error
            return made[0]

    def _keep(self) -> None:
        while not self._over.wait(self._look_every_s):
            self.look()

    def look(self) -> None:
        """Renews the lease where that is due; otherwise only reads whether it still holds and whether the user wants to
        cancel."""
        now = self._clock()
        news = (self._stage, round(self._progress, 3)) != self._told
        try:
            if now - self._renewed >= self._heartbeat_s or (news and now - self._reported >= PROGRESS_EVERY_S):
                self._judge(self._renew(now))
            else:
                self._judge(self._store.peek(self._claim))
        except StoreUnavailable as error:
            if not self._away:
                _log.warning("heartbeat not written: %s", error.detail)
            self._away = True  # a renewal that is due is tried again at the next look
        except Exception:  # the thread must live: without it the lease would run out
            _log.exception("heartbeat not written")
        else:
            self._away = False

    def _renew(self, now: float) -> Beat:
        told = (self._stage, round(self._progress, 3))
        beat = self._store.heartbeat(self._claim, self._stage, self._progress, self._audio_ms)
        if told != self._told:
            self._reported = now
        self._renewed, self._told = now, told
        return beat

    def _judge(self, beat: Beat) -> None:
        if self._over.is_set():
            return
        if not beat.held:
            self._verdict = LOST
        elif beat.cancel_requested:
            self._verdict = CANCEL

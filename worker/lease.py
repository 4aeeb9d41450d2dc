"""Holding a claim while the engine works: progress goes out, a wish to cancel or a lost lease comes in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from jobs.errors import StoreUnavailable
from jobs.model import Beat, Claim
from jobs.settings import Settings
from jobs.shares import overall
from jobs.store import SqlStore
from worker.engine.messages import EngineProgress

CANCEL = "cancelled by the user"
LOST = "the lease was given to another worker"
STOP = "the worker is stopping"

LOOK_EVERY_S = 0.5
"""How often the row is looked at: a user who cancels sees it happen within two seconds."""

PROGRESS_EVERY_S = 1.0

_log = logging.getLogger(__name__)


class Lease:
    """Renews a claim. Its two methods are the engine's callbacks, called from one thread several times a second."""

    def __init__(self, store: SqlStore, claim: Claim, settings: Settings, stopping: Callable[[], bool]) -> None:
        self._store = store
        self._claim = claim
        self._heartbeat_s = min(settings.heartbeat_s, settings.lease_s / 2)
        self._stopping = stopping
        self._stage: str | None = None
        self._progress = 0.0
        self._audio_ms: int | None = None
        self._told = ("", -1.0)
        self._renewed = time.monotonic()
        self._looked = time.monotonic()

    def progress(self, progress: EngineProgress) -> None:
        """What the engine says; it is written with the next heartbeat."""
        self._stage = progress.stage
        self._audio_ms = progress.audio_ms or self._audio_ms
        self._progress = max(self._progress, overall(progress.stage, progress.done))

    def should_stop(self) -> str | None:
        """Why the engine must end, or None. A database that does not answer is no reason: the token decides at the end."""
        if self._stopping():
            return STOP
        now = time.monotonic()
        news = (self._stage or "", round(self._progress, 3)) != self._told
        since = now - self._renewed
        try:
            if since >= self._heartbeat_s or (news and since >= PROGRESS_EVERY_S):
                return self._verdict(self._renew(now))
            if now - self._looked >= LOOK_EVERY_S:
                self._looked = now
                return self._verdict(self._store.peek(self._claim))
        except StoreUnavailable as error:
            _log.warning("heartbeat not written: %s", error.detail)
            self._renewed = self._looked = now  # the next one is tried when it would have been due
        return None

    def _renew(self, now: float) -> Beat:
        beat = self._store.heartbeat(self._claim, self._stage, self._progress, self._audio_ms)
        self._renewed = self._looked = now
        self._told = (self._stage or "", round(self._progress, 3))
        return beat

    @staticmethod
    def _verdict(beat: Beat) -> str | None:
        if not beat.held:
            return LOST
        return CANCEL if beat.cancel_requested else None

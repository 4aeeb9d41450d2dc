"""The reaper: requeues jobs whose worker was lost, and wake-ups that were lost. Any number may run side by side."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from oncue.jobs.errors import JobsError
from oncue.jobs.model import Reaped
from oncue.jobs.queue import Queue
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from oncue.jobs.store.metrics import WORKER, WORKER_SILENT_S

BEAT = "reaper"
WAKE_UPS_AT_ONCE = 200

WAKE_UPS_A_SLOT = 2
"""Messages in the queue for each job that the live workers can do at a time. Two: when Redis has lost all, one round keeps
even a large fleet busy, with the next message waiting while it works."""

HOST_FORGOTTEN_S = 86_400.0

_log = logging.getLogger(__name__)


class Reaper:
    """Takes back leases that ran out, and sends missing wake-ups.

    The collector, which may take long, runs beside it in a thread.
    """

    def __init__(
        self, settings: Settings, store: SqlStore, queue: Queue, *, wake_ups_at_once: int = WAKE_UPS_AT_ONCE
    ) -> None:
        self._settings = settings
        self._store = store
        self._queue = queue
        self._wake_ups_at_once = wake_ups_at_once
        self._patient_until = 0.0

    def run(self, stopped: Callable[[float], bool]) -> None:
        """Does rounds until `stopped(seconds)`, which waits so long, returns True."""
        while True:
            self.round()
            if stopped(self._settings.reaper_interval_s):
                return

    def round(self) -> None:
        """Does one round. A database or file store that is away costs the round, and never ends the reaper."""
        try:
            if time.monotonic() >= self._patient_until:
                self._take_back()
            self._wake_up()
            self._store.beat(BEAT)
            self._tidy()
        except JobsError as error:
            # While the database is away nobody can renew a lease: afterwards, workers get the time to do so.
            self._patient_until = time.monotonic() + min(2 * self._settings.heartbeat_s, self._settings.lease_s)
            _log.warning("round given up: %s", error.detail)
        except Exception:
            _log.exception("round given up")

    def _take_back(self) -> None:
        while True:
            reaped = self._store.reap()
            self._tell(reaped)
            if reaped == Reaped():
                return

    @staticmethod
    def _tell(reaped: Reaped) -> None:
        for job_id in reaped.requeued:
            _log.warning("lease ran out: queued again", extra={"job": job_id})
        for job_id in reaped.given_up:
            _log.error("lease ran out for the last time: given up", extra={"job": job_id})
        for job_id in reaped.cancelled:
            _log.info("lease ran out: cancelled, as asked", extra={"job": job_id})

    def _wake_up(self) -> None:
        """Tops the queue up to one message for each queued job, as Redis and frozen workers lose messages."""
        slots = sum(self._store.live(WORKER, WORKER_SILENT_S).values())
        queued = self._store.next_queued(max(self._wake_ups_at_once, WAKE_UPS_A_SLOT * slots))
        if not queued:
            return
        waiting = self._queue.waiting()
        if waiting is None:
            return
        for job_id in queued[: max(0, len(queued) - waiting)]:
            if not self._queue.enqueue(job_id):
                return

    def _tidy(self) -> None:
        """Removes rows that pile up: of states that nobody knows, of turns that are over, of hosts that are gone."""
        while self._store.set_aside_unknown():
            pass
        self._store.forget_empty_turns()
        self._store.forget_beats(WORKER, HOST_FORGOTTEN_S)

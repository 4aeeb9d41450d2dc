"""The reaper: brings back what was lost. Any number may run; each round does what is due and no more."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from jobs.blobs import Blobs
from jobs.collecting import collect, delete_files
from jobs.errors import IllegalTransition, JobsError, NotFound
from jobs.queue import Queue
from jobs.settings import Settings
from jobs.store import SqlStore

BEAT = "reaper"
WAKE_UPS_AT_ONCE = 200
COLLECT_EVERY_S = 600.0

_log = logging.getLogger(__name__)


class Reaper:
    """Takes back leases that ran out, sends missing wake-ups, and removes old jobs and unreferenced files."""

    def __init__(self, settings: Settings, store: SqlStore, blobs: Blobs, queue: Queue) -> None:
        self._settings = settings
        self._store = store
        self._blobs = blobs
        self._queue = queue
        self._patient_until = 0.0
        self._next_collection = 0.0

    def run(self, stopped: Callable[[float], bool]) -> None:
        """Rounds until `stopped(seconds)`, which waits so long, says True."""
        while True:
            self.round()
            if stopped(self._settings.reaper_interval_s):
                return

    def round(self) -> None:
        """One round. A database or file store that is away costs the round, not the reaper."""
        try:
            if time.monotonic() >= self._patient_until:
                self._take_back()
            self._wake_up()
            self._store.beat(BEAT)
            if time.monotonic() >= self._next_collection:
                self._next_collection = time.monotonic() + min(COLLECT_EVERY_S, self._settings.collect_after_s)
                self._clean()
        except JobsError as error:
            # While the database is away nobody can renew a lease: afterwards, workers get the time to do so.
            self._patient_until = time.monotonic() + min(2 * self._settings.heartbeat_s, self._settings.lease_s)
            _log.warning("round given up: %s", error.detail)
        except OSError as error:  # of the file store: no access, a network drive that is away
            _log.warning("cleaning given up: %s", error)

    def _take_back(self) -> None:
        reaped = self._store.reap()
        for job_id in reaped.requeued:
            _log.warning("lease ran out: queued again", extra={"job": job_id})
        for job_id in reaped.given_up:
            _log.error("lease ran out for the last time: given up", extra={"job": job_id})
        for job_id in reaped.cancelled:
            _log.info("lease ran out: cancelled, as asked", extra={"job": job_id})

    def _wake_up(self) -> None:
        """Tops the queue up to one message for each queued job: messages are lost with Redis, and with frozen workers."""
        queued = self._store.next_queued(WAKE_UPS_AT_ONCE)
        if not queued:
            return
        waiting = self._queue.waiting()
        if waiting is None:
            return
        for job_id in queued[: max(0, len(queued) - waiting)]:
            if not self._queue.enqueue(job_id):
                return

    def _clean(self) -> None:
        settings = self._settings
        if settings.retention_days:
            for job_id, tenant in self._store.expired(settings.retention_days):
                try:
                    self._store.delete(job_id, tenant)
                except (NotFound, IllegalTransition):  # another reaper was quicker, or its user wants it once more
                    continue
                delete_files(self._blobs, job_id)
                _log.info("deleted: older than the retention", extra={"job": job_id})
        collected = collect(self._store, self._blobs, older_than_s=settings.collect_after_s, cache_days=settings.cache_days)
        self._store.set_gauge("orphan_bytes", collected.orphan_bytes)
        if collected.files:
            _log.info("collected %d files of %d bytes that nothing refers to", collected.files, collected.bytes)

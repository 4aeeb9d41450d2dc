"""The collector: removes what is no longer needed. That is old jobs, and files that nothing refers to: of uploads that broke
off, results of workers that came too late, texts before a correction, old recognitions."""

from __future__ import annotations

import json
import logging
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, replace

from oncue.jobs.blobs import Blob, Blobs
from oncue.jobs.desk_model import DESKS
from oncue.jobs.errors import IllegalTransition, JobsError, NotFound
from oncue.jobs.ids import new_id
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore

JOBS = "jobs"
CACHE = "cache"
_FOLDERS = (JOBS, DESKS, CACHE)
"""The folders that a collection goes through, in this order."""

SECONDS_A_DAY = 86_400

DUTY = "collect"
COLLECT_EVERY_S = 600.0

HELD_FOR_S = 300.0
"""Seconds of silence after which a collector is taken for dead, and another goes on where it was."""

_AT_ONCE = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collected:
    """Counts of what a collection has removed so far.

    `orphan_bytes` are in files that nothing refers to and that are too young.
    """

    files: int = 0
    bytes: int = 0
    orphan_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """The position of a collection: the last key it has seen, and its counts before that."""

    folder: str = JOBS
    after: str = ""
    files: int = 0
    bytes: int = 0
    orphan_bytes: int = 0

    @classmethod
    def read(cls, text: str) -> Position:
        """The position that `text` holds, or the beginning where `text` cannot be understood."""
        try:
            found = cls(**json.loads(text))
        except (ValueError, TypeError):
            return cls()
        sound = found.folder in _FOLDERS and isinstance(found.after, str)
        return found if sound and all(isinstance(n, int) for n in (found.files, found.bytes, found.orphan_bytes)) else cls()

    @property
    def collected(self) -> Collected:
        """The counts of what the collection has removed so far."""
        return Collected(self.files, self.bytes, self.orphan_bytes)


class Collector:
    """Deletes jobs past their retention, lets go of desks' sound that nobody uses, and collects files.

    Any number may run: a duty in the database says which one does.
    """

    def __init__(self, settings: Settings, store: SqlStore, blobs: Blobs) -> None:
        self._settings = settings
        self._store = store
        self._blobs = blobs
        self._name = new_id("collector")
        self._every_s = min(COLLECT_EVERY_S, settings.collect_after_s)

    def run(self, stopped: Callable[[float], bool]) -> None:
        """Does rounds until `stopped(seconds)`, which waits so long, returns True."""
        while True:
            self.round(lambda: stopped(0))
            if stopped(min(self._every_s, self._settings.reaper_interval_s)):
                return

    def round(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Does one collection where one is due and nobody else does it.

        An error costs the round, and never ends the collector.
        """
        try:
            text = self._store.take_duty(DUTY, self._name, HELD_FOR_S)
            if text is not None:
                self._do(Position.read(text), stopped)
        except JobsError as error:
            _log.warning("collection given up: %s", error.detail)
        except OSError as error:  # of the file store: no access, a network drive that is away
            _log.warning("collection given up: %s", error)
        except Exception:
            _log.exception("collection given up")

    def _do(self, position: Position, stopped: Callable[[], bool]) -> None:
        """Goes on from the position.

        Whatever stops it half-way leaves the duty to the next collector, at once or in a while.
        """
        done = False
        try:
            done = self._delete_old(position, stopped)
            if self._settings.desk_days:
                self._store.let_go_of_desk_sound(self._settings.desk_days)
            steps = _steps(self._store, self._blobs, position, self._settings.collect_after_s, self._settings.cache_days)
            while done:
                try:
                    position = next(steps)
                except StopIteration as end:
                    position = end.value
                    break
                done = not stopped() and self._keep(position)
        finally:
            left = Position() if done else position
            self._store.leave_duty(DUTY, self._name, _text(left), due_in_s=0 if stopped() else self._every_s)
        if done:
            self._store.set_gauge("orphan_bytes", position.orphan_bytes)
            if position.files:
                _log.info("collected %d files of %d bytes that nothing refers to", position.files, position.bytes)

    def _keep(self, position: Position) -> bool:
        return self._store.keep_duty(DUTY, self._name, HELD_FOR_S, _text(position))

    def _delete_old(self, position: Position, stopped: Callable[[], bool]) -> bool:
        """Deletes jobs past their retention until none is due; returns False where it was stopped before."""
        days = self._settings.retention_days
        while days:
            due = self._store.expired(days)
            deleted = [job_id for job_id, tenant in due if self._delete(job_id, tenant)]
            if not deleted:  # none is due, or others are at the same ones
                break
            if stopped() or not self._keep(position):
                return False
        return True

    def _delete(self, job_id: str, tenant: str) -> bool:
        try:
            self._store.delete(job_id, tenant)
        except (NotFound, IllegalTransition):  # another was quicker, or its user wants it once more
            return False
        delete_files(self._blobs, job_id)
        _log.info("deleted: older than the retention", extra={"job": job_id})
        return True


def collect(store: SqlStore, blobs: Blobs, *, older_than_s: float, cache_days: float) -> Collected:
    """Removes what nothing refers to and is older than `older_than_s`, and stored recognitions older than `cache_days`.

    Files of a job that a worker holds, and of an upload that is under way, are left alone. Raises `StoreUnavailable`.
    """
    steps = _steps(store, blobs, Position(), older_than_s, cache_days)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            collected: Collected = end.value.collected
            return collected


def delete_files(blobs: Blobs, job_id: str) -> None:
    """Removes all files of a job that has been deleted."""
    for folder in (JOBS, DESKS):
        for blob in blobs.list(f"{folder}/{job_id}"):
            blobs.delete(blob.key)


def _steps(
    store: SqlStore, blobs: Blobs, position: Position, older_than_s: float, cache_days: float
) -> Generator[Position, None, Position]:
    """Does a collection in steps of some hundred files. Each step yields the position; the last position is returned."""
    while True:
        page, after = blobs.page(position.folder, position.after, _AT_ONCE)
        if position.folder != CACHE:
            least_age_s = older_than_s
            doomed, young = _unreferenced(store, page, older_than_s)
        else:
            least_age_s = cache_days * SECONDS_A_DAY
            doomed, young = [blob for blob in page if blob.age_s > least_age_s], 0
        gone = [blob for blob in doomed if _remove(blobs, blob, least_age_s)]
        position = replace(
            position,
            after=after or "",
            files=position.files + len(gone),
            bytes=position.bytes + sum(blob.bytes for blob in gone),
            orphan_bytes=position.orphan_bytes + young,
        )
        if after is None:
            if position.folder == CACHE:
                break
            position = replace(position, folder=_FOLDERS[_FOLDERS.index(position.folder) + 1])
        yield position
    aborted = blobs.abort_stale_uploads(max(older_than_s, SECONDS_A_DAY))
    return replace(position, files=position.files + aborted)


def _unreferenced(store: SqlStore, page: Sequence[Blob], older_than_s: float) -> tuple[list[Blob], int]:
    """The files of jobs to remove, and the bytes of those that are too young for that."""
    by_job: dict[str, list[Blob]] = defaultdict(list)
    for blob in page:
        by_job[blob.key.split("/")[1]].append(blob)
    young, old = 0, defaultdict(list)
    referenced = store.referenced(by_job)
    for job_id, files in by_job.items():
        kept = referenced.get(job_id, frozenset())
        if kept is None:
            continue
        for blob in files:
            if blob.key in kept:
                continue
            if blob.age_s < older_than_s:
                young += blob.bytes
            else:
                old[job_id].append(blob)
    # Asked once more, of these few: a job may have come to refer to one of them since the page was read.
    again = store.referenced(old) if old else {}
    doomed = []
    for job_id, files in old.items():
        kept = again.get(job_id, frozenset())
        doomed += [blob for blob in files if kept is not None and blob.key not in kept]
    return doomed, young


def _remove(blobs: Blobs, blob: Blob, least_age_s: float) -> bool:
    """Removes a file where it is still as old as it has to be, since it may have been written anew after it was listed."""
    now = blobs.look(blob.key)
    if now is None or now.age_s < least_age_s:
        return False
    blobs.delete(blob.key)
    return True


def _text(position: Position) -> str:
    return json.dumps(asdict(position))

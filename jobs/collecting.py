"""Removing files that nothing refers to: uploads that broke off, results of workers that came too late, old recognitions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from jobs.blobs import Blob, Blobs
from jobs.store import SqlStore

JOBS = "jobs"
CACHE = "cache"
DAY_S = 86_400

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Collected:
    """What one collection did. `orphan_bytes` are in files that nothing refers to and that are too young to remove."""

    files: int
    bytes: int
    orphan_bytes: int


def collect(store: SqlStore, blobs: Blobs, *, older_than_s: float, cache_days: float) -> Collected:
    """Removes what nothing refers to and is older than `older_than_s`, and stored recognitions older than `cache_days`.

    Files of a job that a worker holds, and of an upload that is under way, are left alone. Raises `StoreUnavailable`.
    """
    files = removed = young = 0
    by_job: dict[str, list[Blob]] = defaultdict(list)
    for blob in blobs.list(JOBS):
        by_job[blob.key.split("/")[1]].append(blob)
    ids = list(by_job)
    for first in range(0, len(ids), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        referenced = store.referenced(some)
        for job_id in some:
            kept = referenced.get(job_id, frozenset())
            if kept is None:
                continue
            for blob in by_job[job_id]:
                if blob.key in kept:
                    continue
                if blob.age_s < older_than_s:
                    young += blob.bytes
                    continue
                blobs.delete(blob.key)
                files, removed = files + 1, removed + blob.bytes
    for blob in blobs.list(CACHE):
        if blob.age_s > cache_days * DAY_S:
            blobs.delete(blob.key)
            files, removed = files + 1, removed + blob.bytes
    files += blobs.abort_stale_uploads(max(older_than_s, DAY_S))
    return Collected(files, removed, young)


def delete_files(blobs: Blobs, job_id: str) -> None:
    """Removes all files of a job that is not there any more."""
    for blob in blobs.list(f"{JOBS}/{job_id}"):
        blobs.delete(blob.key)

"""Files that the file store keeps for an engine: recognitions, by their recording, and the transcript as it was read.

Any job with the same recording may use a recognition.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from oncue.jobs.blobs import Blobs
from oncue.jobs.errors import JobsError, NotFound
from oncue.jobs.garbage import CACHE
from oncue.jobs.model import Job, parsed_key

MOST_CANDIDATES = 8
"""Recognitions of one recording that are looked at, newest first: one for each model, engine, language and list of names."""


def open_cached(stack: ExitStack, blobs: Blobs, job: Job, check: Callable[[], None]) -> tuple[str | None, tuple[str, ...]]:
    """The paths of what this job heard the last time it was worked on (or None), and of all recognitions kept of its
    recording.

    They last as long as `stack` is open. There are none where the file store does not answer: it is only a cache. `check` is
    as in `Blobs.local_file`.
    """
    own: str | None = None
    candidates: list[str] = []
    with suppress(JobsError, OSError):
        kept = sorted(blobs.list(_folder(job)), key=lambda blob: blob.age_s)[:MOST_CANDIDATES]
        for blob in kept:
            path = str(stack.enter_context(blobs.local_file(blob.key, check)))
            candidates.append(path)
            if job.recognition_key is not None and blob.key.endswith(f"/{job.recognition_key}"):
                own = path
    return own, tuple(candidates)


def open_parsed(stack: ExitStack, blobs: Blobs, job: Job, check: Callable[[], None]) -> str | None:
    """The path of the job's transcript as the API read it, which lasts as long as `stack` is open.

    None for a job that was made before that was kept.
    """
    with suppress(NotFound):
        return str(stack.enter_context(blobs.local_file(parsed_key(job.text_key), check)))
    return None


def store_recognition(blobs: Blobs, job: Job, key: str | None, path: Path, check: Callable[[], None]) -> str | None:
    """Stores a recognition and returns its key; None where there is none, or no room: the job is done without."""
    if key is None:
        return None
    with suppress(JobsError, OSError):
        if path.is_file():
            blobs.put_file(f"{_folder(job)}/{key}", path, check)
        return key
    return None


def _folder(job: Job) -> str:
    return f"{CACHE}/{job.audio.sha256}"

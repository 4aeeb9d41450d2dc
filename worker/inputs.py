"""A job's files as paths on this machine: the file store's own, or copies from S3."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from oncue.jobs.blobs import Blobs
from oncue.jobs.model import Job
from worker.recognition_store import open_cached, open_parsed


@dataclass(frozen=True, slots=True)
class Inputs:
    """Paths of a job's files, which last until `files` is closed.

    `parsed` is what `open_parsed` gives, `recognition` and `candidates` what `open_cached` gives.
    """

    files: ExitStack
    audio: Path
    transcript: Path
    parsed: str | None
    recognition: str | None
    candidates: tuple[str, ...]


def fetch(blobs: Blobs, job: Job, check: Callable[[], None]) -> Inputs:
    """Fetches the files of a job, however long that takes; what `check` raises ends it.

    Raises the errors of `Blobs.local_file`.
    """
    with ExitStack() as stack:
        audio = stack.enter_context(blobs.local_file(job.audio.key, check))
        transcript = stack.enter_context(blobs.local_file(job.transcript.key, check))
        parsed = open_parsed(stack, blobs, job, check)
        own, candidates = open_cached(stack, blobs, job, check)
        return Inputs(stack.pop_all(), audio, transcript, parsed, own, candidates)

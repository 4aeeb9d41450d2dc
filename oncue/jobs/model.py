"""The model of a job: its states and how they follow each other, and the values that the store takes and gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

DEFAULT_TENANT = "default"


class State(StrEnum):
    """The state of a job. Within `processing`, its `stage` and `progress` say how far it is."""

    QUEUED = "queued"
    PROCESSING = "processing"
    COMPLETED = "completed"
    ERROR = "error"
    CANCELLED = "cancelled"


FINAL = frozenset({State.COMPLETED, State.ERROR, State.CANCELLED})

TRANSITIONS: Mapping[State, frozenset[State]] = MappingProxyType(
    {
        # Completed: a correction that was cancelled before anybody worked on it leaves the result that was there.
        # Error: its row cannot be read.
        State.QUEUED: frozenset({State.PROCESSING, *FINAL}),
        # Back to queued: the lease ran out, the engine died, or the worker was stopped.
        State.PROCESSING: frozenset({State.QUEUED, *FINAL}),
        # A corrected transcript, or another try: the same job with new attempts.
        State.COMPLETED: frozenset({State.QUEUED}),
        State.ERROR: frozenset({State.QUEUED}),
        State.CANCELLED: frozenset({State.QUEUED}),
    }
)


def parsed_key(text_key: str) -> str:
    """The key of the parsed transcript whose text is stored under `text_key`: in the same folder."""
    return f"{text_key.rpartition('/')[0]}/parsed.json"


class Lane(StrEnum):
    """The queue that a job waits in: a person's or a batch's. People pass batches, yet no batch starves."""

    INTERACTIVE = "interactive"
    BATCH = "batch"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in the blob store: `key` is its key, `sha256` the hash of its content."""

    key: str
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job as `Submitting.create` takes it.

    Two requests with one idempotency key ask for the same if `fingerprint` is equal.
    """

    id: str
    audio: Upload
    transcript: Upload
    text_key: str
    """The key of the text that the alignment's ranges point into; it is stored beside the original."""
    fingerprint: str
    options: Mapping[str, Any] = field(default_factory=dict)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    batch: str | None = None
    idempotency_key: str | None = None
    tenant: str = DEFAULT_TENANT


DAMAGED = "damaged"
"""The code of a job whose row in the database cannot be read."""


@dataclass(frozen=True, slots=True)
class Problem:
    """The reason why a job failed: a stable code, what to do about it, and figures."""

    code: str
    detail: str
    data: Mapping[str, Any] = field(default_factory=dict)


class CorrectionState(StrEnum):
    """The state of a corrected transcript of a job that has captions."""

    QUEUED = "queued"
    PROCESSING = "processing"
    APPLIED = "applied"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Correction:
    """The latest correction of a job's text. `problem` says why it failed; `at_ms` is when it ended, or was asked for.

    `text_key` is the key of the text that was sent, where captions are not made of it: not yet, or not at all. It is kept
    until it is applied or another is sent, so that its author can mend it. Where a process of a version
    that does not keep it ended the correction, it is None.
    """

    state: CorrectionState
    problem: Problem | None
    at_ms: int | None
    text_key: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One row of the table of jobs.

    Times are milliseconds since 1970, UTC. `version` grows with every change worth watching.
    """

    id: str
    tenant: str
    state: State
    stage: str | None
    progress: float
    lane: Lane
    attempts: int
    token: int
    version: int
    cancel_requested: bool
    created_at_ms: int
    started_at_ms: int | None
    completed_at_ms: int | None
    audio: Upload
    transcript: Upload
    text_key: str
    fingerprint: str
    options: Mapping[str, Any]
    metadata: Mapping[str, Any]
    batch: str | None
    language: str | None
    duration_ms: int | None
    quality: Mapping[str, Any] | None
    problem: Problem | None
    alignment_key: str | None
    recognition_key: str | None
    previous_text_key: str | None = None
    """The key of the text that the present captions belong to, while a corrected text, `text_key`, is worked on."""
    correction: Correction | None = None

    @property
    def has_captions(self) -> bool:
        """True where there is a result, even while a correction of it is worked on."""
        return self.alignment_key is not None and (self.state is State.COMPLETED or self.previous_text_key is not None)

    @property
    def captioned_text_key(self) -> str:
        """The key of the text that the ranges of the alignment point into."""
        return self.previous_text_key or self.text_key

    @property
    def is_final(self) -> bool:
        """True where no worker will change it any more, unless the user asks for that."""
        return self.state in FINAL

    @property
    def is_damaged(self) -> bool:
        """True where its row could not be read. Fields that are missing in the row are empty here."""
        return self.problem is not None and self.problem.code == DAMAGED


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a job until the lease ends.

    Every write names `token`, and one with a stale token changes nothing.
    """

    job: Job
    token: int
    lease_s: float
    host: str = ""
    """The host whose worker holds it, or the empty string where the worker did not say."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The answer to a heartbeat: the claim is still held or not, and the user wants to cancel or not."""

    held: bool
    cancel_requested: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a job that completed, as the store takes it."""

    alignment_key: str
    duration_ms: int
    language: str
    quality: Mapping[str, Any]
    stage_s: Mapping[str, float] = field(default_factory=dict)
    recognition_key: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A named set of jobs of one tenant."""

    id: str
    tenant: str
    name: str
    metadata: Mapping[str, Any]
    created_at_ms: int
    cancelled_at_ms: int | None


@dataclass(frozen=True, slots=True)
class BatchCounts:
    """The jobs of a batch: their count in each state, and the mean of their progress, 0..1."""

    counts: Mapping[State, int]
    progress: float

    @property
    def total(self) -> int:
        """The count of all jobs of the batch."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A page of the jobs of a batch, oldest first. Changes after this page are found by `version`, in the next question."""

    jobs: Sequence[Job]
    has_more: bool
    version: int


@dataclass(frozen=True, slots=True)
class Reaped:
    """Counts of what one round of the reaper changed."""

    requeued: tuple[str, ...] = ()
    given_up: tuple[str, ...] = ()
    cancelled: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Backlog:
    """The jobs that wait and that are worked on, for metrics and the reaper."""

    queued: Mapping[Lane, int]
    processing: int
    oldest_queued_s: float
    """Age of the job that waits longest, in seconds; 0 where none waits."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as far as it may be shown. Its secret is stored as a hash only."""

    id: str
    name: str
    tenant: str
    created_at_ms: int
    revoked_at_ms: int | None
    role: str
    """The role of the key: `admin`, which may do everything, is the only one so far."""


class WorkerState(StrEnum):
    """The state of one process of a worker."""

    IDLE = "idle"
    WORKING = "working"
    RESTING = "resting"
    """It takes no jobs until its engine passes the self-test, since too many in a row have failed on it."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One process of a worker, as it last showed itself. `done` and `failed` count jobs since it started."""

    id: str
    host: str
    state: WorkerState
    started_at_ms: int
    silent_s: float
    done: int
    failed: int
    in_a_row: int
    """Count of jobs that have failed on it since the last one that did not."""
    last_problem: str | None

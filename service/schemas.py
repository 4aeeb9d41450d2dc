"""What requests and answers look like: checked on the way in, and the source of /openapi.json."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from jobs.ids import ID
from jobs.model import State
from jobs.options import CaptionChoices
from service.quality_schema import Quality

_ID = f"^{ID.pattern}$"


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; further members hold figures."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str


class JobProblem(BaseModel):
    """Why a job failed, and what to do."""

    model_config = ConfigDict(extra="allow")

    code: str
    detail: str


class JobLinks(BaseModel):
    """Where the rest of a job is."""

    self: str
    events: str
    alignment: str
    transcript: str
    captions: dict[str, str]


class Job(BaseModel):
    """A recording, its transcript, and where their alignment is. Times are RFC 3339, UTC."""

    id: str
    status: State
    stage: str | None
    progress: float = Field(ge=0, le=1)
    version: int = Field(description="Grows with every change; give it back with `wait`.")
    lane: str
    attempts: int
    created_at: str
    started_at: str | None
    completed_at: str | None
    filename: str
    language: str | None
    options: dict[str, Any]
    batch: str | None
    metadata: dict[str, Any]
    duration_ms: int | None
    quality: Quality | None
    error: JobProblem | None
    links: JobLinks


class JobList(BaseModel):
    """Jobs, newest first."""

    jobs: list[Job]
    has_more: bool


class NewBatch(BaseModel):
    """What a batch may be given."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=500)
    metadata: dict[str, JsonValue] = Field(default_factory=dict)

    @field_validator("metadata")
    @classmethod
    def _has_json_numbers_only(cls, value: dict[str, JsonValue]) -> dict[str, JsonValue]:
        json.dumps(value, allow_nan=False)  # raises ValueError for what Python reads, but JSON does not have
        return value


class BatchItem(BaseModel):
    """One job of a batch."""

    job: str
    filename: str
    status: State
    stage: str | None
    progress: float
    error: JobProblem | None
    links: JobLinks


class BatchSummary(BaseModel):
    """A named set of jobs: how many are in which state."""

    id: str
    name: str
    metadata: dict[str, Any]
    created_at: str
    cancelled_at: str | None
    counts: dict[str, int]
    total: int
    progress: float
    links: dict[str, str]


class Batch(BatchSummary):
    """With a line for each job."""

    items: list[BatchItem]


class BatchList(BaseModel):
    """Batches, newest first."""

    batches: list[BatchSummary]
    has_more: bool


class JobPath(BaseModel):
    """The job a call is about."""

    job_id: str = Field(pattern=_ID)


class CaptionsPath(JobPath):
    """The job and the format."""

    suffix: str = Field(max_length=8, description="srt, vtt, json or txt.")


class BatchPath(BaseModel):
    """The batch a call is about."""

    batch_id: str = Field(pattern=_ID)


class WaitQuery(BaseModel):
    """How long to wait for a change."""

    wait: float = Field(0, ge=0, le=60, description="Seconds to wait until the job changes.")
    version: int | None = Field(None, ge=0, le=2**31 - 1, description="Changed from what: the version known so far.")


class PageQuery(BaseModel):
    """A page of a list."""

    limit: int = Field(20, ge=1, le=100)
    starting_after: str | None = Field(None, pattern=_ID, description="The last id of the page before.")


class JobsQuery(PageQuery):
    """Which jobs."""

    status: State | None = None
    batch: str | None = Field(None, pattern=_ID)


class CaptionsQuery(CaptionChoices):
    """How captions look, for this download; else as the job's options say."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ZipQuery(CaptionsQuery):
    """In which format."""

    format: str = Field("srt", max_length=8)

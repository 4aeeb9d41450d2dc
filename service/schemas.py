"""The schemas of requests and answers: checked on the way in, and the source of /openapi.json."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationInfo, field_validator, model_validator

from oncue.captions.formats import FORMATS, Use
from oncue.jobs.ids import ID
from oncue.jobs.model import CorrectionState, State
from oncue.jobs.options import CaptionChoices
from oncue.progress import Stage
from service.editions import REV_PATTERN
from service.quality_schema import Quality
from service.refusals import refuse_unknown

_ID = f"^{ID.pattern}$"
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?([0-9]{1,18}(\.[0-9]{0,18})?|\.[0-9]{1,18})([eE][+-]?[0-9]{1,3})?")


SUFFIXES = f"{', '.join([*FORMATS][:-1])} or {[*FORMATS][-1]}"
"""The suffixes of the caption formats, in a sentence."""

STAGE = f"Of a job that is `processing`, in this order: {', '.join(Stage)}. An engine of your own may have others."


class Problem(BaseModel):
    """An error (RFC 9457). `code` is stable; further members hold figures."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str


class JobProblem(BaseModel):
    """The reason why a job failed, and what to do."""

    model_config = ConfigDict(extra="allow")

    code: str
    detail: str


class JobLinks(BaseModel):
    """The paths of a job and of what belongs to it."""

    self: str
    events: str
    alignment: str
    transcript: str
    captions: dict[str, str]
    caption_files: str = Field(description="What each of the captions holds, and what not.")
    desk: str = Field(description="Its desk, where its captions are edited.")


class LostPart(BaseModel):
    """Something of the captions that a format cannot hold. `code` is stable."""

    code: str
    detail: str


class CaptionFile(BaseModel):
    """The captions in one format, as they would be downloaded now."""

    suffix: str
    media_type: str
    title: str
    use: Use = Field(description="What such files are for.")
    filename: str = Field(description="What a browser saves it as.")
    bytes: int
    etag: str = Field(description="What the download has in its header `ETag`, there in quotes.")
    lost: list[LostPart] = Field(description="What of the captions, or of what was asked for, is not in it.")
    link: str


class CaptionFiles(BaseModel):
    """The captions of a job in every format."""

    job: str
    files: list[CaptionFile]


class Correction(BaseModel):
    """The latest corrected transcript of a job that had captions already: they stay until the corrected ones are there."""

    state: CorrectionState
    problem: JobProblem | None = Field(description="Why it failed; the job is `completed` then, with the captions it had.")
    at: str | None = Field(description="When it ended; until then, when it was sent.")
    text: str | None = Field(
        description="The path of the text that was sent, while no captions are made of it, and where it failed or was "
        "cancelled: kept until another is sent."
    )


class Job(BaseModel):
    """A recording, its transcript, and where their alignment is. Times are RFC 3339, UTC."""

    id: str
    status: State
    stage: str | None = Field(description=STAGE)
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
    correction: Correction | None
    links: JobLinks


class JobList(BaseModel):
    """Jobs, newest first."""

    jobs: list[Job]
    has_more: bool


class NewBatch(BaseModel):
    """The members of a new batch; the body is read by `service.strict_json`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field("", max_length=500)
    metadata: dict[str, JsonValue] = Field(
        default_factory=dict, description="A JSON object, kept and given back as it came."
    )

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        refuse_unknown(given if isinstance(given, dict) else (), cls.model_fields, "member")
        return given


class BatchItem(BaseModel):
    """One job of a batch."""

    job: str
    filename: str
    status: State
    stage: str | None = Field(description=STAGE)
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
    """A batch with a line for each job, by page, oldest first."""

    items: list[BatchItem]
    has_more: bool
    version: int | None = Field(description="Give it back as `changed_since`. It is of the first page: null on the others.")


class BatchList(BaseModel):
    """Batches, newest first."""

    batches: list[BatchSummary]
    has_more: bool


class JobPath(BaseModel):
    """The job a call is about."""

    job_id: str = Field(pattern=_ID)


class CaptionsPath(JobPath):
    """The job and the format."""

    suffix: str = Field(max_length=20, description=f"{SUFFIXES}.")


class BatchPath(BaseModel):
    """The batch a call is about."""

    batch_id: str = Field(pattern=_ID)


class Asked(BaseModel):
    """Headers or query parameters of a request."""

    @classmethod
    def model_json_schema(cls, *how: Any, **named: Any) -> dict[str, Any]:
        """The schema as pydantic gives it. The plain one is made once: flask-openapi3 asks for it with every request, and
        making it took a third of the time of an answer."""
        make = super().model_json_schema
        return make(*how, **named) if how or named else _made_once(make)


@cache
def _made_once(make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return make()


class Query(Asked):
    """Query parameters: no others than these, and numbers as people write them."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _plain_number(cls, value: Any, info: ValidationInfo) -> Any:
        """The value of a number as people write it. Pydantic alone would take `1_0`, ` 10` and `10.0` for ten."""
        annotation = cls.model_fields[info.field_name or ""].annotation
        kinds = {annotation, *get_args(annotation)}
        if isinstance(value, str) and {int, float} & kinds and not (_WHOLE if int in kinds else _DECIMAL).fullmatch(value):
            raise ValueError("write a whole number, such as 20" if int in kinds else "write a number, such as 2.5")
        return value


class WaitQuery(Query):
    """The version to wait for a change of, and how long."""

    wait: float = Field(0, ge=0, le=60, description="Seconds to wait until the job changes.")
    version: int | None = Field(None, ge=0, le=2**31 - 1, description="Changed from what: the version known so far.")


class PageQuery(Query):
    """A page of a list."""

    limit: int = Field(20, ge=1, le=100)
    starting_after: str | None = Field(None, pattern=_ID, description="The last id of the page before.")


class JobsQuery(PageQuery):
    """The jobs to list."""

    status: State | None = None
    batch: str | None = Field(None, pattern=_ID)


class WorklistQuery(Query):
    """How good the captions are to be, of which batch, and which programmes come first."""

    quality: float = Field(99.0, ge=90, le=100, description="Words that are right and in their place, in hundredths.")
    first: str = Field("most", pattern="^(most|least)$", description="Most minutes first, or least.")
    batch: str | None = Field(None, pattern=_ID, description="Programmes of this batch alone.")


class BatchQuery(Query):
    """The jobs of a batch to list."""

    limit: int = Field(1000, ge=0, le=1000, description="Most items; 0 for the counts alone.")
    starting_after: str | None = Field(None, pattern=_ID, description="The last job of the page before.")
    changed_since: int | None = Field(
        None, ge=0, le=2**53 - 1, description="Only items that changed since: `version` of an earlier answer."
    )


class RevQuery(Query):
    """Which state of the captions is meant."""

    rev: str | None = Field(
        None,
        pattern=REV_PATTERN,
        description="A revision of the desk: approved, head (the newest), or its number, 0 being the machine's. Else the "
        "approved one, and the machine's where none is.",
    )


class CaptionsQuery(RevQuery, CaptionChoices):
    """The look of the captions in this download; what is not given is as the job's options say."""


class ZipQuery(CaptionsQuery):
    """The format of the captions in a zip, and their look."""

    format: str = Field("srt", max_length=20, description=f"{SUFFIXES}.")

"""The worklist as the API shows it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from service.quality_schema import ShownCertificate


class ListedProgramme(BaseModel):
    """A completed job."""

    job: str
    filename: str
    batch: str | None
    duration_ms: int | None
    completed_at: str | None
    links: dict[str, str]


class ProgrammeToReview(ListedProgramme):
    """A completed job, and what it needs until the stated share of its words is right and in its place."""

    minutes: float
    doubts: int = Field(description="So many are to be answered, worst first.")
    certificate: ShownCertificate | None = Field(
        description="What is promised of its captions; null where an earlier version made them: `minutes` and `doubts` are "
        "estimates then."
    )


class ShownWorklist(BaseModel):
    """The newest 200 programmes, by the minutes of review that they need."""

    quality: float = Field(description="Words that are to be right and in their place, in hundredths.")
    minutes: float = Field(description="Of all together.")
    programmes: list[ProgrammeToReview] = Field(description="In the order that was asked for.")
    without_estimate: list[ListedProgramme] = Field(description="Their figures are damaged, or of too early a version.")
    has_more: bool = Field(description="Older programmes were not looked at.")

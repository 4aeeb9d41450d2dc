"""The schemas of a check of a job's captions."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from oncue.captions.check import RULE_SETS, Severity
from service.schemas import CaptionsQuery


class FoundInCaptions(BaseModel):
    """A rule that is broken at one place. `code` is stable."""

    code: str
    cue: int | None = Field(description="The number of the caption, from 1; null for what belongs to none.")
    start_ms: int
    figure: float | None = Field(description="What was measured, in `unit`.")
    limit: float | None = Field(description="What it should keep to.")
    unit: str
    severity: Severity = Field(description="`hard`: a file to send back; `soft`: a place to look at.")
    rule: str = Field(description="Whose rule it is: the document and its section.")
    text: str


class CheckOfCaptions(BaseModel):
    """What a job's captions break of a house's rules."""

    job: str
    schema_: int = Field(alias="schema")
    name: str
    captions: int
    language: str
    rules: list[str]
    hard: int
    soft: int
    findings: list[FoundInCaptions]


class CheckQuery(CaptionsQuery):
    """By whose rules, and the look of the captions."""

    rules: Literal[tuple(RULE_SETS)] | None = Field(None, description="Whose rules: else those of the profile.")  # type: ignore[valid-type]

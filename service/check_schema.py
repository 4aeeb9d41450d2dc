"""The schemas of checks: of a job's captions, and of a caption file that is sent for it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field

from oncue.caption_files.caption_file import READABLE
from oncue.captions.check import RULE_SETS, Severity
from oncue.captions.formats import FORMATS
from oncue.jobs.options import choosing
from oncue.options.captions import CAPTION_OPTIONS, PROFILE_VALUES
from service.schemas import CaptionsQuery, Query

ReportForm = Literal["json", "html"]

_FORM = "JSON, or a page; without it, `Accept` decides."


def _also(what: str, *media_types: str) -> ConfigDict:
    """What the description says of the answer beside its schema: it may be a page, or `what` of other types."""
    content: dict[str, Any] = {"text/html": {"schema": {"type": "string", "description": "The report as a page."}}}
    content |= {each: {"schema": {"type": "string", "description": what}} for each in sorted(media_types)}
    return cast(ConfigDict, {"openapi_extra": {"content": content}})


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


class CheckedCaptions(BaseModel):
    """What captions break of a house's rules."""

    schema_: int = Field(alias="schema")
    name: str
    captions: int
    language: str
    rules: list[str]
    hard: int
    soft: int
    findings: list[FoundInCaptions]


class MendedFile(BaseModel):
    """A caption file that was mended."""

    name: str
    media_type: str
    lost: list[str] = Field(description="What of the captions is not in it; each begins with a stable code.")
    base64: str


class CheckOfFile(CheckedCaptions):
    """What the captions of a file break of a house's rules; with `fix`, what is left of that, and the mended file."""

    model_config = _also("The file, with `fix` alone.", *{each.media_type for each in FORMATS.values() if each.read})

    mended: list[int] = Field([], description="The numbers of the captions that are not as they were, from 1; with `fix`.")
    file: MendedFile | None = Field(None, description="The mended file; with `fix`.")


class CheckOfCaptions(CheckedCaptions):
    """What a job's captions break of a house's rules."""

    model_config = _also("")

    job: str


class CheckQuery(CaptionsQuery):
    """By whose rules, and the look of the captions."""

    rules: Literal[tuple(RULE_SETS)] | None = Field(None, description="Whose rules: else those of the profile.")  # type: ignore[valid-type]
    format: ReportForm | None = Field(None, description=_FORM)


@choosing(MappingProxyType({name: CAPTION_OPTIONS[name] for name in ("frame_rate", "start_timecode", "offset")}))
class FileCheckQuery(Query):
    """By whose rules a caption file is checked, and what is known of it; each may be a field of the form, too."""

    rules: Literal[tuple(RULE_SETS)] | None = Field(None, description="Whose rules; else those of the profile.")  # type: ignore[valid-type]
    profile: Literal[tuple(PROFILE_VALUES)] | None = Field(None, description="Whose rules, where `rules` names none.")  # type: ignore[valid-type]
    from_: Literal[READABLE] | None = Field(  # type: ignore[valid-type]
        None, alias="from", description="The file's format; else told by its ending or content."
    )
    language: str | None = Field(None, max_length=100, description="Such as fr or German; else told by the text.")
    duration: float | None = Field(None, ge=0, le=604_800, description="How long the recording is, in seconds.")
    fix: bool = Field(False, description="Mend line breaks and times, and answer with the mended file.")
    format: ReportForm | None = Field(None, description=f"{_FORM} With `fix`, the report and not the file alone.")

"""The schemas of a desk's requests and answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator

from oncue.captions.check import RULE_SETS
from oncue.desk.doubts import DoubtCode
from oncue.jobs.desk_model import DeskState, RevisionKind
from oncue.jobs.ids import EDIT_ID
from oncue.jobs.options import CaptionChoices
from oncue.options.captions import CAPTION_OPTIONS
from service.check_schema import CheckOfCaptions, FoundInCaptions
from service.desk_captions import EDITED_ELSEWHERE
from service.quality_schema import ShownCertificate
from service.refusals import refuse_unknown
from service.schemas import Query

TAB = r"^[A-Za-z0-9_-]{0,64}$"
"""What a page or a program that has a desk open may call itself."""

_EDIT_ID_HELP = "An id of your own for this edit, such as a UUID: sent twice, it is saved once."
MOST_REASON = 500
_NUMBER = 10**9


class DeskBody(BaseModel):
    """A body that holds nothing unknown; it is read by `service.strict_json`."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, given: Any) -> Any:
        refuse_unknown(given if isinstance(given, dict) else (), cls.model_fields, "member")
        return given


class NewEdit(DeskBody):
    """An edit: all of its ops are made, or none."""

    edit_id: str = Field(pattern=EDIT_ID, description=_EDIT_ID_HELP)
    ops: list[JsonValue] = Field(description="What to change, in this order: [the ops](desk.md).")


class NewUndo(DeskBody):
    """What to undo."""

    edit_id: str = Field(pattern=EDIT_ID, description=_EDIT_ID_HELP)
    rev: int = Field(ge=1, lt=_NUMBER, strict=True, description="The revision to undo. Undoing an undo brings it back.")


class NewRevert(DeskBody):
    """Where to go back to."""

    edit_id: str = Field(pattern=EDIT_ID, description=_EDIT_ID_HELP)
    to: int = Field(ge=0, lt=_NUMBER, strict=True, description="The revision to go back to; 0 is the machine's.")


class NewApproval(DeskBody):
    """Which revision is right."""

    rev: int = Field(ge=0, lt=_NUMBER, strict=True, description="The revision to approve; 0 gives the machine's again.")
    despite: str | None = Field(
        None, min_length=1, max_length=MOST_REASON, description="Why it is approved although hard findings are open."
    )

    @field_validator("despite")
    @classmethod
    def _readable(cls, value: str | None) -> str | None:
        if value is not None and (not value.strip() or not value.isprintable()):
            raise ValueError("give a reason in one line that can be read")
        return value


class DeskQuery(Query):
    """By whose limits captions are cut, and what the page has already."""

    profile: Literal[CAPTION_OPTIONS["profile"].names] | None = Field(None, description="Whose limits; else the job's.")  # type: ignore[valid-type]
    since: int | None = Field(None, ge=0, lt=_NUMBER, description="The revision that you have: what changed since is told.")
    retimed: int | None = Field(None, ge=0, lt=_NUMBER, description="The `retimed` that came with it.")


class EditQuery(Query):
    """By whose limits the answer's captions are cut, and what the page has already."""

    profile: Literal[CAPTION_OPTIONS["profile"].names] | None = Field(None, description="Whose limits; else the job's.")  # type: ignore[valid-type]
    retimed: int | None = Field(None, ge=0, lt=_NUMBER, description="The `retimed` of the desk that you have.")
    tab: str = Field(
        "", pattern=TAB, description="An id of your own: who has one takes turns with others of the same address."
    )


class EditedCaptionsQuery(Query, CaptionChoices):
    """The format of a caption file, and the looks that it was downloaded with; what is not given is as the job's options
    say."""

    format: Literal[EDITED_ELSEWHERE] | None = Field(None, description="The format of the file; else its content tells.")  # type: ignore[valid-type]


class HistoryQuery(Query):
    """A page of the history."""

    limit: int = Field(100, ge=1, le=1000)
    before: int | None = Field(
        None, ge=1, lt=_NUMBER, description="Only revisions before this one: the last of the page before."
    )


class Person(BaseModel):
    """Somebody, by the API key: its id and its name. The id is null where the service asks for no keys."""

    id: str | None
    name: str


def looks_of(profile: str | None) -> CaptionChoices:
    """The looks of captions under a profile; None: the job's own."""
    return CaptionChoices.model_validate({} if profile is None else {"profile": profile})


class OpenedDesk(BaseModel):
    """A desk as it stands."""

    job: str
    state: DeskState = Field(description="Of its sound: words can be edited whatever it is.")
    rev: int = Field(description="Its newest revision; 0 before the first.")
    approved: int | None = Field(description="The revision that captions are made of; null: the machine's.")


class ShownDoubt(BaseModel):
    """A place that a person should hear."""

    id: str = Field(description="Its name: the same as long as it is about the same words, or the same silence.")
    code: DoubtCode = Field(description="What is doubtful: [the doubts](desk.md#doubts).")
    first: str | None = Field(description="The first word that it is about; null for speech without words.")
    last: str | None
    start_ms: int = Field(description="The sound to hear, four seconds at most.")
    end_ms: int
    heard: str | None = Field(description='What Whisper heard in the place: "" is nothing, null that it is not known.')
    figures: dict[str, float] = Field(description="What it was told by.")
    says: str
    times: dict[str, int] = Field(description="The times in `says`, as it writes them, in milliseconds of the recording.")
    weight: float = Field(ge=0, le=1, description="The chance that something is wrong there.")


class FrameRateShown(BaseModel):
    """A frame rate: frame n begins `n * rate[1] / rate[0]` seconds after the clock's 0."""

    name: str
    rate: list[int] = Field(description="Frames a second: a numerator and a denominator.")
    counted: int = Field(description="Frames that a time code counts as a second.")
    drop: bool = Field(description="Time codes leave labels out, so that they keep to the clock.")


class ShownDesk(OpenedDesk):
    """A desk with its words and captions; or, asked with `since`, with what changed (`splice`)."""

    model_config = ConfigDict(extra="allow")

    first_rev: int = Field(description="The first revision of the published text that it works on.")
    retimed: int = Field(description="How often an aligner found new times.")
    timed: bool = Field(description="No words wait for an aligner, and it found times for all.")
    waiting: list[int] = Field(description="Revisions whose words wait for an aligner.")
    untimed: list[int] = Field(description="Revisions for words of which an aligner found no times: these are estimated.")
    aligner: bool = Field(description="An aligner is there: for the sound, and once that is made, for times.")
    profile: str
    profiles: list[str]
    language: str
    duration_ms: int
    limits: dict[str, float]
    frame_rate: str | None = Field(description="The frames that the job's captions are written on; null: on none.")
    frame_rates: list[FrameRateShown] = Field(description="The frame rates that captions may be written on.")
    offset_ms: int = Field(description="Where the recording begins on the programme's clock, which counts the frames.")
    text: str = Field(description="The published text that its words are of.")
    spliced: bool = Field(description="`words` and `cues` are splices: what changed since the revision that you have.")
    words: list[list[JsonValue]] | dict[str, Any]
    cues: list[list[JsonValue]] | dict[str, Any]
    speakers: list[str]
    sounds: list[list[JsonValue]]
    notes: list[list[JsonValue]]
    gaps: list[list[int]] = Field(description="Speech without words: from and to, in milliseconds.")
    unheld: list[dict[str, Any]] = Field(description="What persons want of captions and these limits cannot hold.")
    left_over: list[dict[str, Any]] = Field(description="Edits that could not be carried over from the text before.")
    doubts: list[ShownDoubt] = Field(description="What a person should hear, worst first: the worst 5,000.")
    certificate: ShownCertificate


class ChangesQuery(Query):
    """By whose limits captions are cut, and what the page has already."""

    profile: Literal[CAPTION_OPTIONS["profile"].names] | None = Field(None, description="Whose limits; else the job's.")  # type: ignore[valid-type]
    since: int = Field(ge=0, lt=_NUMBER, description="The revision that you have.")
    retimed: int = Field(ge=0, lt=_NUMBER, description="The `retimed` that came with it.")


class DeskSplices(BaseModel):
    """What changed since a revision. `words` and `cues` are splices; null: read the desk again."""

    state: DeskState
    rev: int
    retimed: int
    approved: int | None
    timed: bool = Field(description="No words wait for an aligner, and it found times for all.")
    words: dict[str, Any] | None
    cues: dict[str, Any] | None
    speakers: list[str]


class SavedEdit(BaseModel):
    """An edit that is saved. `words` and `cues` are splices; null: read the desk again."""

    rev: int
    retimed: int
    merged: list[int] = Field(description="Revisions of others that it goes together with.")
    timed: bool = Field(description="No words of it wait for an aligner.")
    approved: int | None
    words: dict[str, Any] | None
    cues: dict[str, Any] | None
    speakers: list[str]


class FoundAtDesk(FoundInCaptions):
    """A rule that is broken at one place of a desk's captions."""

    id: str = Field(description="Stays the same while the caption begins with the same word; `POST .../desk/fix` takes it.")
    first: str | None = Field(description="The first word of the caption; null for what belongs to none.")
    last: str | None = Field(description="Its last word.")
    at_ms: int = Field(description="Where that is in the recording: `start_ms` without the job's offset.")
    fix: bool = Field(description="Other times or line breaks mend it.")


class DeskCheck(CheckOfCaptions):
    """What the captions of a desk's revision `rev` break of a house's rules."""

    rev: int
    findings: list[FoundAtDesk]  # type: ignore[assignment]


class NewFix(DeskBody):
    """Findings to be mended."""

    edit_id: str = Field(pattern=EDIT_ID, description=_EDIT_ID_HELP)
    findings: list[Annotated[str, Field(max_length=100)]] | None = Field(
        None, max_length=5000, description="Ids, as `GET .../desk/check` has them; null: all that can be mended."
    )


class FixQuery(EditQuery):
    """By whose limits captions are cut and by whose rules they are judged, and what the page has already."""

    rules: Literal[tuple(RULE_SETS)] | None = Field(None, description="Whose rules: else those of the profile.")  # type: ignore[valid-type]


class LeftFinding(BaseModel):
    """A finding that was not mended."""

    id: str
    code: Literal["gone", "needs_a_person"]
    detail: str


class FixedDesk(SavedEdit):
    """Findings that were mended, as an edit that is saved; where none could be, `rev` is the newest revision as it was."""

    fixed: list[str] = Field(description="The ids of what was mended; none: no revision was made.")
    left: list[LeftFinding]


class PastRevision(BaseModel):
    """A revision: what was changed, by whom, and when."""

    rev: int
    kind: RevisionKind
    who: Person
    at: str
    ops: list[dict[str, Any]]
    based_on: int
    edit_id: str
    first_rev: bool = Field(description="True where a new published text begins.")
    undone: bool | None = Field(description="Undone by a later one; null for those of an earlier published text.")


class PastApproval(BaseModel):
    """An approval."""

    rev: int
    who: Person
    at: str
    despite: str | None
    findings: int = Field(description="Hard findings that were open.")


class History(BaseModel):
    """Revisions, newest first, and all approvals, newest first."""

    job: str
    rev: int
    approved: int | None
    revisions: list[PastRevision]
    has_more: bool
    approvals: list[PastApproval]

"""The schemas of departures, and departures as the API shows them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from oncue.desk.departures import Departure, DepartureKind, Departures
from oncue.desk.ops import Why
from oncue.jobs.ids import ID
from oncue.model import UnspokenKind
from service.editions import REV_PATTERN
from service.schemas import JobPath, Query
from service.serializers import moment

_MOST_PAGE = 10**6


class DeparturesQuery(Query):
    """The captions that are held against the published text."""

    rev: str | None = Field(
        None,
        pattern=REV_PATTERN,
        description="A revision of the desk: approved, head (the newest), or its number, 0 being the machine's. Else the "
        "newest.",
    )


class DeparturesPageQuery(DeparturesQuery):
    """Which of them to show."""

    page: int = Field(1, ge=1, le=_MOST_PAGE)


class DepartureFilePath(JobPath):
    """The job and the kind of file."""

    suffix: str = Field(max_length=20, description="html, csv or docx.")


class DepartureNote(BaseModel):
    """A remark of a colleague's."""

    who: str
    rev: int
    text: str


class OneDeparture(BaseModel):
    """A place where captions say otherwise than the published text, made by one revision."""

    n: int = Field(description="Its number, from 1, in the order of the text.")
    kind: DepartureKind
    published: str = Field(description="The words of the published text; empty where there are none.")
    captioned: str = Field(description="The words of the captions; empty for none.")
    char_start: int = Field(description="Where it is in the published text, in code points.")
    char_end: int
    published_speaker: str | None = Field(description="Where the speaker is what differs; null for nobody named.")
    captioned_speaker: str | None
    unspoken: UnspokenKind | None = Field(description="As what it is not shown (`unspoken`), or was not (`spoken`).")
    why: Why | None = Field(description="The reason that was given.")
    who: str = Field(description="The name of the API key.")
    at: str | None
    rev: int
    start_ms: int = Field(description="Its place in the recording.")
    end_ms: int
    words: list[str] = Field(description="The ids of its words at the desk, or of its sound.")
    places: int = Field(description="Turns of a speaker who was renamed everywhere; else 1.")
    notes: list[DepartureNote]


class LeftOutWords(BaseModel):
    """Published words that no caption shows by Oncue's own judgement, which is nobody's edit."""

    kind: UnspokenKind
    text: str
    char_start: int
    char_end: int


class ShownDepartures(BaseModel):
    """What captions say otherwise than the published text, in its order."""

    job: str = Field(pattern=f"^{ID.pattern}$")
    rev: int = Field(description="The revision of the captions; 0 is the machine's.")
    approved: bool = Field(description="These are the approved captions.")
    language: str
    counts: dict[DepartureKind, int] = Field(description="How many there are of each kind; a kind of none is left out.")
    departures: list[OneDeparture]
    left_out: list[LeftOutWords]


def departures_json(job_id: str, found: Departures, *, approved: bool) -> dict[str, Any]:
    """Departures as `ShownDepartures` describes them."""
    return {
        "job": job_id,
        "rev": found.rev,
        "approved": approved,
        "language": found.language,
        "counts": {kind.value: count for kind, count in found.counts.items()},
        "departures": [_departure(each) for each in found.departures],
        "left_out": [
            {"kind": each.kind.value, "text": each.text, "char_start": each.char_start, "char_end": each.char_end}
            for each in found.left_out
        ],
    }


def _departure(each: Departure) -> dict[str, Any]:
    return {
        "n": each.n,
        "kind": each.kind.value,
        "published": each.published,
        "captioned": each.captioned,
        "char_start": each.char_start,
        "char_end": each.char_end,
        "published_speaker": each.published_speaker,
        "captioned_speaker": each.captioned_speaker,
        "unspoken": each.unspoken,
        "why": each.why,
        "who": each.who,
        "at": moment(each.at_ms),
        "rev": each.rev,
        "start_ms": each.start_ms,
        "end_ms": each.end_ms,
        "words": list(each.words),
        "places": each.places,
        "notes": [{"who": note.by, "rev": note.rev, "text": note.text} for note in each.notes],
    }

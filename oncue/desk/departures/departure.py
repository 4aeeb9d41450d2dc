"""What captions say otherwise than the published text, as values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from oncue.desk.ops import Why
from oncue.desk.words import Remark
from oncue.model import UnspokenKind


class DepartureKind(StrEnum):
    """What became of the published words, or came without any."""

    CHANGED = "changed"
    ADDED = "added"
    LEFT_OUT = "left_out"
    SOUND_ADDED = "sound_added"
    SPEAKER_CHANGED = "speaker_changed"
    SPOKEN = "spoken"
    """Captions show what the machine had left out: somebody says that it is said."""
    UNSPOKEN = "unspoken"
    """Captions do not show it any more: somebody says that it is a label, a headline, a credit."""


KIND_TEXTS: Mapping[DepartureKind, str] = MappingProxyType(
    {
        DepartureKind.CHANGED: "changed",
        DepartureKind.ADDED: "added",
        DepartureKind.LEFT_OUT: "left out",
        DepartureKind.SOUND_ADDED: "sound added",
        DepartureKind.SPEAKER_CHANGED: "other speaker",
        DepartureKind.SPOKEN: "said after all",
        DepartureKind.UNSPOKEN: "not shown",
    }
)

WHY_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        Why.MISPRINT: "misprint in the text",
        Why.SAID_OTHERWISE: "said otherwise",
        Why.NOT_SAID: "not said",
        Why.HOUSE_STYLE: "house style",
    }
)

APART_TEXTS: Mapping[UnspokenKind, str] = MappingProxyType(
    {
        UnspokenKind.CHROME: "of the page around the text",
        UnspokenKind.HEADING: "heading",
        UnspokenKind.SPEAKER_LABEL: "speaker label",
        UnspokenKind.STAGE_DIRECTION: "stage direction",
        UnspokenKind.CREDIT: "credit",
        UnspokenKind.OTHER_LANGUAGE: "in another language",
        UnspokenKind.NOT_IN_AUDIO: "not in the recording",
    }
)


@dataclass(frozen=True, slots=True)
class Departure:
    """A place where captions say otherwise than the published text, made by one revision.

    `n` counts from 1 in the order of the text. `published` are the words there, at [char_start, char_end) of the published
    text, "" where there are none: both are then the place. `captioned` are the words that captions show, "" for none.
    `published_speaker` and `captioned_speaker` are told where the speaker is what differs; `places` counts the turns of a
    speaker who was renamed everywhere. `unspoken` says as what it is (not) shown. `who` made the revision `rev`, `at_ms`
    milliseconds since 1970 (None: unknown); `start_ms` to `end_ms` is the place in the recording. `words` are the ids of
    its words or its sound, `notes` what colleagues wrote on them.
    """

    n: int
    kind: DepartureKind
    published: str
    captioned: str
    char_start: int
    char_end: int
    why: str | None
    who: str
    at_ms: int | None
    rev: int
    start_ms: int
    end_ms: int
    words: tuple[str, ...]
    notes: tuple[Remark, ...] = ()
    published_speaker: str | None = None
    captioned_speaker: str | None = None
    unspoken: UnspokenKind | None = None
    places: int = 1

    @property
    def what(self) -> str:
        """Its kind in words."""
        said = KIND_TEXTS[self.kind]
        return f"{said}: {APART_TEXTS[self.unspoken]}" if self.kind is DepartureKind.UNSPOKEN and self.unspoken else said

    @property
    def reason(self) -> str:
        """Why it was made, in words; "" where nobody said."""
        return WHY_TEXTS.get(self.why or "", self.why or "")


@dataclass(frozen=True, slots=True)
class UncaptionedWords:
    """Published words in a row, at [char_start, char_end), that no caption shows by the machine's own judgement."""

    kind: UnspokenKind
    text: str
    char_start: int
    char_end: int


class TextState(StrEnum):
    """Which text has a piece."""

    BOTH = "both"
    PUBLISHED = "published"
    CAPTIONED = "captioned"


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A piece of both texts laid over each other. "\\n" as `text` is the end of a paragraph, and is a piece of its own.

    `by` is the index of the departure that it is of; None where both have it. `about` are the indices of all departures
    that are about it, also those that change no words. `apart` says why no caption shows it, by the machine's judgement.
    """

    text: str
    state: TextState
    by: int | None = None
    about: tuple[int, ...] = ()
    apart: UnspokenKind | None = None


@dataclass(frozen=True, slots=True)
class Departures:
    """All that the captions of revision `rev` say otherwise than the published text, in its order.

    `left_out` is what the machine left out by itself, apart from that. `marked` is the published text with the captions'
    laid over it: the pieces that are not `CAPTIONED` are the published text, paragraph by paragraph; those that are not
    `PUBLISHED`, and not apart, are what captions show.
    """

    rev: int
    language: str
    duration_ms: int
    text: str
    departures: tuple[Departure, ...]
    left_out: tuple[UncaptionedWords, ...]
    marked: tuple[MarkedText, ...]

    @property
    def counts(self) -> dict[DepartureKind, int]:
        """How many there are of each kind; a kind of which there is none is left out."""
        counted = Counter(each.kind for each in self.departures)
        return {kind: counted[kind] for kind in DepartureKind if counted[kind]}

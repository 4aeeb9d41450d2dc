"""`DeskDoubt`: a place of a programme's captions that a person should hear, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_SOUND_MS = 4000
"""Most milliseconds of sound that are played for a doubt."""

AROUND_MS = 500
"""Milliseconds that are played before and behind what is doubtful, so that it can be understood."""


class DoubtCode(StrEnum):
    """What is doubtful."""

    HEARD_OTHERWISE = "heard_otherwise"
    NOT_SAID = "not_said"
    UNWRITTEN = "unwritten"
    PLACE = "place"
    FIT = "fit"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class DeskDoubt:
    """A doubt about the words from `first` to `last`, ids both; None where it is about speech that has no words.

    `start_ms` to `end_ms` is the sound to hear, `MOST_SOUND_MS` at most. `heard` is what Whisper heard in the place: "" is
    nothing, None that it is not known. `figures` are what it was told by, `says` is a sentence for a person, and `weight` is
    the chance, 0..1, that something is wrong there.
    """

    code: DoubtCode
    first: str | None
    last: str | None
    start_ms: int
    end_ms: int
    heard: str | None
    figures: Mapping[str, float] = field(hash=False)
    says: str
    weight: float

    @property
    def id(self) -> str:
        """Its name: the same as long as it is about the same words, or the same silence."""
        place = f"{self.start_ms}" if self.first is None else f"{self.first}:{self.last}"
        return f"{self.code.value}:{place}"


def sound_around(start_ms: int, end_ms: int, duration_ms: int) -> tuple[int, int]:
    """The sound to hear for what is doubtful from `start_ms` to `end_ms`; of what is too long, the beginning."""
    begin_ms = max(0, min(start_ms, duration_ms) - AROUND_MS)
    return begin_ms, max(begin_ms, min(end_ms + AROUND_MS, duration_ms, begin_ms + MOST_SOUND_MS))

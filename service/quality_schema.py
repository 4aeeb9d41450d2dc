"""The schema of a job's quality, as `/openapi.json` describes it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class MissingWords(BaseModel):
    """Ordinary words in a row without captions."""

    char_start: int
    char_end: int
    words: int
    text: str
    after_ms: int | None = Field(description="End of the captioned word before them; null at the beginning.")
    before_ms: int | None = Field(description="Start of the captioned word after them; null at the end.")


class UncaptionedSpeech(BaseModel):
    """A stretch that sounds like speech and has no captions."""

    start_ms: int
    end_ms: int
    speech_ms: int
    text: str = Field(description="What was heard there; empty where no words were.")


class Ledger(BaseModel):
    """Where every published word and all of the speech went: `published` is `captioned` and the sum of `left_out`."""

    published: int
    captioned: int
    left_out: dict[str, int] = Field(description="Words by reason, as in the alignment's `unspoken`.")
    missing_words: int = Field(description="Ordinary words that were not found in the recording.")
    missing_places: int
    missing: list[MissingWords] = Field(description="The longest places, 50 at most.")
    speech_ms: int
    uncaptioned_ms: int
    uncaptioned_places: int
    uncaptioned: list[UncaptionedSpeech] = Field(description="The longest places, 50 at most.")


class EngineUsed(BaseModel):
    """What really ran."""

    name: str
    model: str
    refiner: str = Field(description="`aligner`, as earlier versions named it.")
    aligner: str | None = None
    listen: str | None = Field(None, description="Whether Whisper was to hear all, or only what the sound does not confirm.")
    pipeline: int | None = Field(None, description="The number of the way in which the alignment was made.")
    windows: int | None = None
    windows_heard: int | None = Field(None, description="How many of the windows Whisper listened to.")
    second_model: str | None = Field(None, description="The larger model that heard once more where much was not heard.")
    second_windows: int | None = Field(None, description="How many of the windows it heard.")


class ReasonForNone(BaseModel):
    """Why nothing is promised."""

    code: str
    text: str


class ShownCertificate(BaseModel):
    """Which captions need no review, and what is promised of them."""

    given: bool = Field(description="Something is promised; else `why` says why not.")
    captions: int
    sure: int = Field(description="Captions that need no review.")
    at_most: float | None = Field(description="The share of those that is wrong, at most.")
    left: int = Field(description="Captions to be looked at.")
    left_ms: int = Field(description="How long those last.")
    doubts: int = Field(description="Doubts to be answered; captions that break limits are not counted.")
    seconds: float = Field(description="How long a person takes for them.")
    why: list[ReasonForNone]


class Review(BaseModel):
    """What review the machine's captions need."""

    certificate: ShownCertificate
    curve: list[tuple[int, float, float]] = Field(
        description="After so many doubts, worst first, and seconds: about how many words are wrong or out of their place."
    )


class Quality(BaseModel):
    """Shares are 0..1. A job that was done by an earlier version has no ledger, no engine and no review."""

    model_config = ConfigDict(extra="allow")

    transcript_coverage: float = Field(ge=0, le=1)
    speech_coverage: float = Field(ge=0, le=1)
    mean_confidence: float
    warnings: list[str] = Field(description="Each a stable code, a colon and a sentence.")
    ledger: Ledger | None = None
    engine: EngineUsed | None = None
    review: Review | None = Field(None, description="Null in jobs that were done by an earlier version.")

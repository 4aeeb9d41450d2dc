"""What a job may choose, as the API and the command line take it: how to recognise, and how its captions look by default."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EngineName = Literal["auto", "faster-whisper", "openai-whisper"]

Model = Literal[
    "auto", "tiny", "tiny.en", "base", "base.en", "small", "small.en", "medium", "medium.en",
    "large-v1", "large-v2", "large-v3", "large-v3-turbo",
]  # fmt: skip
"""Names only: over HTTP nobody may name a file of the worker's disk."""

Profile = Literal["netflix", "bbc", "dcmp"]


class CaptionChoices(BaseModel):
    """How captions look; what is None is left to the profile."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    profile: Profile | None = Field(None, description="Whose caption limits.")
    max_chars: int | None = Field(
        None, ge=8, le=200, description="Most characters a line: full-width ones in Chinese, Japanese and Korean."
    )
    max_lines: int | None = Field(None, ge=1, le=4, description="Most lines a caption.")
    max_cps: float | None = Field(
        None, ge=1, le=1000, description="Reading speed aimed for, characters per second, counted as in `max_chars`."
    )
    min_duration: float | None = Field(None, ge=0, le=60, description="Shortest caption aimed for, in seconds.")
    max_duration: float | None = Field(None, ge=0.5, le=600, description="Longest caption, in seconds.")
    gap: float | None = Field(None, ge=0, le=2, description="Gap between captions aimed for, in seconds.")
    speakers: bool | None = Field(None, description="Name speakers in the captions.")
    words: bool | None = Field(None, description="Word timestamps inside VTT captions.")
    offset: float | None = Field(None, ge=-604800, le=604800, description="Seconds added to every time.")
    start_timecode: str | None = Field(
        None,
        pattern="^[0-9]{1,2}:[0-9]{2}:[0-9]{2}[:;][0-9]{2}$",
        description="Timecode of the first frame: 10:00:00:00 (25 fps).",
    )


class JobOptions(CaptionChoices):
    """Everything a job may choose."""

    language: str | None = Field(
        None, min_length=2, max_length=60, description="A code, tag or name: fr, pt-BR, German; else told from the text."
    )
    engine: EngineName | None = Field(None, description="What runs Whisper; else the worker's setting.")
    model: Model | None = Field(None, description="Whisper's model; else the worker's setting.")
    min_coverage: float | None = Field(
        None, ge=0, le=1, description="The job fails where less of the transcript's words, or of the speech, has captions."
    )

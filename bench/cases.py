"""The recordings that are measured: audio, transcript and, where it is known, the truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bench.settings import Settings
from oncue.model import Transcript
from oncue.transcript import read_transcript

_FOLDERS = (
    "timit-dev/verbatim",
    "timit-dev/edited",
    "timit-dev/repeated",
    "timit-dev/partial",
    "timit-dev/swapped",
    "seed-page",
    "prompts-es",
    "prompts-fr",
    "spontaneous/spont-en",
    "spontaneous/spont-en-cold",
    "spontaneous/conversation-fr",
    "spontaneous/phrases-de",
    "spontaneous/phrases-es",
    "spontaneous/phrases-pt",
    "radio-address-2008",
)

CASE_POOLS = {"timit-dev, all": "timit-dev/", "spontaneous/phrases, all": "spontaneous/phrases-"}
"""Cases that are told of together, too: what their names begin with, by what the pool is called."""


@dataclass(frozen=True, slots=True)
class Case:
    """One recording. `truth` is None where nobody wrote down the times."""

    name: str
    audio: Path
    transcript: Path
    truth: Path | None

    def read(self) -> Transcript:
        """The transcript as the product reads it."""
        return read_transcript(self.transcript.read_bytes(), name=self.transcript.name)


def all_cases(settings: Settings) -> list[Case]:
    """The cases that exist in the corpora folder and were asked for."""
    return [case for case in every_case(settings) if settings.wants(case.name)]


def every_case(settings: Settings) -> list[Case]:
    """The cases that exist in the corpora folder."""
    found = []
    for name in _FOLDERS:
        folder = settings.corpora / name
        truth = folder / "truth.json"
        found.append(Case(name, folder / "audio.flac", folder / "transcript.txt", truth if truth.is_file() else None))
    for language in ("en", "fr"):
        folder = settings.corpora / "udhr"
        found.append(Case(f"udhr-{language}", folder / f"{language}.mp3", folder / f"{language}.txt", None))
    return [case for case in found if case.audio.is_file()]

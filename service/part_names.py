"""The names of a form's parts, and the names that people give them who know other services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from oncue.options.input_names import RECORDING, TEXT


@dataclass(frozen=True, slots=True)
class FormKind:
    """The parts that a form may have, by name. `other_names` are taken for one of them: what it is called elsewhere.

    `sizes` are the most bytes that each part may have, beside a recording and a transcript.
    """

    known: frozenset[str]
    other_names: Mapping[str, str]
    sizes: Mapping[str, int]
    most_parts: int

    def meaning(self, given: str) -> str:
        """The name of the part that is sent as `given`."""
        return self.other_names.get(given, given)

    def names_of(self, name: str) -> tuple[str, ...]:
        """All names that the part may be sent by, its own first."""
        return (name, *(other for other, meant in self.other_names.items() if meant == name))


_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        RECORDING: "file audio_file audiofile recording media upload video sound speech voice mp3 wav",
        TEXT: "text transcript_file transcription script article document subtitles captions srt",
        "language": "lang locale language_code",
        "metadata": "meta tags",
        "batch": "batch_id",
        "audio_sha256": "sha256 checksum hash",
    }
)

FORM_HINTS: Mapping[str, str] = MappingProxyType(
    {each: name for name, others in _ELSEWHERE.items() for each in others.split()}
)
"""Names that nobody is refused without being told the right one."""

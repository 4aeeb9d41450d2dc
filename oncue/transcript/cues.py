"""The cues of a caption file, as the reader of each type gives them: when they are shown, their lines, whose voice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of one line that the file's structure gives to one voice, without markup.

    `speaker` is a name that the file gives (`<v Ann>`, the field Name of ASS). `voice` tells voices apart that have no name
    (teletext colours): another value is another, unknown speaker.
    """

    text: str
    speaker: str | None = None
    voice: str | None = None


SourceLine = tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class SourceCue:
    """One cue: its lines from top to bottom, and its times in milliseconds, None where the file gives none.

    `language` is a tag of BCP 47 where the file names one for this cue. `doubtful` is True where it may be text of the
    picture rather than speech (a line put somewhere on screen): the recording decides. `number` tells it from the others
    where somebody wants to find it again.
    """

    start_ms: int | None
    end_ms: int | None
    lines: tuple[SourceLine, ...]
    language: str | None = None
    doubtful: bool = False
    number: int | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines as they read, without those that are empty."""
        lines = (" ".join(piece.text for piece in line if piece.text) for line in self.lines)
        return tuple(line for line in lines if line)

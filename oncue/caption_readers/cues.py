"""The cues of a caption file, as the reader of each format gives them: when they are shown, their lines, whose voice."""

from __future__ import annotations

from dataclasses import dataclass

from oncue.caption_readers.faults import CaptionFault


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of one line that the file's structure gives to one voice, without markup.

    `speaker` is a name that the file gives (`<v Ann>`, the field Name of ASS). `voice` tells voices apart that have no name
    (teletext colours): another value is another, unknown speaker. `again` is True for what the cue before it showed already
    and is still on screen: it was said once. `stray` is True for what belongs to the cue and no player shows, such as what
    is behind a blank line in WebVTT.
    """

    text: str
    speaker: str | None = None
    voice: str | None = None
    again: bool = False
    stray: bool = False


SourceLine = tuple[Fragment, ...]
"""A line is the texts of its fragments with nothing between them: their spaces are in them."""


def line_text(line: SourceLine) -> str:
    """The line as it is shown."""
    return "".join(piece.text for piece in line)


def line_speaker(line: SourceLine) -> str | None:
    """Who is named for the first words of the line."""
    return next((piece.speaker for piece in line if piece.text.strip()), None)


@dataclass(frozen=True, slots=True)
class WrittenWord:
    """A word of a cue with the times that a file has for it, in milliseconds, and its confidence (0 to 1) where it has one.

    It may be several words, or a part of one, as the program that wrote the file divided the text.
    """

    text: str
    start_ms: int
    end_ms: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class SourceCue:
    """One cue: its lines from top to bottom, and its times in milliseconds, None where the file gives none.

    `language` is a tag of BCP 47 where the file names one for this cue. `doubtful` is True where it may be text of the
    picture rather than speech (a line put somewhere on screen): the recording decides. `number` tells it from the others
    where somebody wants to find it again. `continues` is True where it shows what the cue before it does, from whose end it
    goes on: on screen they are one. `words` are those of its lines where the file has times for them.
    """

    start_ms: int | None
    end_ms: int | None
    lines: tuple[SourceLine, ...]
    language: str | None = None
    doubtful: bool = False
    number: int | None = None
    continues: bool = False
    words: tuple[WrittenWord, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Its lines as they read, without those that are empty."""
        lines = (" ".join(piece.text for piece in line if piece.text) for line in self.lines)
        return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class SourceCaptions:
    """All cues of a caption file, in its order.

    `notices` tell what of the file was not taken: sentences for a person, each beginning with a stable code and a colon.
    `inexact` is the first fault for which the captions cannot be shown as they are meant, though no word is lost: a time
    that is none, an alphabet that does not exist. Whoever shows or checks them must refuse them then.
    """

    cues: tuple[SourceCue, ...]
    notices: tuple[str, ...] = ()
    inexact: CaptionFault | None = None


class FirstFault:
    """Keeps the first of the faults that lose no word."""

    def __init__(self) -> None:
        self.fault: CaptionFault | None = None

    def note(self, fault: CaptionFault) -> None:
        """Keeps it unless there is one."""
        self.fault = self.fault or fault

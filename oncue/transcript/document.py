"""What every kind of input becomes before it is understood: one text, and what its markup said about stretches of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from oncue.model import InLanguage, UnspokenKind

# What str.splitlines treats as a line end, "\r\n" first so that it counts as one.
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Voice:
    """A range of the text that the structure itself gives to a speaker (`<v Speaker>` in WebVTT); None ends a voice."""

    start: int
    end: int
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Marked:
    """A range of the text that the file's own structure tells from the programme's text: a footnote's mark, a page number.

    `certain` is False where somebody may speak it after all (a heading): the recording decides.
    """

    start: int
    end: int
    kind: UnspokenKind
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """The text as later things point into it, with the evidence that only the file's structure had.

    `captions` is True where line breaks are those of subtitles and mean nothing. `names_speakers` is True where it
    says itself who speaks, in `voices`: no labels are sought in the text then. `marked` is not speech by the structure.
    `all_speech` is True where the structure says that the rest is speech: what reads like a site's furniture, such as
    "Read more", is left to the recording.
    `languages` is for a text that says the same in several languages: the ranges of each, in order and apart; nobody knows
    yet which of them is spoken. `notices` tell what of the file was not taken: sentences for a person, each beginning with a
    stable code and a colon.
    All ranges are half-open code points.
    """

    text: str
    captions: bool = False
    headings: tuple[Range, ...] = ()
    voices: tuple[Voice, ...] = ()
    names_speakers: bool = False
    marked: tuple[Marked, ...] = ()
    languages: tuple[InLanguage, ...] = ()
    notices: tuple[str, ...] = ()
    all_speech: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, without the white space around it. `blank_before` counts the blank lines above it."""

    start: int
    end: int
    blank_before: int


def lines_of(text: str) -> list[Line]:
    """Return the lines of `text` that hold more than white space, in order."""
    lines: list[Line] = []
    blank = 0
    start = 0
    length = len(text)
    while start <= length:
        found = _LINE_END.search(text, start)
        end, following = (found.start(), found.end()) if found else (length, length + 1)
        content = text[start:end]
        stripped = content.strip()
        if stripped:
            first = start + len(content) - len(content.lstrip())
            lines.append(Line(first, first + len(stripped), blank))
            blank = 0
        else:
            blank += 1
        start = following
    return lines

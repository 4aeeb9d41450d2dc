"""The lines of a cue as formats show them: with a label before them, or with their speaker as data."""

from __future__ import annotations

from oncue.model import Cue, CueLine
from oncue.text.display_text import visible


def lead(cue: Cue, line: CueLine) -> str:
    """What a format without markup for speakers writes before a line: `NAME: `, `- ` for each of two who share a cue, or
    nothing."""
    label = line.label or ("-" if cue.dashed else "")
    return f"{label} " if label and line.words else label


def spoken_lines(cue: Cue, *, speakers: bool) -> list[tuple[CueLine, str | None]]:
    """The lines that have words, each with the name of its speaker: None for nobody, and where names are not wanted."""
    return [(line, speaker_name(line.speaker) if speakers else None) for line in cue.lines if line.words]


def speaker_name(speaker: str | None) -> str | None:
    """A speaker's name on one line, without what no caption may carry; None where nothing of it can be seen."""
    return visible(speaker or "") or None

"""The words of a cue's text without its markup, entities resolved and white space single."""

from __future__ import annotations

import re

from oncue.caption_readers.cue_markup import marked_up_lines, unescaped, without_tags
from oncue.caption_readers.cues import Fragment, SourceLine
from oncue.caption_readers.invisible_marks import unmarked

_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")


def lines_of_markup(raw: str, speaker: str | None = None) -> tuple[SourceLine, ...]:
    """The lines of a cue with markup, without those that are empty; `speaker` says what no voice tag gives to another."""
    lines = (
        tuple(Fragment(words, piece.speaker) for piece in line if (words := plain_words(piece.text)))
        for line in marked_up_lines(raw, speaker)
    )
    return tuple(line for line in lines if line)


def plain_words(text: str) -> str:
    """The words of one line: entities and the tags among them resolved, white space single."""
    # Files from the web escape their own tags: what reads as formatting after that is formatting still.
    return _SPACES.sub(" ", unmarked(_INVISIBLE.sub("", without_tags(unescaped(without_tags(text)))))).strip()

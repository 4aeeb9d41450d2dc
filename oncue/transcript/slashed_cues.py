"""Captions that say everything in two languages in one line, with a stroke between them: "Hello / Bonjour"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from oncue.caption_readers.cues import Fragment, SourceCue, SourceLine

_STROKE = re.compile(r"\s(?:/{1,2}|\||\u2502|\uff0f)\s")
_LEAST_CUES = 3
_LEAST_SHARE = 0.6
"""Of the cues, so many must have a stroke in each line: poems and "and / or" do not come near it."""


def parted_at_strokes(cues: Sequence[SourceCue]) -> list[SourceCue] | None:
    """The cues with what is before the strokes in lines above what is behind them; None where few cues have any.

    Whether that is two languages is not looked at.
    """
    parted = [_parted(cue) for cue in cues]
    count = sum(cue is not None for cue in parted)
    if count < _LEAST_CUES or count < _LEAST_SHARE * len(cues):
        return None
    return [other or cue for cue, other in zip(cues, parted, strict=True)]


def _parted(cue: SourceCue) -> SourceCue | None:
    above: list[SourceLine] = []
    below: list[SourceLine] = []
    for line in cue.lines:
        cuts = [(number, found) for number, piece in enumerate(line) for found in _STROKE.finditer(piece.text)]
        if len(cuts) != 1:
            return None
        number, found = cuts[0]
        piece = line[number]
        above.append(_line(*line[:number], replace(piece, text=piece.text[: found.start()])))
        below.append(_line(replace(piece, text=piece.text[found.end() :]), *line[number + 1 :]))
    return replace(cue, lines=tuple(line for line in (*above, *below) if line)) if above else None


def _line(*pieces: Fragment) -> SourceLine:
    return tuple(piece for piece in pieces if piece.text.strip())

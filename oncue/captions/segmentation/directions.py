"""`CaptionDirections`: what persons want of captions, whatever the limits; and what of it the limits could not hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from oncue.errors import UsageError


class BreakKind(StrEnum):
    """What a person wants before a word: a new caption, a new line of the same caption, or neither."""

    CUE = "cue"
    LINE = "line"
    NONE = "none"


@dataclass(frozen=True)
class CaptionDirections:
    """Directions by the ids of words. What hangs on a word that no caption shows holds for the next one that is shown, an
    out time for the last one before it.

    `breaks` say what comes before a word. `ins` are the times at which a caption comes that begins with the word, `outs`
    those at which one goes that ends with it; both part captions there. `sounds` are the words of sounds: a caption each,
    from the first one's start to the last one's end, said by nobody. Times are milliseconds of the recording.
    """

    breaks: Mapping[str, BreakKind] = field(default_factory=dict)
    ins: Mapping[str, int] = field(default_factory=dict)
    outs: Mapping[str, int] = field(default_factory=dict)
    sounds: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.breaks or self.ins or self.outs or self.sounds)

    def parts(self, word: str, following: str) -> bool:
        """True where a caption or a line is to end between two neighbours."""
        kind = self.breaks.get(following)
        directed = kind in (BreakKind.CUE, BreakKind.LINE) or following in self.ins or word in self.outs
        return directed or (word in self.sounds) != (following in self.sounds)


UNDIRECTED = CaptionDirections()
"""What nobody directed."""


@dataclass(frozen=True, slots=True)
class Unheld:
    """A direction that these limits cannot hold: `code` is `cue_break`, `line_break`, `no_break`, `in_time`, `out_time` or
    `sound`, `word` the id that it hangs on, `text` a sentence for a person."""

    code: str
    word: str
    text: str


def directions_json(directions: CaptionDirections) -> str:
    """The directions as one JSON object."""
    return json.dumps(
        {
            "breaks": {word: kind.value for word, kind in directions.breaks.items()},
            "ins": dict(directions.ins),
            "outs": dict(directions.outs),
            "sounds": sorted(directions.sounds),
        }
    )


def directions_from_json(text: str) -> CaptionDirections:
    """What `directions_json` wrote. Raises `UsageError` for anything else."""
    try:
        known: dict[str, Any] = json.loads(text)
        breaks = {str(word): BreakKind(kind) for word, kind in known["breaks"].items()}
        ins, outs = ({str(word): int(ms) for word, ms in known[name].items()} for name in ("ins", "outs"))
        return CaptionDirections(breaks, ins, outs, frozenset(map(str, known["sounds"])))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UsageError(f"These are no caption directions: {error}.") from error

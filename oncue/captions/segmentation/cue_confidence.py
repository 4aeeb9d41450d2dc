"""How sure a caption's own borders are."""

from __future__ import annotations

from oncue.model import Cue
from oncue.text.display_text import is_punctuation

UNCERTAIN_CUE = 0.5
"""The confidence, 0..1, below which a word is rather somewhere else, or not said at all."""


def cue_confidence(cue: Cue) -> float:
    """The probability, 0..1, that a cue starts and ends within 200 ms of its words, and that all of them are said.

    The words inside do not move its borders, so they count only where they are uncertain: one is then in proportion. Loose
    punctuation has its confidence from a neighbour, which may be in another cue, and does not count.
    """
    words = [word for line in cue.lines for word in line.words]
    sure = [word.confidence for word in words if not is_punctuation(word.text)] or [word.confidence for word in words]
    if not sure:
        return 0.0
    borders = sure[0] * sure[-1] if len(sure) > 1 else sure[0]
    return borders * min(1.0, min(sure[1:-1], default=1.0) / UNCERTAIN_CUE)

"""Borders of words that may be off: what the sound thinks of its places, and what the other witnesses do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType

from oncue.desk.doubts.border_evidence import BorderKind, BorderWitnesses, border_witnesses
from oncue.model import TimedWord
from oncue.text.normalize import match_keys

BORDER_OFF_MS = 200
"""Milliseconds from which a border is off: a caption that comes so late, or early, is seen to be."""

WITNESS_SHARES: Mapping[BorderKind, tuple[float, float, float, float, float]] = MappingProxyType(
    {
        BorderKind.SHARED: (0.094, 0.125, 0.162, 0.039, 0.097),
        BorderKind.START: (0.030, 0.0, 0.252, 0.0, 0.103),
        BorderKind.END: (0.072, 0.139, 0.0, 0.018, 0.0),
    }
)
"""What a millisecond of each witness (`BorderWitnesses.figures`) says of how far the border is off, in milliseconds.

Least squares over borders of right alignments, some of which were put 200 ms off."""

_USUAL_MS = 12.0
"""What the witnesses usually say of a right border, at least."""

# Log odds that a border is off.
_ALWAYS = -1.5
_BY_CONFIDENCE = 1.0  # for each of 1 less the word's confidence
_BY_WITNESSES = 1.0  # for each time of what is usual, to `_MOST_TIMES`
_MOST_TIMES = 6.0
_SUREST = 0.0005


@dataclass(frozen=True, slots=True)
class OffBorder:
    """A word's border that may be off: `or_ms` is where Whisper heard it, None where it did not, and `weight` the chance,
    0..1, that it is off by `BORDER_OFF_MS`."""

    is_start: bool
    at_ms: int
    or_ms: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class WordBorders:
    """Both borders of a word; `shares_end` is True where its end is the start of the next word, and told as that."""

    start: OffBorder
    end: OffBorder
    shares_end: bool

    @property
    def told(self) -> OffBorder:
        """The border that is told of the word: the worse one, and where it shares its end, the start."""
        return self.start if self.shares_end or self.start.weight >= self.end.weight else self.end


def off_borders(words: Sequence[TimedWord], language: str, settled: Set[int] = frozenset()) -> list[WordBorders | None]:
    """The borders of each word; None for one without times or without a sound of its own. Those of the words at `settled`,
    which a person has heard, are not off, and neither is a border that another word shares with one of them."""
    timed = [k for k, word in enumerate(words) if word.start_ms is not None and match_keys(word.text, language)]
    heard = [words[k] for k in timed]
    borders = border_witnesses(heard, language)
    said = [_said(border) for border in borders]
    usual = {kind: _usual(borders, said, kind) for kind in BorderKind}
    starts: dict[int, OffBorder] = {}
    ends: dict[int, OffBorder] = {}
    shared: set[int] = set()
    for border, off in zip(borders, said, strict=True):
        confidence = min(heard[k].confidence for k in (border.left, border.right) if k is not None)
        weight = _weight(confidence, off / usual[border.kind])
        if any(timed[k] in settled for k in (border.left, border.right) if k is not None):
            weight = 0.0
        found = OffBorder(border.right is not None, border.at_ms, border.heard_ms, weight)
        if border.right is not None:
            starts[border.right] = found
        if border.left is not None:
            ends[border.left] = found
        if border.left is not None and border.right is not None:
            shared.add(border.left)
    found_of: list[WordBorders | None] = [None] * len(words)
    for k, place in enumerate(timed):
        found_of[place] = WordBorders(starts[k], ends[k], k in shared)
    return found_of


def _said(border: BorderWitnesses) -> float:
    """How far off the witnesses hold a border together, in milliseconds."""
    return abs(sum(share * figure for share, figure in zip(WITNESS_SHARES[border.kind], border.figures, strict=True)))


def _usual(borders: Sequence[BorderWitnesses], said: Sequence[float], kind: BorderKind) -> float:
    of_kind = [off for border, off in zip(borders, said, strict=True) if border.kind is kind]
    return max(_USUAL_MS, median(of_kind or [0.0]))


def _weight(confidence: float, times: float) -> float:
    doubt = min(1 - _SUREST, max(_SUREST, 1 - confidence))
    odds = _ALWAYS + _BY_CONFIDENCE * math.log(doubt / (1 - doubt)) + _BY_WITNESSES * min(_MOST_TIMES, times)
    return 1 / (1 + math.exp(-odds))

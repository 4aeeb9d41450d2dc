"""Borders of words that may be off: what the sound thinks of its places, and what the other witnesses do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from operator import mul
from statistics import median
from types import MappingProxyType

from oncue.desk.doubts.border_evidence import BorderKind, BorderWitnesses, border_witnesses
from oncue.model import Interval, TimedWord
from oncue.text.normalize import match_keys

BORDER_OFF_MS = 200
"""Milliseconds from which a border is off: a caption that comes so late, or early, is seen to be."""

WITNESS_SHARES: Mapping[BorderKind, tuple[float, float, float, float, float, float]] = MappingProxyType(
    {
        BorderKind.SHARED: (0.105, 0.112, 0.144, 0.030, 0.076, 0.0),
        BorderKind.START: (0.060, 0.0, 0.280, 0.0, 0.114, 0.2),
        BorderKind.END: (0.170, 0.176, 0.0, 0.022, 0.0, 0.2),
    }
)
"""What a millisecond of each witness (`BorderWitnesses.figures`) says of how far the border is off, in milliseconds.

Least squares over borders of right alignments, some of which were put 200 ms off; that of the silences by what is
found in the fitted recordings, where 0.15 and 0.25 find as much."""

_USUAL_MS = 12.0
"""What the witnesses usually say of a right border, at least."""


@dataclass(frozen=True, slots=True)
class _Witnessed:
    """What the other witnesses add to the log odds of 1 less the confidence, which are the sound's own: so much for each
    time that they say what is usual, from `unusual` times on. Where they say little they do not speak for a border: they may
    have heard nothing."""

    each: float
    unusual: float


_IN_QUEUE = _Witnessed(2.2, 1.7)
_AS_RISK = _Witnessed(1.5, 1.7)
"""Most borders that the witnesses doubt are right. A person should hear them all the same before other borders; as a chance,
they count for less."""

_BEHIND_TEXT = 0.4
"""What the weight of a border is multiplied by: words that are rather wrong than right come before any border."""

_MOST_TIMES = 8.0
_SUREST = 0.0005


@dataclass(frozen=True, slots=True)
class OffBorder:
    """A word's border that may be off: `or_ms` is where Whisper heard it, None where it did not. `weight` says how soon it
    should be heard, `risk` is the chance that it is off by `BORDER_OFF_MS`, both 0..1."""

    is_start: bool
    at_ms: int
    or_ms: int | None
    weight: float
    risk: float


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


def off_borders(
    words: Sequence[TimedWord], language: str, settled: Set[int] = frozenset(), silences: Sequence[Interval] = ()
) -> list[WordBorders | None]:
    """The borders of each word; None for one without times or without a sound of its own. Those of the words at `settled`,
    which a person has heard, are not off, and neither is a border that another word shares with one of them."""
    timed = [k for k, word in enumerate(words) if word.start_ms is not None and match_keys(word.text, language)]
    heard = [words[k] for k in timed]
    borders = border_witnesses(heard, language, silences)
    said = [_said(border) for border in borders]
    usual = {kind: _usual(borders, said, kind) for kind in BorderKind}
    starts: dict[int, OffBorder] = {}
    ends: dict[int, OffBorder] = {}
    shared: set[int] = set()
    for border, off in zip(borders, said, strict=True):
        confidence = min(heard[k].confidence for k in (border.left, border.right) if k is not None)
        times = off / usual[border.kind]
        weight, risk = (_chance(confidence, times, witnessed) for witnessed in (_IN_QUEUE, _AS_RISK))
        weight *= _BEHIND_TEXT
        if any(timed[k] in settled for k in (border.left, border.right) if k is not None):
            weight = risk = 0.0
        found = OffBorder(border.right is not None, border.at_ms, border.heard_ms, weight, risk)
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
    said: float = sum(map(mul, WITNESS_SHARES[border.kind], border.figures))
    return abs(said)


def _usual(borders: Sequence[BorderWitnesses], said: Sequence[float], kind: BorderKind) -> float:
    of_kind = [off for border, off in zip(borders, said, strict=True) if border.kind is kind]
    return max(_USUAL_MS, median(of_kind or [0.0]))


def _chance(confidence: float, times: float, witnessed: _Witnessed) -> float:
    doubt = min(1 - _SUREST, max(_SUREST, 1 - confidence))
    odds = math.log(doubt / (1 - doubt)) + witnessed.each * max(0.0, min(_MOST_TIMES, times) - witnessed.unusual)
    return 1 / (1 + math.exp(-odds))

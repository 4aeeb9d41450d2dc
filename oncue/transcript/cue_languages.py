"""Captions that say everything in two languages: below each other in a cue, or in two cues of the same time."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from oncue.errors import OncueError
from oncue.model import InLanguage
from oncue.text.language_id import UNCERTAIN, detect, near_languages, shares
from oncue.text.language_tags import language_code
from oncue.transcript.document import Range

_LEAST_GROUPS = 3
_LEAST_SHARE = 0.6
"""Of the groups of lines that were looked at, so many must have both languages, in lines of their own. In one language no
file comes near it: a line that is taken for another language stands above one as often as below."""

_SAMPLE_GROUPS = 100
_MOST_LINES = 6_000
"""Lines whose language is told one by one, a third of a millisecond each; those behind them are parted in the middle."""

_MOST_EVIDENCE = 6.0
_LEAST_EVIDENCE = 1.0
_SURE_EVIDENCE = 3.0
_OTHER_WAY_ROUND = 2.0
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class CueText:
    """The lines of one cue: their ranges in the document, and what they say. `language` is a tag that the file gave.

    `number` is that of its `SourceCue`.
    """

    start_ms: int | None
    end_ms: int | None
    ranges: tuple[Range, ...]
    texts: tuple[str, ...]
    language: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    range: Range
    text: str


_Group = list[_Line]


def languages_of_cues(cues: Sequence[CueText]) -> tuple[InLanguage, ...]:
    """The language of each line where the file says most in two; empty for a text in one language, whatever it quotes."""
    if told := _told_languages(cues):
        return told
    groups = _groups(cues)
    several = [group for group in groups if len(group) > 1]
    if len(several) < _LEAST_GROUPS or len(several) * 2 < len(groups):
        return ()
    sample = several[:: max(1, len(several) // _SAMPLE_GROUPS)]
    upper = detect(" ".join(group[0].text for group in sample))
    lower = detect(" ".join(group[-1].text for group in sample))
    if upper.language in near_languages(lower.language) or min(upper.certainty, lower.certainty) < UNCERTAIN:
        return ()
    pair = _Pair(upper.language, lower.language)
    both = sum(pair.has_both(group) for group in sample)
    if both < _LEAST_GROUPS or both < _LEAST_SHARE * len(sample):
        return ()
    return tuple(
        InLanguage(line.range[0], line.range[1], language)
        for group in groups
        for line, language in zip(group, pair.languages(group), strict=True)
        if language
    )


def _told_languages(cues: Sequence[CueText]) -> tuple[InLanguage, ...]:
    """What the file itself says, if cues of different languages share most of their time."""
    tags = {cue.language for cue in cues if cue.language}
    codes = {tag: code for tag in tags if (code := _code(tag))}
    counted = Counter(codes[cue.language] for cue in cues if cue.language in codes)
    if len(counted) < 2:
        return ()
    shared = sum(
        _overlap(earlier, later) and codes.get(earlier.language or "") != codes.get(later.language or "")
        for earlier, later in pairwise(cues)
    )
    if shared < _LEAST_GROUPS - 1 or shared * 2 < min(count for _, count in counted.most_common(2)):
        return ()
    return tuple(
        InLanguage(start, end, codes[cue.language]) for cue in cues if cue.language in codes for start, end in cue.ranges
    )


def _code(tag: str) -> str | None:
    try:
        return language_code(tag)
    except OncueError:
        return None


def _groups(cues: Sequence[CueText]) -> list[_Group]:
    """The lines that are on screen together: of one cue, or of several that share most of their time."""
    groups: list[_Group] = []
    first: CueText | None = None
    for cue in cues:
        lines = [_Line(place, text) for place, text in zip(cue.ranges, cue.texts, strict=True)]
        if first is not None and _overlap(first, cue):
            groups[-1] += lines
        else:
            groups.append(lines)
            first = cue
    return groups


def _overlap(first: CueText, second: CueText) -> bool:
    if first.start_ms is None or first.end_ms is None or second.start_ms is None or second.end_ms is None:
        return False
    shared = min(first.end_ms, second.end_ms) - max(first.start_ms, second.start_ms)
    shorter = min(first.end_ms - first.start_ms, second.end_ms - second.start_ms)
    return shared > 0 and shared * 2 >= shorter


class _Pair:
    """Two languages, and how much speaks for each of them in a line."""

    def __init__(self, upper: str, lower: str) -> None:
        self._names = (upper, lower)
        self._near = (near_languages(upper), near_languages(lower))
        self._looked_at = 0

    def has_both(self, group: _Group) -> bool:
        evidence = self._evidence(group)
        cut, swapped = _cut(evidence)
        above, below = sum(evidence[:cut]), sum(evidence[cut:])
        return 0 < cut < len(group) and not swapped and above >= _LEAST_EVIDENCE and -below >= _LEAST_EVIDENCE

    def languages(self, group: _Group) -> list[str | None]:
        """One for each line; None where a line stands for itself and may be anything."""
        upper, lower = self._names
        if self._looked_at > _MOST_LINES:
            cut = (len(group) + 1) // 2
            parted: list[str | None] = [*[upper] * cut, *[lower] * (len(group) - cut)]
            return parted if len(group) > 1 else [None]
        evidence = self._evidence(group)
        cut, swapped = _cut(evidence)
        if 0 < cut < len(group):
            first, second = (lower, upper) if swapped else (upper, lower)
            return [*[first] * cut, *[second] * (len(group) - cut)]
        words = sum(len(line.text.split()) for line in group)
        if abs(sum(evidence)) < _SURE_EVIDENCE or words < _LEAST_WORDS:
            return [None] * len(group)
        return [*[upper if sum(evidence) > 0 else lower] * len(group)]

    def _evidence(self, group: _Group) -> list[float]:
        """For each line the logarithm of how much likelier it is in the upper language."""
        self._looked_at += len(group)
        return [self._of(line.text) for line in group]

    def _of(self, text: str) -> float:
        if not any(character.isalpha() for character in text):
            return 0.0
        found = shares(text.lower())
        upper, lower = (sum(found.get(code, 0.0) for code in near) for near in self._near)
        ratio = math.log((upper + 1e-4) / (lower + 1e-4))
        return max(-_MOST_EVIDENCE, min(_MOST_EVIDENCE, ratio))


def _cut(evidence: Sequence[float]) -> tuple[int, bool]:
    """Behind how many lines the language changes, and whether the lower one comes first."""
    whole = sum(evidence)
    middle = len(evidence) / 2
    best, choice = -math.inf, (0, False)
    above = 0.0
    for cut in range(len(evidence) + 1):
        score = 2 * above - whole
        for swapped in (False, True):
            value = (-score - _OTHER_WAY_ROUND if swapped else score) - 0.1 * abs(cut - middle)
            if value > best:
                best, choice = value, (cut, swapped)
        if cut < len(evidence):
            above += evidence[cut]
    return choice

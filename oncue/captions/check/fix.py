"""`fixed`: chosen findings mended, each at its own caption, and nothing that would break another hard rule for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oncue.captions.check.codes import CHECK_CODES
from oncue.captions.check.examine import check
from oncue.captions.check.finding import Finding, Severity
from oncue.captions.check.heard_cues import HeardCue
from oncue.captions.check.mend import BY_BREAKING, mended
from oncue.captions.check.rule_set import RuleSet
from oncue.captions.check.snap import on_the_sound
from oncue.captions.check.sound import sound_time_findings
from oncue.captions.check.sound_rules import SoundRules
from oncue.captions.formats.written import WrittenCue

BY_SOUND = frozenset({"in_time_early", "in_time_late", "out_time_early", "out_time_late"})
FIXABLE = BY_SOUND | {each.code for each in CHECK_CODES.values() if each.mended}
"""Codes of findings that can be mended at their own caption, without touching a word. The clock of all captions is no
caption's own."""

_BESIDE = 2
"""Captions on either side that are looked at, too: a caption's times are bounded by those of its neighbours."""

_Place = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class CheckedCues:
    """Captions and all that they are judged by: `heard` are the same captions beside the sound, whose times have
    `offset_ms` less. `end_ms` is the recording's end on the clock of `cues`, None where it is not known."""

    cues: Sequence[WrittenCue]
    heard: Sequence[HeardCue]
    rules: RuleSet
    sound: SoundRules
    language: str
    end_ms: int | None = None
    offset_ms: int = 0


@dataclass(frozen=True, slots=True)
class FixedCues:
    """`cues` are those that are not as they were, by number from 1; `gone` are the chosen findings that are mended."""

    cues: Mapping[int, WrittenCue]
    gone: tuple[Finding, ...]


def fixed(checked: CheckedCues, findings: Iterable[Finding]) -> FixedCues:
    """The captions with these findings mended, as far as that is possible: lines broken anew, times moved to the sound or
    into silence. Words stay. What is not `FIXABLE`, cannot be mended, or would cost another hard finding stays as it is."""
    asked = [each for each in findings if each.cue is not None and each.code in FIXABLE]
    chosen: dict[int, set[str]] = {}
    for each in asked:
        chosen.setdefault((each.cue or 0) - 1, set()).add(each.code)
    better: dict[int, WrittenCue] = {}
    left: set[_Place] = set()
    for first, last in _runs(sorted(chosen), len(checked.cues)):
        part = _Part(checked, first, last)
        cues, broken = part.fixed({at: codes for at, codes in chosen.items() if first <= at < last})
        better |= {first + at + 1: cue for at, cue in enumerate(cues) if cue != checked.cues[first + at]}
        left |= broken
    return FixedCues(better, tuple(each for each in asked if (each.code, each.cue) not in left))


def _runs(places: Sequence[int], count: int) -> Iterator[tuple[int, int]]:
    """Ranges of captions, each with those beside it, that have no caption in common."""
    first = last = 0
    for at in places:
        if last and at - _BESIDE < last:
            last = min(count, at + _BESIDE + 1)
            continue
        if last:
            yield first, last
        first, last = max(0, at - _BESIDE), min(count, at + _BESIDE + 1)
    if last:
        yield first, last


class _Part:
    """The captions [first, last), by themselves."""

    def __init__(self, checked: CheckedCues, first: int, last: int) -> None:
        self._checked = checked
        self._first = first
        self._cues = tuple(checked.cues[first:last])
        self._heard = tuple(checked.heard[first:last])

    def fixed(self, chosen: Mapping[int, set[str]]) -> tuple[tuple[WrittenCue, ...], set[_Place]]:
        """The captions with what was chosen mended, by their place among all; and all that is found in them then."""
        codes = {at - self._first: set(found) for at, found in chosen.items()}
        known = {place for place, severity in self._found(self._cues) if severity is Severity.HARD}
        while True:
            cues = self._mended(codes)
            found = list(self._found(cues))
            worse = {place for place, severity in found if severity is Severity.HARD} - known
            costly = codes.keys() & {
                (number or 0) - 1 - self._first + beside for _, number in worse for beside in (-1, 0, 1)
            }
            if not costly:
                return cues, {place for place, _ in found}
            for at in costly:
                del codes[at]

    def _mended(self, codes: Mapping[int, set[str]]) -> tuple[WrittenCue, ...]:
        checked = self._checked
        by_sound = {at for at, found in codes.items() if found & BY_SOUND}
        cues = list(self._cues)
        if by_sound:
            # A caption without words has nothing that it could be moved to: it only gives way.
            asked = [cue if at in by_sound else replace(cue, words=()) for at, cue in enumerate(self._heard)]
            moved = on_the_sound(asked, checked.sound, checked.rules.frame_rate)
            cues = [self._at(cue, was, now) for cue, was, now in zip(cues, asked, moved, strict=True)]
        whole = mended(cues, checked.rules, language=checked.language, end_ms=checked.end_ms)
        for at, found in codes.items():
            if found & BY_BREAKING:
                cues[at] = replace(cues[at], lines=whole[at].lines, speakers=whole[at].speakers)
            if found - BY_BREAKING - BY_SOUND:
                cues[at] = replace(cues[at], start_ms=whole[at].start_ms, end_ms=whole[at].end_ms)
        return tuple(cues)

    def _at(self, cue: WrittenCue, was: HeardCue, now: HeardCue) -> WrittenCue:
        """A caption where it was moved to. What was not moved keeps its own time: another clock has rounded that."""
        offset_ms = self._checked.offset_ms
        start_ms = cue.start_ms if now.start_ms == was.start_ms else now.start_ms + offset_ms
        end_ms = cue.end_ms if now.end_ms == was.end_ms else now.end_ms + offset_ms
        return replace(cue, start_ms=start_ms, end_ms=end_ms)

    def _found(self, cues: Sequence[WrittenCue]) -> Iterator[tuple[_Place, Severity]]:
        checked = self._checked
        for each in check(cues, checked.rules, language=checked.language, end_ms=checked.end_ms):
            yield (each.code, None if each.cue is None else each.cue + self._first), each.severity
        heard = [
            replace(
                one,
                start_ms=cue.start_ms - checked.offset_ms,
                end_ms=cue.end_ms - checked.offset_ms,
                lines=cue.lines,
            )
            for one, cue in zip(self._heard, cues, strict=True)
        ]
        for each in sound_time_findings(heard, checked.sound):
            yield (each.code, each.cue), each.severity

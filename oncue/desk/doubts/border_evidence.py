"""How far a word's border may be from its true place, by where Whisper heard it, by how long the words beside it take and by
where the recording falls silent.

The sound placed the words; these witnesses are coarser, but they err by themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from operator import mul
from statistics import median

from oncue.model import Interval, TimedWord
from oncue.text.normalize import match_keys

OWN_BORDER_PAUSE_MS = 60
"""Milliseconds of silence between two words from which each has a border of its own."""

MOST_OFF_MS = 300.0
"""Milliseconds beyond which a witness counts for no more: there it errs itself."""

_ROUNDS = 4
"""Rounds of fitting the usual length of a word, in each of which the unusual ones count for less."""


class BorderKind(StrEnum):
    """Which border it is: that between two words without a pause, or a word's own beside a pause."""

    SHARED = "shared"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class BorderWitnesses:
    """What speaks for a border being elsewhere, each in milliseconds by which it should be earlier, if positive.

    `left` and `right` are the places of the words before and behind it, None beside a pause. `heard` is by where Whisper
    heard it, less how late it hears such borders in this recording. `too_long` is how much longer the word before takes
    than as many letters do here, `too_short` how much shorter the word behind does. `left_heard` and `right_heard` are by
    where it heard the other borders of those words. `silent` is by the nearest end, or beginning, of a
    silence: beside a pause only.
    """

    kind: BorderKind
    left: int | None
    right: int | None
    at_ms: int
    heard_ms: int | None
    heard: float
    too_long: float
    too_short: float
    left_heard: float
    right_heard: float
    silent: float = 0.0

    @property
    def figures(self) -> tuple[float, float, float, float, float, float]:
        """The witnesses, within `MOST_OFF_MS` each."""
        return (
            _within(self.heard),
            _within(self.too_long),
            _within(self.too_short),
            _within(self.left_heard),
            _within(self.right_heard),
            _within(self.silent),
        )

    @property
    def word(self) -> int:
        """The place of the word whose border it is told as: of two, the second."""
        place = self.left if self.right is None else self.right
        assert place is not None
        return place


def border_witnesses(words: Sequence[TimedWord], language: str, silences: Sequence[Interval] = ()) -> list[BorderWitnesses]:
    """The borders of words in order that all have times and a sound of their own, in order."""
    if not words:
        return []
    borders = [*_borders(words)]
    last = {left for kind, left, _ in borders if kind is BorderKind.END}
    excess = _excess_ms(words, language, last)
    heard = [_heard(words, left, right) for _, left, right in borders]
    late = {
        kind: median([by for (each, _, _), (by, _) in zip(borders, heard, strict=True) if each is kind] or [0.0])
        for kind in BorderKind
    }
    silent = _silent(words, borders, silences)
    off = [0.0 if ms is None else by - late[kind] for (kind, _, _), (by, ms) in zip(borders, heard, strict=True)]
    starts = {right: off[k] for k, (_, _, right) in enumerate(borders) if right is not None}
    ends = {left: off[k] for k, (_, left, _) in enumerate(borders) if left is not None}
    return [
        BorderWitnesses(
            kind,
            left,
            right,
            _at_ms(words, left, right),
            None if heard[k][1] is None else round((heard[k][1] or 0) + late[kind]),
            off[k],
            0.0 if left is None else excess[left],
            0.0 if right is None else -excess[right],
            0.0 if left is None else starts[left],
            0.0 if right is None else ends[right],
            silent[k],
        )
        for k, (kind, left, right) in enumerate(borders)
    ]


_Border = tuple[BorderKind, int | None, int | None]


def _borders(words: Sequence[TimedWord]) -> Iterator[_Border]:
    yield BorderKind.START, None, 0
    for right in range(1, len(words)):
        if (words[right].start_ms or 0) - (words[right - 1].end_ms or 0) < OWN_BORDER_PAUSE_MS:
            yield BorderKind.SHARED, right - 1, right
        else:
            yield BorderKind.END, right - 1, None
            yield BorderKind.START, None, right
    yield BorderKind.END, len(words) - 1, None


def _heard(words: Sequence[TimedWord], left: int | None, right: int | None) -> tuple[float, int | None]:
    """By how many milliseconds the border is later than where Whisper heard it, and where that is: by the nearer of two
    words. Nothing where it did not hear it."""
    found: tuple[float, int | None] = (0.0, None)
    if left is not None and (heard_ms := words[left].heard_end_ms) is not None:
        found = float((words[left].end_ms or 0) - heard_ms), heard_ms
    if right is not None and (heard_ms := words[right].heard_start_ms) is not None:
        off = float((words[right].start_ms or 0) - heard_ms)
        if found[1] is None or abs(off) < abs(found[0]):
            found = off, heard_ms
    return found


def _silent(words: Sequence[TimedWord], borders: Sequence[_Border], silences: Sequence[Interval]) -> list[float]:
    """By how many milliseconds each border beside a pause is later than that of the nearest silence, less what is usual
    here; 0 where no silence begins or ends near it, and for a border that two words share."""
    begins, ends = [start_ms for start_ms, _ in silences], sorted(end_ms for _, end_ms in silences)
    found = [
        None if kind is BorderKind.SHARED else _later(_at_ms(words, left, right), ends if left is None else begins)
        for kind, left, right in borders
    ]
    known = [(kind, by) for (kind, _, _), by in zip(borders, found, strict=True) if by is not None]
    usual = {kind: median([by for each, by in known if each is kind] or [0.0]) for kind in BorderKind}
    return [0.0 if by is None else by - usual[kind] for (kind, _, _), by in zip(borders, found, strict=True)]


def _later(at_ms: int, edges: Sequence[int]) -> float | None:
    """By how many milliseconds a border is later than the nearest of the edges; None where that is beyond `MOST_OFF_MS`."""
    place = bisect_left(edges, at_ms)
    near = [float(at_ms - edge) for edge in edges[max(0, place - 1) : place + 1] if abs(at_ms - edge) <= MOST_OFF_MS]
    return min(near, key=abs, default=None)


def _within(off_ms: float) -> float:
    return -MOST_OFF_MS if off_ms < -MOST_OFF_MS else MOST_OFF_MS if off_ms > MOST_OFF_MS else off_ms


def _at_ms(words: Sequence[TimedWord], left: int | None, right: int | None) -> int:
    at_ms = words[right].start_ms if right is not None else None if left is None else words[left].end_ms
    return at_ms or 0


def _excess_ms(words: Sequence[TimedWord], language: str, last: Set[int | None]) -> list[float]:
    """By how many milliseconds each word takes longer than as many letters usually do in this recording; those at `last`,
    before a pause, than such words do."""
    letters = [float(sum(map(len, match_keys(word.text, language)))) for word in words]
    lengths = [float((word.end_ms or 0) - (word.start_ms or 0)) for word in words]
    shares = [1.0] * len(words)
    for _ in range(_ROUNDS):
        slope, always = _line(letters, lengths, shares)
        excess = [length - always - slope * count for count, length in zip(letters, lengths, strict=True)]
        for is_last in (True, False):
            group = [k for k in range(len(words)) if (k in last) is is_last]
            usual = median([excess[k] for k in group] or [0.0])
            for k in group:
                excess[k] -= usual
        usual_off = median(map(abs, excess)) + 1
        shares = [min(1.0, usual_off / (abs(each) + 1)) for each in excess]
    return excess


def _line(xs: Sequence[float], ys: Sequence[float], shares: Sequence[float]) -> tuple[float, float]:
    """The slope and the height at 0 of the line of least squares, each point counting for its share."""
    whole = sum(shares)
    x = sum(map(mul, shares, xs)) / whole
    y = sum(map(mul, shares, ys)) / whole
    spread = sum(share * (each - x) ** 2 for share, each in zip(shares, xs, strict=True))
    slope = sum(share * (a - x) * (b - y) for share, a, b in zip(shares, xs, ys, strict=True)) / spread if spread else 0.0
    return slope, y - slope * x

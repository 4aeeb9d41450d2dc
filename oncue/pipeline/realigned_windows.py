"""The windows of sound in which the words of a stretch are searched: from pause to pause, and between fixed times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oncue.jobs.desk_work import WordToTime

SHORTEST_BREATH_MS = 120
"""The shortest silence between two words that a window may begin or end in."""

MOST_SILENCE_MS = 2500
"""Most of the silence beside a window's first and last word that is searched: beyond it may be what is not in the text."""


@dataclass(frozen=True, slots=True)
class SearchWindow:
    """The words [first, last), and the milliseconds in which they are searched; `pinned` where a fixed time is at an end."""

    first: int
    last: int
    start_ms: int
    end_ms: int
    pinned: bool = False


def search_windows(words: Sequence[WordToTime], duration_ms: int, most_ms: int) -> list[SearchWindow]:
    """The windows for all words that are wanted, in order and apart, each of `most_ms` as far as pauses and fixed times
    allow it.

    `words` are in order; most of those that are not wanted have times. Words that are fixed on both sides are in no window.
    """
    found: list[SearchWindow] = []
    for first, last in _between_fixed(words):
        wanted = [i for i in range(first, last) if words[i].wanted]
        if wanted:
            found.append(_Run(words, first, last, duration_ms).window(wanted[0], wanted[-1] + 1, most_ms))
    return found


def _between_fixed(words: Sequence[WordToTime]) -> Iterator[tuple[int, int]]:
    """The runs of words without a fixed time between them."""
    first = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or words[i].start_pinned or words[i - 1].end_pinned:
            if not (i == first + 1 and words[first].start_pinned and words[first].end_pinned):
                yield first, i
            first = i


@dataclass(frozen=True, slots=True)
class _Run:
    """The words [first, last) of all, between two fixed times or the ends."""

    words: Sequence[WordToTime]
    first: int
    last: int
    duration_ms: int

    def window(self, a: int, b: int, most_ms: int) -> SearchWindow:
        """The window around the words [a, b)."""
        from_ms = self._known_before(a) if self.words[a].start_ms is None else self.words[a].start_ms or 0
        to_ms = self._known_after(b) if self.words[b - 1].end_ms is None else self.words[b - 1].end_ms or 0
        room_ms = max(0, most_ms - max(0, to_ms - from_ms)) // 2
        near = [k for k in range(self.first, a) if (self.words[k].start_ms or 0) >= from_ms - room_ms] or [a]
        left = next((k for k in near if k == self.first or self._silence_ms(k) >= SHORTEST_BREATH_MS), near[0])
        near = [k for k in range(b + 1, self.last + 1) if (self.words[k - 1].end_ms or 0) <= to_ms + room_ms] or [b]
        right = next((k for k in near[::-1] if k == self.last or self._silence_ms(k) >= SHORTEST_BREATH_MS), near[-1])
        start_ms = self._border_before(left)
        return SearchWindow(
            left,
            right,
            start_ms,
            max(start_ms, self._border_after(right)),
            self.words[left].start_pinned or self.words[right - 1].end_pinned,
        )

    def _silence_ms(self, k: int) -> int:
        """The silence before word `k`; 0 where it is not known."""
        end_ms, start_ms = self.words[k - 1].end_ms, self.words[k].start_ms
        return 0 if end_ms is None or start_ms is None else start_ms - end_ms

    def _border_before(self, k: int) -> int:
        """Where to begin so that word `k` is the first."""
        word = self.words[k]
        if word.start_pinned and word.start_ms is not None:
            return word.start_ms
        before_ms = self._known_before(k)
        if (k and self.words[k - 1].end_pinned) or word.start_ms is None:
            return before_ms
        return max(word.start_ms - MOST_SILENCE_MS, (before_ms + word.start_ms) // 2 if k else 0)

    def _border_after(self, k: int) -> int:
        """Where to end so that word `k` is the first that is not searched."""
        word = self.words[k - 1]
        if word.end_pinned and word.end_ms is not None:
            return word.end_ms
        after_ms = self._known_after(k)
        if (k < len(self.words) and self.words[k].start_pinned) or word.end_ms is None:
            return after_ms
        return min(word.end_ms + MOST_SILENCE_MS, (word.end_ms + after_ms) // 2 if k < len(self.words) else after_ms)

    def _known_before(self, k: int) -> int:
        return next((end for one in self.words[:k][::-1] if (end := one.end_ms) is not None), 0)

    def _known_after(self, k: int) -> int:
        return next((start for one in self.words[k:] if (start := one.start_ms) is not None), self.duration_ms)

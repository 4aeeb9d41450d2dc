"""Recordings that are only words and times, and an acoustic search that knows what is said in them."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from string import ascii_lowercase

from oncue.acoustic.forced_aligner import AlignedEdge
from oncue.alignment.timing.word_graph import Edge, Segment
from oncue.model import Interval, Token, UnspokenKind
from oncue.pipeline.text_guided import TextGuidedAligner, UnalignedSpan

WORD_MS, PAUSE_MS = 400, 100
NOTHING_MS = 10
"""How long a word takes that is not said, where it must be passed."""

FITS, DOES_NOT_FIT = 0.0, -8.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A word and when it is said."""

    text: str
    start_ms: int
    end_ms: int


def spoken(text: str, at_ms: int = 0) -> list[Spoken]:
    """The words of a text, one after the other from a moment on."""
    step_ms = WORD_MS + PAUSE_MS
    return [Spoken(word, at_ms + k * step_ms, at_ms + k * step_ms + WORD_MS) for k, word in enumerate(text.split())]


def counted(first: int, last: int, name: str = "word") -> str:
    """`word001 word002` and so on: a text in which no word is like another."""
    return " ".join(f"{name}{number:03d}" for number in range(first, last + 1))


def unlike(count: int) -> str:
    """A text of so many words of seven letters, none of them like another, the same each time."""
    chance = random.Random(1)
    return " ".join("".join(chance.choices(ascii_lowercase, k=7)) for _ in range(count))


def tokens_of(text: str) -> list[Token]:
    """The words of a text; those in [square brackets] are of a headline, those in (round ones) never said."""
    tokens: list[Token] = []
    at, kind, speakable = 0, None, True
    for word in text.split():
        kind = UnspokenKind.HEADING if word.startswith("[") else kind
        speakable = speakable and not word.startswith("(")
        plain = word.strip("[]()")
        tokens.append(Token(plain, at, at + len(plain), None, kind, speakable))
        at += len(plain) + 1
        kind = None if word.endswith("]") else kind
        speakable = speakable or word.endswith(")")
    return tokens


def follow(aligner: TextGuidedAligner, spans: Sequence[UnalignedSpan], on_moved: Callable[[], None] = lambda: None) -> None:
    """Follows the text in all spans as far as it goes."""
    while any(span.followed for span in spans):
        aligner.advance(spans, on_moved)


class SearchThatKnows:
    """Finds the way through a segment's graph that has the most words of what is said there, in order.

    `gop` is that of words that are said.
    """

    def __init__(self, words: Sequence[Spoken], gop: float = FITS) -> None:
        self.words = words
        self._gop = gop
        self._starts = [word.start_ms for word in words]
        self._ends = [word.end_ms for word in words]
        self.searched: list[Segment] = []
        self.widths: list[int] = []
        """How many segments were searched side by side, each time."""

    def search(self, segments: Sequence[Segment], on_done: Callable[[int], None]) -> list[list[AlignedEdge] | None]:
        """As `SegmentSearch.search`."""
        self.searched += segments
        self.widths.append(len(segments))
        found = [self._said(segment) for segment in segments]
        on_done(len(segments))
        return found

    def loud_speech_ms(self, start_ms: int, end_ms: int) -> int:
        """As `SegmentSearch.loud_speech_ms`: words are loud, all else is silent."""
        near = self.words[bisect_right(self._ends, start_ms) : bisect_left(self._starts, end_ms)]
        return sum(min(word.end_ms, end_ms) - max(word.start_ms, start_ms) for word in near)

    def _said(self, segment: Segment) -> list[AlignedEdge] | None:
        inside = [word for word in self.words if segment.start_ms <= word.start_ms and word.end_ms <= segment.end_ms]
        path = _best_path(segment, [word.text for word in inside])
        said: list[AlignedEdge] = []
        for edge, number in path:
            if number is None:
                at_ms = said[-1].end_ms if said else segment.start_ms
                said.append(AlignedEdge(edge, at_ms, at_ms + NOTHING_MS, DOES_NOT_FIT))
            else:
                said.append(AlignedEdge(edge, inside[number].start_ms, inside[number].end_ms, self._gop))
        return said or None


def _best_path(segment: Segment, texts: Sequence[str]) -> list[tuple[int, int | None]]:
    """The edges with words on it, and for each which of the words said it is, or None."""
    leaving: dict[int, list[tuple[int, Edge]]] = defaultdict(list)
    for index, edge in enumerate(segment.edges):
        leaving[edge.start].append((index, edge))
    way = tuple[float, tuple[int, int], tuple[int, int | None] | None]
    best: dict[tuple[int, int], way] = {(0, 0): (0.0, (0, 0), None)}

    def offer(to: tuple[int, int], worth: float, came: tuple[int, int], passed: tuple[int, int | None] | None) -> None:
        if to not in best or worth > best[to][0]:
            best[to] = (worth, came, passed)

    for state in range(segment.final + 1):
        for j in range(len(texts) + 1):
            at = (state, j)
            if at not in best:
                continue
            worth = best[at][0]
            if j < len(texts):
                offer((state, j + 1), worth - 1, at, None)
            for index, edge in leaving[state]:
                if edge.text is None:
                    offer((edge.end, j), worth + log(edge.probability), at, None)
                    continue
                offer((edge.end, j), worth - 1.5, at, (index, None))
                if j < len(texts) and texts[j] == edge.text:
                    offer((edge.end, j + 1), worth + 2 + log(edge.probability), at, (index, j))
    path: list[tuple[int, int | None]] = []
    at = (segment.final, len(texts))
    while at != (0, 0):
        _, at, passed = best[at]
        if passed is not None:
            path.append(passed)
    return path[::-1]


def speech_of(words: Sequence[Spoken]) -> list[Interval]:
    """Each word as a segment of speech."""
    return [(word.start_ms, word.end_ms) for word in words]

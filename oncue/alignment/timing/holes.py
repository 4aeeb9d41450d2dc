"""Holes: published words without a place between words that were heard, looked for once more in the sound between these.

Room for words that Whisper did not hear is measured between its own times, which are off by a tenth of a second, and in fast
or overlapped speech by half a second and more: there, words that are said get no place. Here the words on both sides are
searched for anew together with those of the hole, all of them free to move.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oncue.alignment.one_sentence import goes_on
from oncue.alignment.timing.segment_graph import MS_PER_LETTER
from oncue.alignment.timing.segments import RecordingSlots
from oncue.alignment.timing.slots import LONGEST_SPEAKING
from oncue.alignment.timing.word_graph import AlignedWord, Edge, Segment
from oncue.model import Token, WordStatus
from oncue.text.numbers import about_letters

MOST_WORDS = 12
"""Most words of a hole that is searched for: more of them in a row are a passage that nobody reads."""

REACH_MS = 2000
"""Milliseconds on each side of a hole whose words are searched for with it: enough for the channel to be estimated, and for
words that were taken for those of another moment (`I said` heard once where it was said twice) to find their own."""

LONGEST_WINDOW_MS = 20_000
"""Longest time, in milliseconds, in which a hole is searched for, and at once with it those that lie close to it."""

LEAST_LETTER_MS = 30
"""Least milliseconds for each letter of the words of a window, for it to be searched at all: nobody speaks faster."""

MOST_HEARD = 0.5
"""Letters heard in the place of a hole, as a share of those written, from which on other words were said there."""

LEAST_PHONE_MS = 40
"""Least milliseconds for each phone of a hole's words; the search must take 30. Words that are said fast take 45 to 55.
Measured: of words added in 140 places of a French conversation and 70 of read speech, those of one place passed."""

UNMOVED_MS = 30
"""Milliseconds within which a word is where it was: what lies beyond it has not moved either."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Tokens in a row, in order, that have no place."""

    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FoundWord:
    """One word of a window, found by the search: half-open times in milliseconds, gop, how many phones it has, and
    how far the sound allows the worse of its borders to be from there."""

    token: int
    start_ms: int
    end_ms: int
    gop: float
    phones: int
    spread_ms: float | None = None


@dataclass(frozen=True, slots=True)
class HoleWindow:
    """A piece of the recording with holes and the words around them: its tokens in order, and which of them are in holes."""

    start_ms: int
    end_ms: int
    tokens: tuple[int, ...]
    holes: tuple[Hole, ...]
    beyond_speech: bool = False

    def only(self, holes: Iterable[Hole]) -> HoleWindow:
        """The same window with some of its holes; the words of the others are taken for not said."""
        kept = tuple(holes)
        dropped = {i for hole in self.holes if hole not in kept for i in hole.tokens}
        return replace(self, tokens=tuple(i for i in self.tokens if i not in dropped), holes=kept)

    def segment(self, tokens: Sequence[Token]) -> Segment:
        """The window's word graph: every word is said, or for those of a hole, none of them."""
        edges: list[Edge] = []
        first = {hole.tokens[0]: hole for hole in self.holes}
        for at, i in enumerate(self.tokens):
            if i in first:
                edges.append(Edge(at, at + len(first[i].tokens), None, None, 0))
            follows = at > 0 and goes_on(tokens, self.tokens[at - 1], i)
            edges.append(Edge(at, at + 1, tokens[i].text, i, 0, follows=follows))
        return Segment(self.start_ms, self.end_ms, tuple(edges), len(self.tokens), 0, 1, self.beyond_speech)

    def said(self, found: Sequence[FoundWord]) -> tuple[Hole, ...]:
        """The holes whose words were found, and take as long as they take to say."""
        at = {one.token: one for one in found}
        # A word that cannot be pronounced takes no time, and is not found.
        return tuple(
            hole for hole in self.holes if all(i in at for i in hole.tokens) and _takes_time([at[i] for i in hole.tokens])
        )

    def places(self, found: Sequence[FoundWord], placed: Mapping[int, AlignedWord]) -> dict[int, AlignedWord]:
        """The places of the holes' words, and of the words beside them as far as these have moved."""
        at = {one.token: one for one in found}
        inside = {i for hole in self.holes for i in hole.tokens}
        places: dict[int, AlignedWord] = {}
        for hole in self.holes:
            first, last = self.tokens.index(hole.tokens[0]), self.tokens.index(hole.tokens[-1])
            beside = self.tokens[first - 1] if first else self.tokens[last + 1]
            slot = placed[beside].slot if beside in placed else 0
            for i in hole.tokens:
                one = at[i]
                places[i] = AlignedWord(
                    i, slot, one.start_ms, one.end_ms, one.gop, WordStatus.ESTIMATED, spread_ms=one.spread_ms, unheard=True
                )
            for side in (self.tokens[:first][::-1], self.tokens[last + 1 :]):
                for i in _moved(side, inside, at, placed):
                    one = at[i]
                    places[i] = replace(
                        placed[i], start_ms=one.start_ms, end_ms=one.end_ms, gop=one.gop, spread_ms=one.spread_ms
                    )
        return places


def _moved(
    side: Sequence[int], inside: Container[int], at: Mapping[int, FoundWord], placed: Mapping[int, AlignedWord]
) -> Iterator[int]:
    """The words of one side of a hole, nearest first, to the first one whose both borders are not moved."""
    for i in side:
        if i in inside or i not in at:
            return
        yield i
        if max(abs(at[i].start_ms - placed[i].start_ms), abs(at[i].end_ms - placed[i].end_ms)) <= UNMOVED_MS:
            return


def _takes_time(words: Sequence[FoundWord]) -> bool:
    return sum(one.end_ms - one.start_ms for one in words) >= LEAST_PHONE_MS * sum(one.phones for one in words)


def find_holes(recording: RecordingSlots, placed: Mapping[int, AlignedWord]) -> list[HoleWindow]:
    """The windows, in order, of all holes between two words that were heard, where the sound may have their words."""
    order = [(i, k) for k, slot in enumerate(recording.slots) for i in slot.tokens]
    in_order = [i for i, _ in order]
    windows: list[HoleWindow] = []
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and order[end][0] not in placed:
            end += 1
        if 0 < at < end < len(order) and _may_be_said(recording, placed, order, at, end):
            window = _window(placed, in_order, at, end)
            if window.end_ms - window.start_ms <= LONGEST_WINDOW_MS and _has_room(window, recording.tokens):
                _add(windows, window)
        at = end + 1
    return windows


def _may_be_said(
    recording: RecordingSlots, placed: Mapping[int, AlignedWord], order: Sequence[tuple[int, int]], at: int, end: int
) -> bool:
    """True for a hole between two heard words in whose place little else was heard, and not very much more was said."""
    (before, slot_before), (after, slot_after) = order[at - 1], order[end]
    slots = recording.slots
    if end - at > MOST_WORDS or not (slots[slot_before].matched and slots[slot_after].matched):
        return False
    letters = sum(about_letters(recording.tokens[i].text) for i, _ in order[at:end])
    heard = [j for slot in slots[slot_before + 1 : slot_after] for j in slot.words]
    if sum(len(recording.recognised[j].text) for j in heard) >= MOST_HEARD * letters:
        return False
    from_ms, to_ms = placed[before].end_ms, placed[after].start_ms
    first = bisect_right(recording.speech, from_ms, key=lambda one: one[1])
    last = bisect_left(recording.speech, to_ms, key=lambda one: one[0])
    spoken_ms = sum(min(b, to_ms) - max(a, from_ms) for a, b in recording.speech[first:last])
    return spoken_ms <= max(REACH_MS, LONGEST_SPEAKING * MS_PER_LETTER * letters)


def _window(placed: Mapping[int, AlignedWord], order: Sequence[int], at: int, end: int) -> HoleWindow:
    """The hole of the tokens `order[at:end]` with all words on both sides of it that have a place within reach."""
    from_ms, to_ms = placed[order[at - 1]].end_ms - REACH_MS, placed[order[end]].start_ms + REACH_MS
    first, last = at - 1, end
    while first > 0 and (order[first - 1] not in placed or placed[order[first - 1]].start_ms >= from_ms):
        first -= 1
    while last + 1 < len(order) and (order[last + 1] not in placed or placed[order[last + 1]].end_ms <= to_ms):
        last += 1
    hole = tuple(order[at:end])
    tokens = tuple(i for i in order[first : last + 1] if i in placed or i in hole)
    return HoleWindow(placed[tokens[0]].start_ms, placed[tokens[-1]].end_ms, tokens, (Hole(hole),))


def _has_room(window: HoleWindow, tokens: Sequence[Token]) -> bool:
    letters = sum(about_letters(tokens[i].text) for i in window.tokens)
    return window.end_ms - window.start_ms >= LEAST_LETTER_MS * letters


def _add(windows: list[HoleWindow], window: HoleWindow) -> None:
    """Adds a window, as one with the last one where they overlap; where both are too long for that, it is left out."""
    last = windows[-1] if windows else None
    if last is None or last.end_ms <= window.start_ms:
        windows.append(window)
    elif window.end_ms - last.start_ms <= LONGEST_WINDOW_MS:
        tokens = tuple(sorted({*last.tokens, *window.tokens}))
        windows[-1] = HoleWindow(last.start_ms, window.end_ms, tokens, (*last.holes, *window.holes))

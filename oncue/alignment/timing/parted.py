"""Parted words: published words that nobody heard, beside a long stretch of other sound, looked for on both sides of it.

Between a sentence and the next there may be a song or another programme, and a small word at the edge of it is heard by
neither the voice detector nor Whisper. It is said right beside the words on one of the two sides, or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from oncue.alignment.one_sentence import PARTED_MS, goes_on
from oncue.alignment.timing.holes import MOST_HEARD, MOST_WORDS, REACH_MS, FoundWord, Hole, HoleWindow
from oncue.alignment.timing.segment_graph import MS_PER_LETTER
from oncue.alignment.timing.segments import RecordingSlots
from oncue.alignment.timing.word_graph import AlignedWord
from oncue.model import RecognisedWord
from oncue.text.numbers import about_letters

LONGEST_PAUSE_BESIDE_MS = 500
"""Longest pause between the words beside such a stretch and those that are looked for."""

SLOWEST = 2
"""Times the mean duration of a letter that is searched for these words, beside that pause."""

LEAST_PARTED_GOP = -1.5
"""Least mean gop of words that neither the voice detector nor Whisper heard, the same as of words that the sound alone tells
of, where right words fit as they do in English (see `fit_shift`). Of words added to a text beside jingles, one in six was at
-2.0."""


@dataclass(frozen=True, slots=True)
class PartedHole:
    """Words in a row without a place, and the sound before and behind a long stretch in which they may be: None where other
    words were heard there, or the words beside them were not."""

    hole: Hole
    left: HoleWindow | None
    right: HoleWindow | None

    @property
    def windows(self) -> list[HoleWindow]:
        """The windows to search."""
        return [one for one in (self.left, self.right) if one is not None]


def without_parted(recording: RecordingSlots, placed: Mapping[int, AlignedWord]) -> dict[int, AlignedWord]:
    """The places without those of words that nobody heard and that lie on the other side of a long stretch of other sound
    than their sentence."""
    heard = {i for slot in recording.slots if slot.matched for i in slot.tokens}
    order = list(placed)
    parted: set[int] = set()
    for at, (left, right) in enumerate(pairwise(order), start=1):
        if placed[right].start_ms - placed[left].end_ms <= PARTED_MS or not goes_on(recording.tokens, left, right):
            continue
        before, after = at, at
        while before and order[before - 1] not in heard and _are_one(recording, order, before):
            before -= 1
        while after < len(order) and order[after] not in heard and _are_one(recording, order, after):
            after += 1
        for part in (order[before:at], order[at:after]):
            parted.update(part if len(part) <= MOST_WORDS else ())
    return {i: one for i, one in placed.items() if i not in parted}


def _are_one(recording: RecordingSlots, order: Sequence[int], at: int) -> bool:
    return 0 < at < len(order) and goes_on(recording.tokens, order[at - 1], order[at])


def parted_holes(recording: RecordingSlots, placed: Mapping[int, AlignedWord]) -> list[PartedHole]:
    """The holes, in order, between two words that are far apart."""
    found: list[PartedHole] = []
    slot_of = {i: k for k, slot in enumerate(recording.slots) for i in slot.tokens}
    order = list(slot_of)
    places = [at for at, i in enumerate(order) if i in placed]
    for a, b in pairwise(places):
        tokens = tuple(order[a + 1 : b])
        apart_ms = placed[order[b]].start_ms - placed[order[a]].end_ms
        if not 0 < len(tokens) <= MOST_WORDS or apart_ms <= PARTED_MS + _time_ms(tokens, recording):
            continue
        before, after = order[max(0, a + 1 - MOST_WORDS) : a + 1], order[b : b + MOST_WORDS]
        first, last = slot_of[before[-1]], slot_of[after[0]]
        others = [recording.recognised[j] for slot in recording.slots[first + 1 : last] for j in slot.words]
        parts = _parts(recording, tokens)
        for k, hole in enumerate(parts):
            left = k == 0 and recording.slots[first].matched
            right = k + 1 == len(parts) and recording.slots[last].matched
            found.append(
                PartedHole(
                    Hole(hole),
                    _behind(recording, placed, before, hole, placed[order[b]].start_ms, others) if left else None,
                    _ahead(recording, placed, after, hole, placed[order[a]].end_ms, others) if right else None,
                )
            )
    return [one for one in found if one.windows]


def fitting(
    hole: PartedHole, found: Sequence[Sequence[FoundWord]], shift: float = 0.0
) -> tuple[HoleWindow, Sequence[FoundWord]] | None:
    """The window that has the words of the hole, and what is said in it; None where neither has. `found` is what the search
    found in each of the windows; `shift` is added to the least gop."""
    best: tuple[float, HoleWindow, Sequence[FoundWord]] | None = None
    for window, words in zip(hole.windows, found, strict=True):
        inside = [one for one in words if one.token in hole.hole.tokens]
        if window.said(words):
            total = sum(one.end_ms - one.start_ms for one in inside)
            gop = sum(one.gop * (one.end_ms - one.start_ms) for one in inside) / total
            if gop >= LEAST_PARTED_GOP + shift and (best is None or gop > best[0]):
                best = gop, window, words
    return best and best[1:]


def _time_ms(tokens: Sequence[int], recording: RecordingSlots) -> int:
    return MS_PER_LETTER * sum(about_letters(recording.tokens[i].text) for i in tokens)


def _parts(recording: RecordingSlots, tokens: Sequence[int]) -> list[tuple[int, ...]]:
    """The words of a hole; the end of a sentence and the beginning of the last one apart, each on its own side."""
    ends = [k for k, (i, after) in enumerate(pairwise(tokens), start=1) if not goes_on(recording.tokens, i, after)]
    return [tuple(tokens[a:b]) for a, b in pairwise(sorted({0, *ends[:1], *ends[-1:], len(tokens)}))]


def _behind(
    recording: RecordingSlots,
    placed: Mapping[int, AlignedWord],
    before: Sequence[int],
    hole: tuple[int, ...],
    most_ms: int,
    others: Sequence[RecognisedWord],
) -> HoleWindow | None:
    """The hole right behind the words `before` it, up to `most_ms`, where the next word is; None where `others` were heard
    there."""
    end_ms = placed[before[-1]].end_ms
    to_ms = min(end_ms + _room_ms(hole, recording), most_ms)
    if _are_heard(others, end_ms, to_ms, hole, recording):
        return None
    near = [i for i in before if i in placed and placed[i].start_ms >= end_ms - REACH_MS] or [before[-1]]
    return HoleWindow(placed[near[0]].start_ms, to_ms, (*near, *hole), (Hole(hole),), beyond_speech=True)


def _ahead(
    recording: RecordingSlots,
    placed: Mapping[int, AlignedWord],
    after: Sequence[int],
    hole: tuple[int, ...],
    least_ms: int,
    others: Sequence[RecognisedWord],
) -> HoleWindow | None:
    """The hole right ahead of the words `after` it, from `least_ms` on, where the word before is; None where `others` were
    heard there."""
    start_ms = placed[after[0]].start_ms
    from_ms = max(least_ms, start_ms - _room_ms(hole, recording))
    if _are_heard(others, from_ms, start_ms, hole, recording):
        return None
    near = [i for i in after if i in placed and placed[i].end_ms <= start_ms + REACH_MS] or [after[0]]
    return HoleWindow(from_ms, placed[near[-1]].end_ms, (*hole, *near), (Hole(hole),), beyond_speech=True)


def _room_ms(hole: Sequence[int], recording: RecordingSlots) -> int:
    return LONGEST_PAUSE_BESIDE_MS + SLOWEST * _time_ms(hole, recording)


def _are_heard(
    others: Sequence[RecognisedWord], from_ms: int, to_ms: int, hole: Sequence[int], recording: RecordingSlots
) -> bool:
    letters = sum(about_letters(recording.tokens[i].text) for i in hole)
    inside = [word for word in others if from_ms <= (word.start_ms + word.end_ms) // 2 < to_ms]
    return sum(len(word.text) for word in inside) >= MOST_HEARD * letters

"""The cuts of a whole recording at pauses, into segments short enough to search.

A cut is made only in a pause (from the voice activity detector, never from Whisper's word times, which are off by a tenth
of a second), and only where the words on both sides are surely matched, so that no word can be on the wrong side of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from oncue.alignment.one_sentence import goes_on
from oncue.alignment.timing.segment_graph import SegmentGraph
from oncue.alignment.timing.slots import LONGEST_UNHEARD, Slot
from oncue.alignment.timing.word_graph import Segment
from oncue.model import Interval, RecognisedWord, Token

SHORTEST_SEGMENT_MS = 3000
"""Shorter segments give the aligner too little speech to normalise the channel by (it takes the cepstral mean of each)."""

LONGEST_SEGMENT_MS = 20000
"""Longest segment, in milliseconds, without a cut between any two slots, sure or not: search time grows faster than linearly
when it errs."""

LONGEST_WITHOUT_PAUSE_MS = 60000
"""Longest segment, in milliseconds, where nobody pauses (music under all of the speech): then it is cut between two heard
words, since an exact search takes memory by the square of its length."""

LONGEST_REACH_MS = 150
"""Longest reach of a heard word into the pause beside it. What reaches further may have been said on its other side: Whisper
stretches a small word that it hears after a pause back to the word before."""

LONG_PAUSE_MS = 5000
"""Time without speech between the middles of two heard words from which on they are parted surely: whatever Whisper made of
them, each is on its own side of that."""


@dataclass(frozen=True, slots=True)
class RecordingSlots:
    """The slots of a whole recording, the words they are made of, and the sound between them.

    `recognised` are the words heard. `pauses`, short silences too, and `speech` are half-open intervals in milliseconds, in
    order, and `duration_ms` is the recording's length.
    """

    slots: Sequence[Slot]
    tokens: Sequence[Token]
    recognised: Sequence[RecognisedWord]
    pauses: Sequence[Interval]
    speech: Sequence[Interval]
    duration_ms: int


def cut_segments(recording: RecordingSlots) -> list[Segment]:
    """Segments in order, disjoint in time, each holding at least one token that may be spoken there."""
    cuts = _cuts(recording.slots, recording.tokens, recording.recognised, recording.pauses, recording.duration_ms)
    segments = [
        make_segment(recording, first, last, start_ms, end_ms) for (first, start_ms), (last, end_ms) in pairwise(cuts)
    ]
    return [segment for segment in segments if any(edge.token is not None for edge in segment.edges)]


def make_segment(recording: RecordingSlots, first: int, last: int, start_ms: int, end_ms: int) -> Segment:
    """The segment of the slots [first, last) between two times, without the silence at its ends."""
    graph = SegmentGraph(recording.slots, recording.tokens, recording.recognised, recording.speech, start_ms, end_ms)
    edges, final = graph.edges(first, last)
    a, b = _trim(start_ms, end_ms, recording.speech)
    return Segment(a, b, edges, final, first, last)


def _cuts(
    slots: Sequence[Slot],
    tokens: Sequence[Token],
    recognised: Sequence[RecognisedWord],
    pauses: Sequence[Interval],
    duration_ms: int,
) -> list[tuple[int, int]]:
    """The slot index and time of every cut, the two ends included."""
    run_before, run_after = _runs(slots)
    middles = [(word.start_ms + word.end_ms) // 2 for word in recognised]
    sure: list[tuple[int, int]] = []
    weak: list[tuple[int, int]] = []
    slot_of_word = [index for index, slot in enumerate(slots) for _ in slot.words]
    for pause_start, pause_end in pauses:
        centre = (pause_start + pause_end) // 2
        after = bisect_left(middles, centre)
        if not 0 < after < len(middles):
            continue
        long = min(pause_end, middles[after]) - max(pause_start, middles[after - 1]) >= LONG_PAUSE_MS
        left_ms = max(middles[after - 1], recognised[after - 1].end_ms - LONGEST_REACH_MS)
        right_ms = min(middles[after], recognised[after].start_ms + LONGEST_REACH_MS)
        if not long and (left_ms > pause_start or right_ms < pause_end):
            continue  # a word's span reaches far into the pause: Whisper cannot say which side of it the word is on
        slot_left, slot_right = slot_of_word[after - 1], slot_of_word[after]
        if slot_left == slot_right:
            continue
        if _is_in_sentence(slots, slot_left, slot_right, tokens):
            continue  # words of the sentence that were not heard may have been said on either side
        place = (slot_right, centre)
        if any(len(slots[k].tokens) <= LONGEST_UNHEARD for k in range(slot_left + 1, slot_right)):
            continue  # words that Whisper did not hear lie between: they may have been said on either side of this pause
        side_left = run_before[slot_right - 1] >= 2 or not slots[slot_left].tokens
        side_right = run_after[slot_right] >= 2 or not slots[slot_right].tokens
        (sure if long or (side_left and side_right) else weak).append(place)
    borders = [
        (slot_of_word[k], (recognised[k - 1].end_ms + recognised[k].start_ms) // 2)
        for k in range(1, len(slot_of_word))
        if slot_of_word[k] != slot_of_word[k - 1]
    ]
    return _divided(_choose(sure, weak, len(slots), duration_ms), borders)


def _is_in_sentence(slots: Sequence[Slot], left: int, right: int, tokens: Sequence[Token]) -> bool:
    """True where a sentence goes on from the slots up to `left` to those from `right` on, and nobody heard where its words
    on one of the sides are."""
    before = next((slots[k] for k in range(left, -1, -1) if slots[k].tokens), None)
    after = next((slots[k] for k in range(right, len(slots)) if slots[k].tokens), None)
    if before is None or after is None or (before.located and after.located):
        return False
    return goes_on(tokens, before.tokens[-1], after.tokens[0])


def _choose(
    sure: Sequence[tuple[int, int]], weak: Sequence[tuple[int, int]], slot_count: int, duration_ms: int
) -> list[tuple[int, int]]:
    chosen = [(0, 0)]

    def fill(until: tuple[int, int]) -> None:
        """Weak cuts, the last possible one each time, while what lies before `until` is too long."""
        while until[1] - chosen[-1][1] > LONGEST_SEGMENT_MS:
            inside = [
                place
                for place in weak
                if chosen[-1][0] < place[0] < until[0]
                and SHORTEST_SEGMENT_MS < place[1] - chosen[-1][1] <= LONGEST_SEGMENT_MS
            ]
            if not inside:
                return
            chosen.append(inside[-1])

    for place in sure:
        if place[0] > chosen[-1][0] and place[1] - chosen[-1][1] >= SHORTEST_SEGMENT_MS:
            fill(place)
            chosen.append(place)
    fill((slot_count, duration_ms))
    chosen.append((slot_count, duration_ms))
    return chosen


def _divided(cuts: Sequence[tuple[int, int]], borders: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cuts, and between two that are too far apart as many of the borders between heard words as it takes."""
    chosen = [cuts[0]]
    for cut in cuts[1:]:
        while cut[1] - chosen[-1][1] > LONGEST_WITHOUT_PAUSE_MS:
            slot, at_ms = chosen[-1]
            inside = [
                place
                for place in borders
                if slot < place[0] < cut[0]
                and at_ms + SHORTEST_SEGMENT_MS
                < place[1]
                <= min(at_ms + LONGEST_WITHOUT_PAUSE_MS, cut[1] - SHORTEST_SEGMENT_MS)
            ]
            if not inside:
                break
            chosen.append(inside[-1])
        chosen.append(cut)
    return chosen


def _runs(slots: Sequence[Slot]) -> tuple[list[int], list[int]]:
    """The counts of sure slots in a row that end at each slot, and that begin at it."""
    before = [0] * len(slots)
    after = [0] * (len(slots) + 1)
    for index, slot in enumerate(slots):
        before[index] = (before[index - 1] if index else 0) + 1 if slot.sure else 0
    for index in range(len(slots) - 1, -1, -1):
        after[index] = after[index + 1] + 1 if slots[index].sure else 0
    return before, after


def _trim(start_ms: int, end_ms: int, speech: Sequence[Interval], margin_ms: int = 300) -> Interval:
    """The segment without long silence at its ends: the aligner's channel estimate is a mean over speech."""
    inside = [(max(a, start_ms), min(b, end_ms)) for a, b in speech if a < end_ms and b > start_ms]
    if not inside:
        return start_ms, end_ms
    return max(start_ms, inside[0][0] - margin_ms), min(end_ms, inside[-1][1] + margin_ms)

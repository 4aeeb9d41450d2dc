"""Cuts the script at pauses into stretches short enough to search, and says what may have been said in each.

A cut is made only in a pause (from the voice activity detector, never from Whisper's word times, which are off by a tenth
of a second), and only where the words on both sides are surely matched, so that no word can be on the wrong side of it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from oncue.alignment.timing.slots import LONGEST_GUESS, LONGEST_REPLACEMENT, LONGEST_SPEAKING, LONGEST_UNHEARD, Slot
from oncue.alignment.timing.word_graph import Edge, Stretch
from oncue.model import Interval, RecognisedWord, Token

SHORTEST_STRETCH_MS = 3000
"""Shorter stretches give the aligner too little speech to normalise the channel by (it takes the cepstral mean of each)."""

LONGEST_STRETCH_MS = 20000
"""Beyond this, any place between two slots is cut at, sure or not: search time grows faster than linearly when it errs."""

LONGEST_WITHOUT_PAUSE_MS = 60000
"""Where nobody pauses (music under all of the speech), it is cut between two heard words: an exact search takes memory by
the square of its length."""

LONGEST_REACH_MS = 150
"""Of a heard word into the pause beside it. What reaches further may have been said on its other side: Whisper stretches a
small word that it hears after a pause back to the word before."""

LONG_PAUSE_MS = 5000
"""Without speech between the middles of two heard words: whatever Whisper made of them, each is on its own side of that."""

NOT_AS_PUBLISHED = 1e-12
"""Probability that something else was said than what is published, where Whisper heard something else. The published text
is the authority: a small model's mishearing must be borne out by the sound."""

NOT_SAID = 1e-12
"""Probability that a published word was left out where Whisper heard nothing for it: it drops small words often."""

MADE_UP = 1e-4
"""Probability that Whisper heard a word where nobody said one."""

MS_PER_LETTER = 65
"""Of spoken English, a mean over read and spontaneous speech; used only within a factor of two and more."""


def cut_stretches(
    slots: Sequence[Slot],
    tokens: Sequence[Token],
    recognised: Sequence[RecognisedWord],
    pauses: Sequence[Interval],
    speech: Sequence[Interval],
    duration_ms: int,
) -> list[Stretch]:
    """Stretches in order, disjoint in time, each holding at least one token that may be spoken there.

    `pauses` and `speech` are half-open intervals in milliseconds, in order; pauses are short silences too.
    """
    cuts = _cuts(slots, recognised, pauses, duration_ms)
    stretches: list[Stretch] = []
    for (first, start_ms), (last, end_ms) in pairwise(cuts):
        stretch = make_stretch(slots, first, last, start_ms, end_ms, tokens, recognised, speech)
        if any(edge.token is not None for edge in stretch.edges):
            stretches.append(stretch)
    return stretches


def make_stretch(
    slots: Sequence[Slot],
    first: int,
    last: int,
    start_ms: int,
    end_ms: int,
    tokens: Sequence[Token],
    recognised: Sequence[RecognisedWord],
    speech: Sequence[Interval],
) -> Stretch:
    """The stretch of `slots[first:last]` between two times."""
    edges, final = _graph(slots, first, last, tokens, recognised, speech, start_ms, end_ms)
    a, b = _trim(start_ms, end_ms, speech)
    return Stretch(a, b, edges, final, first, last)


def _cuts(
    slots: Sequence[Slot], recognised: Sequence[RecognisedWord], pauses: Sequence[Interval], duration_ms: int
) -> list[tuple[int, int]]:
    """Slot index and time of every cut, the two ends included."""
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


def _choose(
    sure: Sequence[tuple[int, int]], weak: Sequence[tuple[int, int]], slot_count: int, duration_ms: int
) -> list[tuple[int, int]]:
    chosen = [(0, 0)]

    def fill(until: tuple[int, int]) -> None:
        """Weak cuts, the last possible one each time, while what lies before `until` is too long."""
        while until[1] - chosen[-1][1] > LONGEST_STRETCH_MS:
            inside = [
                place
                for place in weak
                if chosen[-1][0] < place[0] < until[0]
                and SHORTEST_STRETCH_MS < place[1] - chosen[-1][1] <= LONGEST_STRETCH_MS
            ]
            if not inside:
                return
            chosen.append(inside[-1])

    for place in sure:
        if place[0] > chosen[-1][0] and place[1] - chosen[-1][1] >= SHORTEST_STRETCH_MS:
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
                and at_ms + SHORTEST_STRETCH_MS
                < place[1]
                <= min(at_ms + LONGEST_WITHOUT_PAUSE_MS, cut[1] - SHORTEST_STRETCH_MS)
            ]
            if not inside:
                break
            chosen.append(inside[-1])
        chosen.append(cut)
    return chosen


def _runs(slots: Sequence[Slot]) -> tuple[list[int], list[int]]:
    """How many sure slots in a row end at, and begin at, each slot."""
    before = [0] * len(slots)
    after = [0] * (len(slots) + 1)
    for index, slot in enumerate(slots):
        before[index] = (before[index - 1] if index else 0) + 1 if slot.sure else 0
    for index in range(len(slots) - 1, -1, -1):
        after[index] = after[index + 1] + 1 if slots[index].sure else 0
    return before, after


def _trim(start_ms: int, end_ms: int, speech: Sequence[Interval], margin_ms: int = 300) -> Interval:
    """The stretch without long silence at its ends: the aligner's channel estimate is a mean over speech."""
    inside = [(max(a, start_ms), min(b, end_ms)) for a, b in speech if a < end_ms and b > start_ms]
    if not inside:
        return start_ms, end_ms
    return max(start_ms, inside[0][0] - margin_ms), min(end_ms, inside[-1][1] + margin_ms)


def _graph(
    slots: Sequence[Slot],
    first: int,
    last: int,
    tokens: Sequence[Token],
    recognised: Sequence[RecognisedWord],
    speech: Sequence[Interval],
    start_ms: int,
    end_ms: int,
) -> tuple[tuple[Edge, ...], int]:
    edges: list[Edge] = []
    state = 0

    def path(
        parts: Sequence[tuple[str, int | None]],
        start: int,
        end: int,
        slot: int,
        probability: float = 1.0,
        heard_ms: Interval | None = None,
    ) -> None:
        """One alternative from `start` to `end`; new states in between are numbered after all existing ones."""
        nonlocal state
        at = start
        for index, (text, token) in enumerate(parts):
            if index + 1 == len(parts):
                to = end
            else:
                state += 1
                to = state
            edges.append(Edge(at, to, text, token, slot, 1.0 if index else probability, heard_ms))
            at = to
        if not parts:
            edges.append(Edge(start, end, None, None, slot, probability))

    at = 0
    for index in range(first, last):
        slot = slots[index]
        written = [(tokens[i].text, i) for i in slot.tokens]
        heard = [(recognised[j].text, None) for j in slot.words]
        if not slot.matched and not _may_be_said(written, heard, slots, index, recognised, speech, start_ms, end_ms):
            written = []
        if not written and not heard:
            continue
        state += 1
        to = state
        times = [recognised[j] for j in slot.words]
        heard_ms = (times[0].start_ms, times[-1].end_ms) if times else None
        if written:
            path(written, at, to, index, heard_ms=heard_ms if slot.matched else None)
        if heard and not slot.sure:
            path(heard, at, to, index, NOT_AS_PUBLISHED if written else 1.0, heard_ms)
        if not slot.matched and (not written or not heard or len(written) > LONGEST_REPLACEMENT):
            path([], at, to, index, NOT_SAID if written else MADE_UP)
        at = to
    return tuple(edges), at


def _may_be_said(
    written: Sequence[tuple[str, int | None]],
    heard: Sequence[tuple[str, int | None]],
    slots: Sequence[Slot],
    index: int,
    recognised: Sequence[RecognisedWord],
    speech: Sequence[Interval],
    start_ms: int,
    end_ms: int,
) -> bool:
    """Whether the time there is for a hole could hold its written words; a few small words always may."""
    if not written or len(written) > (LONGEST_GUESS if heard else LONGEST_UNHEARD):
        return False
    expected_ms = MS_PER_LETTER * sum(len(text) for text, _ in written)
    before = next((slots[k].words[-1] for k in range(index - 1, -1, -1) if slots[k].words), None)
    after = next((slots[k].words[0] for k in range(index + 1, len(slots)) if slots[k].words), None)
    from_ms = max(start_ms, recognised[before].end_ms) if before is not None else start_ms
    to_ms = min(end_ms, recognised[after].start_ms) if after is not None else end_ms
    spoken_ms = sum(max(0, min(b, to_ms) - max(a, from_ms)) for a, b in speech)
    if heard:
        spoken_ms = max(spoken_ms, MS_PER_LETTER * sum(len(text) for text, _ in heard))
        return len(written) <= 2 or 0.4 * expected_ms <= spoken_ms <= LONGEST_SPEAKING * expected_ms
    # Whisper drops and adds small words; more than that must have speech of its own to lie in.
    most_ms = LONGEST_SPEAKING * expected_ms if len(written) > LONGEST_GUESS else math.inf
    return len(written) <= 2 or 0.5 * expected_ms <= spoken_ms <= most_ms

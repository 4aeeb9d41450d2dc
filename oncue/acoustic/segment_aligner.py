"""The way of a recording's words to their times: cut into segments, search, widen where that fails, place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oncue.acoustic.forced_aligner import AlignedEdge, Search
from oncue.alignment.timing.holes import FoundWord, HoleWindow, find_holes
from oncue.alignment.timing.parted import fitting, parted_holes, without_parted
from oncue.alignment.timing.placement import fit_shift, in_order, place_tokens
from oncue.alignment.timing.segments import LONGEST_WITHOUT_PAUSE_MS, RecordingSlots, cut_segments, make_segment
from oncue.alignment.timing.word_graph import AlignedWord, Segment

SUSPICIOUS_GOP = -5.0
"""Mean gop of a segment's first or last words, below which they may be on the wrong side of a cut."""

EDGE_WORDS = 2
"""Words at each end of a segment whose gop is looked at together."""

Fallback = Callable[[Sequence[int]], list[AlignedWord]]
"""Places for the words of the slots of these indices by another method than the search."""


class SegmentAligner:
    """Times the published words of one recording, segment by segment.

    `search` is its forced aligner; None for a language that cannot be pronounced, whose words are all left to `fallback`,
    which is called once at most, with the slots that the search found no path for.
    """

    def __init__(self, recording: RecordingSlots, search: Search | None, fallback: Fallback) -> None:
        self._recording = recording
        self._search = search
        self._fallback = fallback

    def align(self, on_progress: Callable[[float], None]) -> dict[int, AlignedWord]:
        """The place of every token that is in the audio, by token index; `on_progress` is told 0..1.

        Starts never run backwards. Raises what the search, the fallback and `on_progress` raise.
        """
        recording = self._recording
        found: list[AlignedWord] = []
        missing: Sequence[int] = range(len(recording.slots))
        if self._search is not None:
            found, segments = self._cut()
            aligned = self._search.search(segments, lambda count: on_progress(count / max(1, len(segments))))
            segments, aligned = self._widen(self._search, segments, aligned)
            for segment, edges in zip(segments, aligned, strict=True):
                found += _words(segment, edges or ())
            pairs = zip(segments, aligned, strict=True)
            missing = [slot for one, edges in pairs if edges is None for slot in range(one.first_slot, one.last_slot)]
        if missing:
            found += self._fallback(missing)
        placed = place_tokens(recording.tokens, recording.recognised, recording.slots, found, recording.speech)
        if self._search is None:
            return placed
        placed = without_parted(recording, placed)
        return self._join(self._search, self._fill(self._search, placed), fit_shift(found, recording.slots))

    def _fill(self, search: Search, placed: dict[int, AlignedWord]) -> dict[int, AlignedWord]:
        """The places, and with them those of the holes whose words the sound has between their neighbours."""
        windows = find_holes(self._recording, placed)
        filled = dict(placed)
        while windows:
            found = search.search([one.segment(self._recording.tokens) for one in windows], lambda count: None)
            again: list[HoleWindow] = []
            for window, edges in zip(windows, found, strict=True):
                words = _found(window.segment(self._recording.tokens), edges or ())
                said = window.said(words)
                if said == window.holes:
                    filled.update(window.places(words, placed))
                elif said:
                    again.append(window.only(said))
            windows = again
        return in_order(filled)

    def _join(self, search: Search, placed: dict[int, AlignedWord], shift: float) -> dict[int, AlignedWord]:
        """The places, and with them those of words beside a long stretch of other sound, on the side that has them."""
        joined = dict(placed)
        holes = parted_holes(self._recording, placed)
        segments = [window.segment(self._recording.tokens) for hole in holes for window in hole.windows]
        found = search.search(segments, lambda count: None) if segments else []
        words = iter([_found(segment, edges or ()) for segment, edges in zip(segments, found, strict=True)])
        for hole in holes:
            best = fitting(hole, [next(words) for _ in hole.windows], shift)
            if best is not None:
                window, said = best
                joined.update(window.places(said, placed))
        return in_order(joined)

    def _cut(self) -> tuple[list[AlignedWord], list[Segment]]:
        """The words of the segments that need no search, as the sound has confirmed each of them, and the other segments."""
        found: list[AlignedWord] = []
        segments: list[Segment] = []
        for segment in cut_segments(self._recording):
            confirmed = self._confirmed(segment)
            if confirmed is None:
                segments.append(segment)
            else:
                found += confirmed
        return found, segments

    def _confirmed(self, segment: Segment) -> list[AlignedWord] | None:
        """The places of a segment's words; None where the sound has not confirmed all of them yet."""
        found: list[AlignedWord] = []
        for index in range(segment.first_slot, segment.last_slot):
            slot = self._recording.slots[index]
            if not slot.sure or len(slot.tokens) != len(slot.words):
                return None
            for token, word in zip(slot.tokens, (self._recording.recognised[j] for j in slot.words), strict=True):
                if word.gop is None:
                    return None
                found.append(AlignedWord(token, index, word.start_ms, word.end_ms, word.gop, spread_ms=word.spread_ms))
        return found

    def _widen(
        self, search: Search, segments: Sequence[Segment], aligned: Sequence[list[AlignedEdge] | None]
    ) -> tuple[list[Segment], list[list[AlignedEdge] | None]]:
        """Segments that do not overlap, and what was found in each, after a second search.

        Suspicious segments are searched once more, as one with those beside them. A wider segment stands where there is a
        path through it; elsewhere those it is made of stand as they are.
        """
        ranges = widened([_is_suspicious(edges) for edges in aligned], segments)
        wider = [
            make_segment(
                self._recording, segments[a].first_slot, segments[b].last_slot, segments[a].start_ms, segments[b].end_ms
            )
            for a, b in ranges
        ]
        again = search.search(wider, lambda count: None)
        better = [k for k, edges in enumerate(again) if edges is not None]
        replaced = {index for k in better for index in range(ranges[k][0], ranges[k][1] + 1)}
        kept = [index for index in range(len(segments)) if index not in replaced]
        return (
            [*(wider[k] for k in better), *(segments[index] for index in kept)],
            [*(again[k] for k in better), *(aligned[index] for index in kept)],
        )


def _is_suspicious(edges: list[AlignedEdge] | None) -> bool:
    """True where nothing was found, or the first or last words may be on the wrong side of a cut."""
    if edges is None:
        return True
    ends = (edges[:EDGE_WORDS], edges[-EDGE_WORDS:])
    return any(sum(one.gop for one in end) / len(end) < SUSPICIOUS_GOP for end in ends if end)


def _words(segment: Segment, aligned: Sequence[AlignedEdge]) -> list[AlignedWord]:
    edges = [segment.edges[one.edge] for one in aligned]
    return [
        AlignedWord(edge.token, edge.slot, one.start_ms, one.end_ms, one.gop, spread_ms=one.spread_ms)
        for one, edge in zip(aligned, edges, strict=True)
    ]


def _found(segment: Segment, aligned: Sequence[AlignedEdge]) -> list[FoundWord]:
    words: list[FoundWord] = []
    for one in aligned:
        token = segment.edges[one.edge].token
        if token is not None:
            words.append(FoundWord(token, one.start_ms, one.end_ms, one.gop, one.phones, one.spread_ms))
    return words


def widened(suspicious: Sequence[bool], segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Ranges (first, last, both included) of segments to be searched as one: each suspicious one with its neighbours.

    Where they are many in a row, as many as may be searched as one.
    """
    ranges: list[tuple[int, int]] = []

    def adjoin(left: int, right: int) -> bool:
        return left >= 0 and right < len(segments) and segments[left].last_slot == segments[right].first_slot

    for index, bad in enumerate(suspicious):
        if not bad:
            continue
        a, b = index - adjoin(index - 1, index), index + adjoin(index, index + 1)
        if ranges and a <= ranges[-1][1]:
            first = ranges[-1][0]
            if segments[b].end_ms - segments[first].start_ms <= LONGEST_WITHOUT_PAUSE_MS:
                ranges[-1] = (first, b)
                continue
            a = ranges[-1][1] + 1
        ranges.append((a, b))
    return [one for one in ranges if one[0] < one[1]]

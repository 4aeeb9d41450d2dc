"""Cues with the times that persons gave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.cue_breaks import Piece
from oncue.captions.segmentation.directed_places import DirectedPlaces
from oncue.captions.segmentation.units import Unit
from oncue.model import Cue


def with_own_times(
    cues: Sequence[Cue], pieces: Sequence[Piece], units: Sequence[Unit], limits: CaptionLimits, places: DirectedPlaces
) -> list[Cue]:
    """The cues of `pieces` with the times in `places`, in order and without overlap; notes there what cannot be.

    A cue beside one with a time of its own gives way: it ends earlier, or begins later, and still is shown. Its words' times
    stay what they are.
    """
    if not places.ins and not places.outs:
        return list(cues)
    spans: list[_Span] = []
    for cue, piece in zip(reversed(cues), reversed(pieces), strict=True):
        spans.append(_Span.of(cue, piece, units, limits, places, spans[-1] if spans else None))
    spans.reverse()
    timed: list[Cue] = []
    free_ms = 0
    for cue, span, following in zip(cues, spans, (*spans[1:], None), strict=True):
        start_ms = max(span.come_ms, free_ms)
        if span.in_ms is not None and span.in_ms != start_ms:
            why = "the caption before it is there until then" if span.in_ms < start_ms else "the next one comes then"
            places.lose("in_time", span.piece.first, f"{why}; it comes at {start_ms} ms, not at {span.in_ms} ms.")
        free_ms = _end(cue, span, following, start_ms, limits, places)
        timed.append(replace(cue, start_ms=start_ms, end_ms=free_ms))
    return timed


@dataclass(frozen=True, slots=True)
class _Span:
    """A piece and when it comes: at `come_ms`, its own time `in_ms` where the next one leaves it `keep_ms` then, the least
    that it needs, so that who looks down still finds it."""

    piece: Piece
    spoken_end_ms: int
    in_ms: int | None
    come_ms: int
    keep_ms: int

    @classmethod
    def of(
        cls, cue: Cue, piece: Piece, units: Sequence[Unit], limits: CaptionLimits, places: DirectedPlaces,
        following: _Span | None,
    ) -> _Span:  # fmt: skip
        start_ms, end_ms = units[piece.first].start_ms, units[piece.last - 1].end_ms
        keep_ms = min(limits.min_duration_ms // 4, max(1, (end_ms - start_ms) // 2))
        in_ms = places.ins.get(piece.first)
        come_ms = cue.start_ms if in_ms is None else in_ms
        if in_ms is not None and following is not None:
            come_ms = min(in_ms, max(start_ms, following.come_ms - keep_ms))
        return cls(piece, end_ms, in_ms, come_ms, keep_ms)


def _end(
    cue: Cue, span: _Span, following: _Span | None, start_ms: int, limits: CaptionLimits, places: DirectedPlaces
) -> int:
    """When a cue goes, given when it comes; later than that in any case."""
    end_ms = max(cue.end_ms, start_ms + 1)
    if span.in_ms is not None:
        end_ms = max(end_ms, span.spoken_end_ms)
    out_ms = places.outs.get(span.piece.last)
    if out_ms is not None and out_ms <= start_ms:
        places.lose("out_time", span.piece.last, f"the caption comes at {start_ms} ms, and was to go at {out_ms} ms.")
    elif out_ms is not None:
        end_ms = out_ms
    if following is None:
        return end_ms
    latest_ms = following.come_ms
    if out_ms == end_ms and following.in_ms is None:
        # The next one waits for this one, as far as there is time left to read it.
        latest_ms = max(latest_ms, following.spoken_end_ms - limits.min_duration_ms)
    elif out_ms != end_ms and following.in_ms is not None and following.come_ms - limits.gap_ms >= span.spoken_end_ms:
        latest_ms -= limits.gap_ms
    latest_ms = max(latest_ms, start_ms + span.keep_ms if following.in_ms is not None else start_ms + 1)
    if end_ms > latest_ms and out_ms == end_ms:
        places.lose("out_time", span.piece.last, f"the next caption has to come; this one goes at {latest_ms} ms.")
    return max(start_ms + 1, min(end_ms, latest_ms))

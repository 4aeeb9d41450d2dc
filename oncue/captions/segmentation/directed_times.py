"""Cues with the times that persons gave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

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
    timed: list[Cue] = []
    for index, (cue, piece) in enumerate(zip(cues, pieces, strict=True)):
        spoken_end_ms = units[piece.last - 1].end_ms
        start_ms = _start(timed, cue, piece, places)
        end_ms = max(cue.end_ms, start_ms + 1)
        if piece.first in places.ins:
            end_ms = max(end_ms, spoken_end_ms)
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        latest_ms = None if following is None else _latest(following, cues[index + 1], units, limits, places)
        if (out_ms := places.outs.get(piece.last)) is not None:
            end_ms = max(start_ms + 1, out_ms if latest_ms is None else min(out_ms, latest_ms))
            if end_ms > out_ms:
                places.lose("out_time", piece.last, f"the caption begins at {start_ms} ms, and was to go at {out_ms} ms.")
            elif end_ms < out_ms:
                places.lose("out_time", piece.last, f"the next caption has to come; this one goes at {end_ms} ms.")
        elif (
            following is not None
            and (in_ms := places.ins.get(following.first)) is not None
            and end_ms > in_ms - limits.gap_ms
        ):
            # The next one comes earlier than it would: the gap is kept where the words are said by then.
            apart_ms = in_ms - limits.gap_ms
            end_ms = max(start_ms + 1, min(end_ms, apart_ms if apart_ms >= spoken_end_ms else in_ms))
        timed.append(replace(cue, start_ms=start_ms, end_ms=end_ms))
    return timed


def _start(timed: Sequence[Cue], cue: Cue, piece: Piece, places: DirectedPlaces) -> int:
    free_ms = timed[-1].end_ms if timed else 0
    in_ms = places.ins.get(piece.first)
    if in_ms is None:
        return max(cue.start_ms, free_ms)
    if in_ms < free_ms:
        places.lose("in_time", piece.first, f"the caption before it is there until {free_ms} ms.")
    return max(in_ms, free_ms)


def _latest(following: Piece, cue: Cue, units: Sequence[Unit], limits: CaptionLimits, places: DirectedPlaces) -> int:
    """The latest time, in milliseconds, that leaves the following cue its own, or long enough to be read at a glance."""
    if (in_ms := places.ins.get(following.first)) is not None:
        return in_ms
    return max(cue.start_ms, units[following.last - 1].end_ms - limits.min_duration_ms)

"""Pieces as persons want them. What nobody directed stays: a split or a merge does not move its neighbours' breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.break_costs import Joints
from oncue.captions.segmentation.cue_breaks import Piece, label_room, shared_label
from oncue.captions.segmentation.cue_costs import CUE_COST
from oncue.captions.segmentation.directed_places import BREAK_CODES, DirectedPlaces
from oncue.captions.segmentation.directions import BreakKind
from oncue.captions.segmentation.line_breaks import LineFiller
from oncue.captions.segmentation.syntax import INSIDE_PHRASE
from oncue.captions.segmentation.units import SpeakerTurn, Unit
from oncue.text.display_text import columns

# More than any breaks of a few captions cost together: what a person wants comes first.
_AGAINST = 10_000.0


def directed_pieces(
    pieces: Sequence[Piece], units: Sequence[Unit], turns: Sequence[SpeakerTurn], joints: Joints, limits: CaptionLimits,
    places: DirectedPlaces,
) -> list[Piece]:  # fmt: skip
    """The pieces with the breaks of `places`; notes there what the limits cannot hold."""
    if not places.breaks:
        return list(pieces)
    maker = _Maker(units, turns, joints, limits, places)
    found: list[Piece] = []
    made = {piece.first: piece for piece in pieces}
    for first, last in _regions(pieces, places):
        if made[first].last == last and not any(place in places.breaks for place in range(first + 1, last)):
            found.append(made[first])
            continue
        borders = [first, *places.of(BreakKind.CUE, first, last), last]
        for one, two in pairwise(borders):
            found += maker.pieces(one, two)
    _note_unheld(found, places, limits)
    return found


def _regions(pieces: Sequence[Piece], places: DirectedPlaces) -> Iterator[tuple[int, int]]:
    """Units [first, last) of each piece, or of several that a person wants together."""
    first: int | None = None
    for piece, following in zip(pieces, (*pieces[1:], None), strict=True):
        first = piece.first if first is None else first
        if following is None or places.breaks.get(following.first) not in (BreakKind.LINE, BreakKind.NONE):
            yield first, piece.last
            first = None


class _Maker:
    """Makes pieces of units within which only lines are directed."""

    def __init__(
        self,
        units: Sequence[Unit],
        turns: Sequence[SpeakerTurn],
        joints: Joints,
        limits: CaptionLimits,
        places: DirectedPlaces,
    ) -> None:
        self._units = units
        self._turns = {turn.first: turn for turn in turns}
        self._joints = joints
        self._limits = limits
        self._places = places
        kept = [place for place, kind in places.breaks.items() if kind is BreakKind.NONE]
        lines = list(joints.line)
        for place in kept:
            lines[place] += INSIDE_PHRASE
        self._filler = LineFiller(units, replace(joints, line=lines), limits)

    def pieces(self, first: int, last: int) -> list[Piece]:
        """The fewest pieces of units [first, last) that hold what is directed: one, where the limits allow it."""
        whole = self._piece(first, last)
        if whole is not None:
            return [whole[1]]
        best: list[tuple[float, Piece | None]] = [(inf, None)] * (last - first + 1)
        best[0] = 0.0, None
        for end in range(first + 1, last + 1):
            for start in range(end - 1, first - 1, -1):
                found = self._piece(start, end)
                if found is None and self._too_long(start, end):
                    break
                if found is None:
                    continue
                cost = best[start - first][0] + found[0] + CUE_COST + (self._cost_at(end) if end < last else 0.0)
                if cost < best[end - first][0]:
                    best[end - first] = cost, found[1]
        made: list[Piece] = []
        place = last
        while place > first:
            piece = best[place - first][1]
            assert piece is not None  # a single unit is always a piece
            made.append(piece)
            place = piece.first
        return made[::-1]

    def _cost_at(self, place: int) -> float:
        return self._joints.cue[place] + (_AGAINST if place in self._places.breaks else 0.0)

    def _too_long(self, first: int, last: int) -> bool:
        """True where no longer piece fits either."""
        if last - first == 1:
            return False
        lasts_ms = self._units[last - 1].end_ms - self._units[first].start_ms
        room = self._limits.max_lines * (self._limits.max_columns + 1)
        return lasts_ms > self._limits.max_duration_ms or self._filler.width(first, last) > room

    def _piece(self, first: int, last: int) -> tuple[float, Piece] | None:
        """Units [first, last) as one piece and the cost of its lines; None where the limits do not hold it."""
        if self._too_long(first, last):
            return None
        inside = range(first + 1, last)
        undirected = [place for place in inside if self._joints.forced[place] and place not in self._turns]
        if any(place not in self._places.breaks for place in undirected):
            return None
        turns = [place for place in inside if place in self._turns]
        if turns:
            return self._shared(first, turns[0], last) if len(turns) == 1 else None
        lead, lines = label_room(self._turns.get(first), self._limits)
        cost, breaks = 0.0, ()
        borders = [first, *self._places.of(BreakKind.LINE, first, last), last]
        for one, two in pairwise(borders):
            filled = self._filler.fill(one, two, lead if one == first else 0, lines - (one > first))
            if filled is None:
                return None
            breaks = (*breaks, *((one,) if one > first else ()), *filled[1])
            lines -= len(filled[1]) + (one > first)
            cost += filled[0]
            if lines < 1:
                return None
        return cost, Piece(first, last, breaks)

    def _shared(self, first: int, middle: int, last: int) -> tuple[float, Piece] | None:
        """A line for each of two speakers."""
        if self._limits.max_lines < 2 or any(place != middle for place in self._places.of(BreakKind.LINE, first, last)):
            return None
        labels = [shared_label(self._turns[place]) if place in self._turns else "-" for place in (first, middle)]
        spans = ((first, middle), (middle, last))
        widths = (columns(label) + 1 + self._filler.width(*span) for label, span in zip(labels, spans, strict=True))
        if max(widths) > self._limits.max_columns:
            return None
        return 0.0, Piece(first, last, (middle,), shared=True)


def _note_unheld(pieces: Sequence[Piece], places: DirectedPlaces, limits: CaptionLimits) -> None:
    lines = {place for piece in pieces for place in piece.breaks}
    cues = {piece.first for piece in pieces}
    room = f"{limits.max_lines} {'line' if limits.max_lines == 1 else 'lines'} of {limits.max_chars} characters"
    for place, kind in sorted(places.breaks.items()):
        if (kind is BreakKind.LINE and place not in lines) or (kind is BreakKind.NONE and place in cues):
            places.lose(BREAK_CODES[kind], place, f"{room} do not hold what is on both sides; a new caption begins there.")
        elif kind is BreakKind.NONE and place in lines:
            places.lose(
                BREAK_CODES[kind],
                place,
                f"a line of {limits.max_chars} characters does not hold it; a new line begins there.",
            )

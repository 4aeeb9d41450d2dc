"""Divides a text into cues: the division of least total cost, found by dynamic programming over all places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from operator import add

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.break_costs import Joints
from oncue.captions.segmentation.cue_costs import Weighing
from oncue.captions.segmentation.cue_times import latest_ends
from oncue.captions.segmentation.line_breaks import LineFiller
from oncue.captions.segmentation.units import SpeakerTurn, Unit
from oncue.text.display_text import columns

# Two speakers in one cue need dashes and a second look: only worth it when apart they would flash by.
_SHARED = 34.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Units [first, last) shown as one cue, with line breaks before the units in `breaks`; `shared` by two turns."""

    first: int
    last: int
    breaks: tuple[int, ...]
    shared: bool = False


@dataclass(frozen=True, slots=True)
class WeighedPieces:
    """Every piece that may be: `rows` has for each place from 1 the costs of those of one turn that end there, the shortest
    first; `pairs` has, by the place where it ends, the cost of one that two turns share, and it."""

    rows: Iterator[list[float]]
    pairs: Mapping[int, tuple[float, Piece]]
    filler: LineFiller


def weighed_pieces(
    units: Sequence[Unit], turns: Sequence[SpeakerTurn], joints: Joints, limits: CaptionLimits, duration_ms: int
) -> WeighedPieces:
    """All pieces that keep the limits; of units there is at least one. Their costs are multiples of 2^-16."""
    filler = LineFiller(units, joints, limits)
    weighing = Weighing(units, turns, joints, limits, latest_ends(units, limits, duration_ms))
    pairs = _pairs(units, turns, joints, limits, filler)
    costs = weighing.shared_costs([(piece.first, piece.last) for piece in pairs.values()])
    weighed = {last: (_SHARED + cost, piece) for (last, piece), cost in zip(pairs.items(), costs, strict=True)}
    return WeighedPieces(weighing.rows(), weighed, filler)


def divide(
    units: Sequence[Unit], turns: Sequence[SpeakerTurn], joints: Joints, limits: CaptionLimits, duration_ms: int
) -> list[Piece]:
    """The pieces of least cost, in order, covering all units. Time grows with the number of units, not with its square."""
    count = len(units)
    if not count:
        return []
    weighed = weighed_pieces(units, turns, joints, limits, duration_ms)
    pairs, filler = weighed.pairs, weighed.filler
    # The least cost of all units before place `i` is at `count - i`: a slice of it is in the order of a row of costs.
    least = [inf] * count + [0.0]
    firsts = [0] * (count + 1)
    for last, row in enumerate(weighed.rows, 1):
        after = count - last + 1
        costs = list(map(add, least[after : after + len(row)], row))
        best = min(costs)
        firsts[last] = last - 1 - costs.index(best)
        if last in pairs and (cost := least[count - pairs[last][1].first] + pairs[last][0]) < best:
            best, firsts[last] = cost, -1
        least[count - last] = best
    pieces: list[Piece] = []
    leads = {turn.first: turn for turn in turns}
    place = count
    while place:
        first = firsts[place]
        pieces.append(pairs[place][1] if first < 0 else _filled(first, place, filler, leads.get(first), limits))
        place = pieces[-1].first
    return pieces[::-1]


def _filled(first: int, last: int, filler: LineFiller, turn: SpeakerTurn | None, limits: CaptionLimits) -> Piece:
    lead, lines = label_room(turn, limits)
    filled = filler.fill(first, last, lead, lines)
    assert filled is not None  # what does not fit costs more than anything else, and a single unit always fits
    return Piece(first, last, filled[1])


def label_room(turn: SpeakerTurn | None, limits: CaptionLimits) -> tuple[int, int]:
    """Columns that a label takes from the first line, and the lines left for words."""
    if turn is None or not turn.label:
        return 0, limits.max_lines
    if turn.apart:
        return 0, limits.max_lines - 1
    return columns(turn.label) + 1, limits.max_lines


def _pairs(
    units: Sequence[Unit], turns: Sequence[SpeakerTurn], joints: Joints, limits: CaptionLimits, filler: LineFiller
) -> dict[int, Piece]:
    """Every two neighbouring turns that fit one cue as one dashed line each, by the place where the second ends."""
    pairs: dict[int, Piece] = {}
    if limits.max_lines < 2:
        return pairs
    for one, two in pairwise(turns):
        if units[two.last - 1].end_ms - units[one.first].start_ms > limits.max_duration_ms:
            continue
        if units[two.first].start_ms - units[one.last - 1].end_ms >= limits.pause_ms:
            continue
        if any(joints.forced[place] for turn in (one, two) for place in range(turn.first + 1, turn.last)):
            continue
        widths = (columns(shared_label(turn)) + 1 + filler.width(turn.first, turn.last) for turn in (one, two))
        if max(widths) <= limits.max_columns:
            pairs[two.last] = Piece(one.first, two.last, (two.first,), shared=True)
    return pairs


def shared_label(turn: SpeakerTurn) -> str:
    """What stands before a turn's line in a cue of two speakers: a dash, and the name of one not heard before."""
    return f"- {turn.label}" if turn.introduces and turn.label not in ("", "-") else "-"

"""Divides a text into cues: the division of least total cost, found by dynamic programming over all places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from alignment.limits import CaptionLimits
from alignment.segment.clock import latest_ends
from alignment.segment.joints import Joints, is_clean
from alignment.segment.lines import LineFiller
from alignment.segment.script import Turn, Unit
from alignment.segment.text import columns

# Every cue costs the reader a look down; this much bad breaking is worth one cue less.
_CUE = 30.0
# One word alone is read at a glance but looks like a mistake; two are hardly better.
_LONELY_WORD = 45.0
_LONELY_PAIR = 14.0
# A cue that finishes one sentence and begins another, and ends after a clause or amid one of it (BBC 3.2).
_BEGUN_CLAUSE = 10.0
_BEGUN_SENTENCE = 22.0
_BEGUN_BY_A_WORD_OR_TWO = 30.0
_ENDED_BY_A_WORD_OR_TWO = 25.0
# Per whole excess: a cue shown for half the time that it needs costs this much.
_TOO_FAST = 60.0
_TOO_SHORT = 55.0
# Two speakers in one cue need dashes and a second look: only worth it when apart they would flash by.
_SHARED = 34.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Units [first, last) shown as one cue, with line breaks before the units in `breaks`; `shared` by two turns."""

    first: int
    last: int
    breaks: tuple[int, ...]
    shared: bool = False


def divide(
    units: Sequence[Unit], turns: Sequence[Turn], joints: Joints, limits: CaptionLimits, duration_ms: int
) -> list[Piece]:
    """The pieces of least cost, in order, covering all units. Time grows with the number of units, not with its square."""
    count = len(units)
    if not count:
        return []
    filler = LineFiller(units, joints, limits)
    ends = latest_ends(units, limits, duration_ms)
    pairs = _pairs(units, turns, joints, limits, filler)
    leads = {turn.first: turn for turn in turns}
    best = [float("inf")] * (count + 1)
    best[0] = 0.0
    last_piece: list[Piece | None] = [None] * (count + 1)
    for last in range(1, count + 1):
        at_end = _CUE + joints.cue[last]
        clean = is_clean(joints, last)
        for first in range(last - 1, -1, -1):
            if first < last - 1 and (joints.forced[first + 1] or _too_big(units, filler, first, last, limits)):
                break
            cost = best[first] + at_end + joints.across[last - 1] - joints.across[first]
            cost += _time_cost(units, filler, ends, first, last, limits)
            cost += _shape_cost(joints, first, last, clean)
            if cost >= best[last]:
                continue
            turn = leads.get(first)
            lead, lines = _lead(turn, limits)
            filled = filler.fill(first, last, lead, lines)
            if filled is not None and cost + filled[0] < best[last]:
                best[last], last_piece[last] = cost + filled[0], Piece(first, last, filled[1])
        for piece in pairs.get(last, ()):
            cost = best[piece.first] + _CUE + _SHARED + joints.across[last - 1] - joints.across[piece.first]
            cost += _time_cost(units, filler, ends, piece.first, last, limits)
            if cost < best[last]:
                best[last], last_piece[last] = cost, piece
    pieces: list[Piece] = []
    place = count
    while place:
        chosen = last_piece[place]
        assert chosen is not None  # a single unit always fits
        pieces.append(chosen)
        place = chosen.first
    return pieces[::-1]


def _too_big(units: Sequence[Unit], filler: LineFiller, first: int, last: int, limits: CaptionLimits) -> bool:
    """Whether [first, last) breaks a hard limit however its lines are broken, and so does everything longer."""
    if units[last - 1].end_ms - units[first].start_ms > limits.max_duration_ms:
        return True
    # Each line break saves one space.
    return filler.width(first, last) > limits.max_lines * (limits.max_chars + 1) - 1


def _lead(turn: Turn | None, limits: CaptionLimits) -> tuple[int, int]:
    """Columns that a label takes from the first line, and the lines left for words."""
    if turn is None or not turn.label:
        return 0, limits.max_lines
    if turn.apart:
        return 0, limits.max_lines - 1
    return columns(turn.label) + 1, limits.max_lines


def _time_cost(
    units: Sequence[Unit], filler: LineFiller, ends: Sequence[int], first: int, last: int, limits: CaptionLimits
) -> float:
    """What it costs that a cue cannot stay as long as its length or its reader needs."""
    start = units[first].start_ms
    # Never nothing: words may share one instant.
    longest = max(1, min(ends[last], start + limits.max_duration_ms) - start)
    cost = 0.0
    if longest < limits.min_duration_ms:
        cost += _TOO_SHORT * (limits.min_duration_ms / max(longest, limits.min_duration_ms // 8) - 1)
    needed = limits.reading_ms(filler.width(first, last), last - first)
    if longest < needed:
        cost += _TOO_FAST * min(needed / longest - 1, 4)
    return cost


def _shape_cost(joints: Joints, first: int, last: int, clean: bool) -> float:
    """What it costs that a cue is a scrap, or that it begins a sentence which it does not bring to a clause's end."""
    cost = 0.0
    length = last - first
    if length <= 2 and not (joints.ends_sentence[first] and joints.ends_sentence[last]):
        cost += _LONELY_WORD if length == 1 else _LONELY_PAIR
    begun = joints.sentence_before[last]
    if begun != last and begun > first:
        cost += _BEGUN_CLAUSE if clean else _BEGUN_SENTENCE
        if last - begun <= 2:
            cost += _BEGUN_BY_A_WORD_OR_TWO
    finished = joints.sentence_after[first]
    if not joints.ends_sentence[first] and finished - first <= 2 and finished < last:
        cost += _ENDED_BY_A_WORD_OR_TWO
    return cost


def _pairs(
    units: Sequence[Unit], turns: Sequence[Turn], joints: Joints, limits: CaptionLimits, filler: LineFiller
) -> dict[int, list[Piece]]:
    """Every two neighbouring turns that fit one cue as one dashed line each, by the place where the second ends."""
    pairs: dict[int, list[Piece]] = {}
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
        if max(widths) <= limits.max_chars:
            pairs.setdefault(two.last, []).append(Piece(one.first, two.last, (two.first,), shared=True))
    return pairs


def shared_label(turn: Turn) -> str:
    """What stands before a turn's line in a cue of two speakers: a dash, and the name of one not heard before."""
    return f"- {turn.label}" if turn.introduces and turn.label not in ("", "-") else "-"

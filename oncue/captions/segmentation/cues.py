"""`segment`: the cues of an alignment."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from oncue.captions.limits import CaptionLimits, CaptionOptions
from oncue.captions.segmentation.break_costs import Joints, joints_of
from oncue.captions.segmentation.cue_breaks import Piece, divide, shared_label
from oncue.captions.segmentation.cue_frames import on_frames
from oncue.captions.segmentation.cue_times import cue_end, latest_ends
from oncue.captions.segmentation.directed_pieces import directed_pieces
from oncue.captions.segmentation.directed_places import directed_places
from oncue.captions.segmentation.directed_times import with_own_times
from oncue.captions.segmentation.directions import UNDIRECTED, CaptionDirections, Unheld
from oncue.captions.segmentation.sure_places import sure_places
from oncue.captions.segmentation.units import SpeakerTurn, Unit, turns_of, units_of
from oncue.model import Alignment, Cue, CueLine, TimedWord
from oncue.text.display_text import columns


@dataclass(frozen=True, slots=True)
class DirectedCues:
    """Cues, and the directions that the limits could not hold."""

    cues: tuple[Cue, ...]
    unheld: tuple[Unheld, ...]


def segment(alignment: Alignment, transcript_text: str, options: CaptionOptions | None = None) -> list[Cue]:
    """The captions of `alignment`, in order, for every format alike.

    `transcript_text` is the text that the words' ranges point into. Words without times never appear; all others appear
    once, in their order, as they look on screen (control characters are gone) and with the offset added to their times.
    Cues begin and end on frames where `options` has a frame rate; their words keep the times at which they are said.
    Cues do not overlap and each ends after it starts. Lines, characters and longest duration keep to the limits, except
    that a single word too long for a line has one to itself; `limit_warnings` counts what exceeds the limits.
    """
    return list(directed_cues(alignment, transcript_text, options or CaptionOptions(), UNDIRECTED).cues)


def directed_cues(
    alignment: Alignment,
    transcript_text: str,
    options: CaptionOptions,
    directions: CaptionDirections,
    earlier: Set[str | None] = frozenset(),
) -> DirectedCues:
    """The captions as `segment` gives them, and as persons directed: breaks within the limits of lines, characters and
    longest duration, times of their own beyond those of reading and duration. Nothing else moves with them. `earlier` are
    those who spoke before the alignment begins, where it is part of one."""
    limits = options.limits.in_language(alignment.language)
    units, turns, joints = _divisible(alignment, transcript_text, options, directions, earlier)
    pieces = divide(units, turns, joints, limits, alignment.duration_ms)
    places = directed_places(alignment, units, directions)
    pieces = directed_pieces(pieces, units, turns, joints, limits, places)
    timed = _timed(pieces, units, turns, limits, alignment.duration_ms)
    cues = shifted_cues(with_own_times(timed, pieces, units, limits, places), options.offset_ms)
    if options.frame_rate is not None:
        cues = on_frames(cues, options.frame_rate)
    return DirectedCues(tuple(cues), tuple(places.lost))


def sure_breaks(
    alignment: Alignment,
    transcript_text: str,
    options: CaptionOptions,
    directions: CaptionDirections = UNDIRECTED,
    earlier: Set[str | None] = frozenset(),
) -> list[tuple[str, str]]:
    """The places at which the cues of any alignment that has these words side by side are parted, whatever else stands
    before and behind, as long as nothing is directed at the place: the ids of the words on both sides. `earlier` are those
    who spoke before the words: who speaks for the first time is named. See `sure_places`."""
    limits = options.limits.in_language(alignment.language)
    units, turns, joints = _divisible(alignment, transcript_text, options, directions, earlier)
    places = sure_places(units, turns, joints, limits, _language(alignment), alignment.duration_ms)
    return [(units[place - 1].words[-1].id, units[place].words[0].id) for place in places]


def _divisible(
    alignment: Alignment,
    transcript_text: str,
    options: CaptionOptions,
    directions: CaptionDirections,
    earlier: Set[str | None],
) -> tuple[list[Unit], list[SpeakerTurn], Joints]:
    limits = options.limits.in_language(alignment.language)
    units = units_of(alignment, transcript_text, limits, directions)
    turns = turns_of(units, limits, speakers=options.speakers, sounds=directions.sounds, earlier=earlier)
    return units, turns, joints_of(units, turns, limits, _language(alignment))


def _language(alignment: Alignment) -> str:
    return alignment.language.lower().split("-")[0] or "en"


def _timed(
    pieces: Sequence[Piece], units: Sequence[Unit], turns: Sequence[SpeakerTurn], limits: CaptionLimits, duration_ms: int
) -> list[Cue]:
    ends = latest_ends(units, limits, duration_ms)
    starting = {turn.first: turn for turn in turns}
    cues: list[Cue] = []
    for index, piece in enumerate(pieces):
        lines = _lines(piece, units, starting)
        following = units[pieces[index + 1].first].start_ms if index + 1 < len(pieces) else None
        start_ms = units[piece.first].start_ms
        if cues:
            start_ms = max(start_ms, cues[-1].end_ms)
        text = " ".join(line.text for line in lines if line.words)
        reading_ms = limits.reading_ms(columns(text), piece.last - piece.first)
        end_ms = cue_end(start_ms, units[piece.last - 1].end_ms, ends[piece.last], following, reading_ms, limits)
        speakers = {line.speaker for line in lines}
        cues.append(Cue(start_ms, end_ms, lines, speakers.pop() if len(speakers) == 1 else None))
    return cues


def _lines(piece: Piece, units: Sequence[Unit], starting: dict[int, SpeakerTurn]) -> tuple[CueLine, ...]:
    lines: list[CueLine] = []
    places = (piece.first, *piece.breaks, piece.last)
    for first, last in pairwise(places):
        words = tuple(word for unit in units[first:last] for word in unit.words)
        speaker = words[0].speaker
        turn = starting.get(first)
        if turn is None:
            label = "-" if piece.shared else ""  # the rest of a turn, beside another speaker's
        else:
            label = shared_label(turn) if piece.shared else turn.label
        if turn is not None and turn.apart and not piece.shared:
            lines.append(CueLine((), speaker, label))
            label = ""
        lines.append(CueLine(words, speaker, label))
    return tuple(lines)


def shifted_cues(cues: Sequence[Cue], offset_ms: int, *, overlapping: bool = False) -> list[Cue]:
    """The cues with all times moved. What would begin before 0 begins at 0, in order and without overlap, or with those
    that there are where they may be `overlapping`."""
    if not offset_ms:
        return list(cues)
    moved: list[Cue] = []
    free_ms = 0
    for cue in cues:
        start_ms = max(0 if overlapping else free_ms, cue.start_ms + offset_ms)
        free_ms = max(start_ms + 1, cue.end_ms + offset_ms)
        lines = tuple(replace(line, words=tuple(shifted_word(word, offset_ms) for word in line.words)) for line in cue.lines)
        moved.append(replace(cue, start_ms=start_ms, end_ms=free_ms, lines=lines))
    return moved


def shifted_word(word: TimedWord, offset_ms: int) -> TimedWord:
    """`word` with all its times moved by `offset_ms`, not before 0."""

    def moved(ms: int | None) -> int | None:
        return None if ms is None else max(0, ms + offset_ms)

    return replace(
        word,
        start_ms=moved(word.start_ms),
        end_ms=moved(word.end_ms),
        heard_start_ms=moved(word.heard_start_ms),
        heard_end_ms=moved(word.heard_end_ms),
    )

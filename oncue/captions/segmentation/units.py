"""Alignment words as a caption editor sees them: units that stay together, joints between them, turns of speakers."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from oncue.captions.limits import CaptionLimits
from oncue.captions.segmentation.directions import UNDIRECTED, CaptionDirections
from oncue.model import Alignment, TimedWord
from oncue.text.display_text import columns, is_opening, is_punctuation, visible

_BLANK_LINE = re.compile(r"\n\s*\n|\r\s*\r|\u2029")


@dataclass(frozen=True, slots=True)
class Unit:
    """Words that neither a line break nor a cue break may part: one spoken word and the loose punctuation around it.

    `space` is 1 when the transcript has something between this unit and the one before, 0 when they touch. `paragraph`
    says that a blank line of the transcript comes before it.
    """

    words: tuple[TimedWord, ...]
    text: str
    width: int
    start_ms: int
    end_ms: int
    space: int
    paragraph: bool


@dataclass(frozen=True, slots=True)
class SpeakerTurn:
    """Units `first` to `last` (half-open), all of one speaker.

    `label` is written before the first of them by formats that cannot mark speakers otherwise; `apart` gives it a line of
    its own. `introduces` says that this speaker has not spoken before.
    """

    first: int
    last: int
    speaker: str | None
    label: str
    apart: bool
    introduces: bool


def units_of(
    alignment: Alignment, transcript_text: str, limits: CaptionLimits, directions: CaptionDirections = UNDIRECTED
) -> list[Unit]:
    """The visible spoken words of `alignment` in transcript order, grouped into units, which end where they are directed to.

    Times are made to run forwards: no word starts before the one in front of it, nor ends after the next one's start.
    """
    spoken = _shown(alignment.words)
    units: list[Unit] = []
    group: list[TimedWord] = []
    for index, word in enumerate(spoken):
        group.append(word)
        following = spoken[index + 1] if index + 1 < len(spoken) else None
        parted = following is None or (bool(directions) and directions.parts(word.id, following.id))
        if following is None or parted or not _stays(group, following, limits):
            before = units[-1].words[-1] if units else None
            units.append(_unit(group, before, transcript_text))
            group = []
    return units


def turns_of(
    units: Sequence[Unit],
    limits: CaptionLimits,
    *,
    speakers: bool,
    sounds: Set[str] = frozenset(),
    earlier: Set[str | None] = frozenset(),
) -> list[SpeakerTurn]:
    """The runs of one speaker, in order, each with the label that fits the limits.

    `sounds` are the ids of words of sounds: these are nobody's, have no label, and who spoke before one is not named again.
    `earlier` are those who spoke before the first of the units.
    """
    sounding = [bool(sounds) and unit.words[0].id in sounds for unit in units]
    starts = [0] + [i for i in range(1, len(units)) if _other_turn(units, sounding, i)]
    turns: list[SpeakerTurn] = []
    spoken: SpeakerTurn | None = None
    met: set[str | None] = set(earlier)
    for first, last in pairwise([*starts, len(units)] if units else []):
        speaker = units[first].words[0].speaker
        if sounding[first]:
            turns.append(SpeakerTurn(first, last, speaker, "", False, False))
            continue
        goes_on = spoken is not None and spoken.last < first and spoken.speaker == speaker
        label = speaker_label(speaker, limits.max_columns) if speakers and not goes_on else ""
        if not label and speakers and spoken is not None and spoken.speaker not in (None, speaker):
            label = "-"  # someone else, whom the transcript does not name
        apart = bool(label) and columns(label) + 1 + units[first].width > limits.max_columns
        if apart and (limits.max_lines == 1 or label == "-"):
            label, apart = "", False
        spoken = SpeakerTurn(first, last, speaker, label, apart, speaker not in met)
        turns.append(spoken)
        met.add(speaker)
    return turns


def _other_turn(units: Sequence[Unit], sounding: Sequence[bool], place: int) -> bool:
    other = units[place].words[0].speaker != units[place - 1].words[-1].speaker
    return other or sounding[place] != sounding[place - 1]


def speaker_label(speaker: str | None, max_columns: int) -> str:
    """`NAME:` in capitals (the BBC's way where colours cannot tell speakers apart), cut to half a line; "" for nobody.

    A name too long is given by its last word, and failing that cut with an ellipsis.
    """
    name = visible(speaker or "").upper().rstrip(":").rstrip()
    room = max_columns // 2 - 1
    if columns(name) > room and " " in name:
        name = name.rsplit(" ", 1)[1]
    if columns(name) > room:
        while columns(name) > room - 1:
            name = name[:-1]
        name += "…"
    return f"{name}:" if columns(name) else ""


def _shown(words: Sequence[TimedWord]) -> list[TimedWord]:
    timed = [(w, text) for w in words if w.start_ms is not None and w.end_ms is not None and (text := visible(w.text))]
    starts = list(accumulate((word.start_ms or 0 for word, _ in timed), max))
    shown: list[TimedWord] = []
    for index, (word, text) in enumerate(timed):
        start_ms = starts[index]
        end_ms = max(start_ms, word.end_ms or 0)
        if index + 1 < len(timed):
            end_ms = min(end_ms, starts[index + 1])
        if (word.text, word.start_ms, word.end_ms) != (text, start_ms, end_ms):
            word = replace(word, text=text, start_ms=start_ms, end_ms=end_ms)
        shown.append(word)
    return shown


def _stays(group: Sequence[TimedWord], following: TimedWord, limits: CaptionLimits) -> bool:
    """True where `following` belongs to the unit that `group` has begun."""
    if following.speaker != group[-1].speaker:
        return False
    closes = is_punctuation(following.text) and not is_opening(following.text)
    # A dash between words belongs to the one before it, but one that opens a turn or a file belongs to what follows.
    if not closes and not (is_punctuation(group[0].text) and all(is_punctuation(word.text) for word in group)):
        return False
    whole = [*group, following]
    if columns(_text(whole)) > limits.max_columns:
        return False
    first, last = _span(whole)
    return last - first <= limits.max_duration_ms


def _unit(group: Sequence[TimedWord], before: TimedWord | None, transcript_text: str) -> Unit:
    start_ms, end_ms = _span(group)
    text = _text(group)
    between = transcript_text[before.char_end : group[0].char_start] if before else ""
    broken = between != " " and ("\n" in between or "\r" in between or "\u2029" in between)
    return Unit(
        words=tuple(group),
        text=text,
        width=columns(text),
        start_ms=start_ms,
        end_ms=end_ms,
        space=1 if before is not None and before.char_end != group[0].char_start else 0,
        paragraph=broken and _BLANK_LINE.search(between) is not None,
    )


def _span(group: Sequence[TimedWord]) -> tuple[int, int]:
    """The first spoken word's start and the last one's end, in milliseconds; loose punctuation has no times of its own."""
    if len(group) == 1:
        return group[0].start_ms or 0, group[0].end_ms or 0
    spoken = [word for word in group if not is_punctuation(word.text)] or group
    return spoken[0].start_ms or 0, spoken[-1].end_ms or 0


def _text(group: Sequence[TimedWord]) -> str:
    text = group[0].text
    if len(group) == 1:
        return text
    for before, word in pairwise(group):
        text += word.text if before.char_end == word.char_start else " " + word.text
    return text

"""Who speaks where. A speaker whom no label names is None, never a guess."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from oncue.transcript.boilerplate import DoubtfulRange
from oncue.transcript.document import Document, Line
from oncue.transcript.speaker_labels import Label, Labels
from oncue.transcript.speaker_roster import core_words
from oncue.transcript.stage_directions import Direction

Change = tuple[int, str | None]

_NAME = r"([A-Z\u00c0-\u00de][\w'\u2019.-]{1,30}(?:[ \u00a0][A-Z\u00c0-\u00de][\w'\u2019.-]{0,30}){1,3})"
# "And I'm Audie Cornish." Only a first name with a surname: "I'm American" introduces nobody.
_INTRODUCTION = re.compile(
    rf"(?:\bI['\u2019]m|\bI am|\b[Mm]y name is|\b[Mm]y name['\u2019]s|\b[Jj]e suis|\b[Jj]e m['\u2019]appelle"
    rf"|\b[Ii]ch bin|\b[Mm]ein Name ist|\b[Ss]oy"
    rf"|\b[Mm]e llamo|\b[Ss]ono|\b[Mm]i chiamo|\b[Ee]u sou|\b[Ii]k ben) {_NAME}"
)
# After a recording is played, an unlabelled voice may be the recording's.
_PLAYED = re.compile(r"soundbite|clip|recording|archive|video|film|excerpt|extrait|einspieler|o-ton", re.IGNORECASE)
_ONLY_MUSIC = re.compile(r"music|song|applause|laughter|singing", re.IGNORECASE)


def find_turns(
    source: Document, lines: list[Line], labels: Labels, directions: list[Direction], findings: list[DoubtfulRange]
) -> list[Change]:
    """Return (position, speaker) wherever the speaker changes, in order; before the first one nobody is known."""
    changes: list[Change] = [(label.end, label.speaker) for label in labels.labels]
    for position, voice in enumerate(source.voices):
        changes.append((voice.start, voice.speaker))
        if position + 1 == len(source.voices):
            changes.append((voice.end, None))
    changes += [(finding.start, None) for finding in findings if finding.ends_turn]
    for direction in directions:
        if direction.ends_turn:
            changes.append((direction.end, None))
        heard = source.text[direction.start : direction.end]
        if direction.own_line and not direction.spoken and _PLAYED.search(heard) and not _ONLY_MUSIC.search(heard):
            changes.append((direction.end, None))
    if not source.captions and not source.all_speech:
        changes += _unlabelled(source, lines, labels.labels)
    # At one position a label wins over the end of something else.
    return sorted(changes, key=lambda change: (change[0], change[1] is not None))


def _unlabelled(source: Document, lines: list[Line], labels: tuple[Label, ...]) -> list[Change]:
    """Paragraphs whose label was lost: set apart by an unusually wide gap, or introducing somebody else."""
    starts = {label.line for label in labels}
    label_starts = [label.start for label in labels]
    usual = _usual_gap(lines)
    changes: list[Change] = []
    for index, line in enumerate(lines):
        if index in starts:
            continue
        position = bisect_left(label_starts, line.start)
        speaker = labels[position - 1].speaker if position else None
        if speaker is None:
            continue
        if line.blank_before > usual or _introduces_another(
            source.text[line.start : min(line.end, line.start + 200)], speaker
        ):
            changes.append((line.start, None))
    return changes


def _usual_gap(lines: list[Line]) -> int:
    """The widest gap that is still common on this page: a quarter of all breaks between paragraphs are at least as wide."""
    gaps = Counter(line.blank_before for line in lines if line.blank_before)
    total = sum(gaps.values())
    wide = 0
    for gap in sorted(gaps, reverse=True):
        wide += gaps[gap]
        if wide * 4 > total:
            return gap
    return 1


def _introduces_another(paragraph: str, speaker: str) -> bool:
    found = _INTRODUCTION.search(paragraph)
    if not found:
        return False
    return not set(core_words(speaker)) & set(core_words(found.group(1).rstrip(".")))

"""Deciding which candidates are labels, and whose: a name before a colon may also be an ordinary sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.transcript.document import Document, Line, Range
from oncue.transcript.label_candidates import candidates
from oncue.transcript.label_clocks import find_clocks
from oncue.transcript.label_columns import heads_of_columns
from oncue.transcript.label_verdicts import LabelVerdict, Verdicts
from oncue.transcript.speaker_roster import Roster


@dataclass(frozen=True, slots=True)
class Label:
    """A range of the text that announces a speaker; `speaker` None is somebody unnamed, or nobody knows who.

    `certain` False: it may be ordinary prose with a colon in it, so the audio decides. `line` is the index of its line.
    `doubtful`: it only looks like a label, and says no more than that the one before may have ended.
    """

    start: int
    end: int
    speaker: str | None
    certain: bool
    line: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """All labels in order without overlap, the people they name, and the clocks that begin lines."""

    labels: tuple[Label, ...]
    people: frozenset[str]
    clocks: tuple[Range, ...]


NO_LABELS = Labels((), frozenset(), ())
"""Of a text in which none are sought."""


def find_labels(source: Document, lines: Sequence[Line]) -> Labels:
    """Return who is announced where in `source`, whose lines are `lines`."""
    lines = list(lines)
    clocks = find_clocks(source.text, lines)
    found = list(candidates(source.text, lines, clocks, captions=source.captions))
    verdicts = Verdicts(source, lines, found, clocks)
    believed = [(candidate, verdict) for candidate in found if (verdict := verdicts.on(candidate)) is not None]
    roster = Roster([one.name for one, verdict in believed if one.name and verdict is not LabelVerdict.DOUBTFUL])
    labels = tuple(
        Label(
            candidate.start,
            candidate.end,
            roster.full_name(candidate.name) if candidate.name and verdict is not LabelVerdict.DOUBTFUL else None,
            verdict is LabelVerdict.CERTAIN,
            candidate.line,
            verdict is LabelVerdict.DOUBTFUL,
        )
        for candidate, verdict in believed
    )
    people = frozenset(label.speaker for label in labels if label.speaker)
    heads = heads_of_columns(source.text, lines) if verdicts.in_columns else ()
    return Labels(labels, people, tuple(sorted((*clocks.values(), *heads))))

"""The model of a desk as the store takes and gives it: plain values, whose meaning `oncue.desk` knows.

The ops of a revision are a JSON list. Times are milliseconds since 1970, those of words from the start of the recording.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

DESKS = "desks"
"""The folder of all files of desks, one for each job in it. It is not that of jobs: collectors of versions that know no
desks would take these files for left-overs there."""

RetimedWords = Mapping[str, tuple[int, int, float, float | None, int | None]]
"""The words that were found anew, by id: start and end in milliseconds, confidence 0..1, and the sound's fit (`gop`)."""


class DeskState(StrEnum):
    """The state of a desk's sound. Words can be edited whatever it is."""

    OPENING = "opening"
    OPEN = "open"
    FAILED = "failed"


class RevisionKind(StrEnum):
    """The way in which a revision came about."""

    EDIT = "edit"
    UNDO = "undo"
    REVERT = "revert"
    TEXT = "text"
    """The published text was replaced, and the edits carried over to it."""
    CAPTIONS = "captions"
    """A caption file was edited elsewhere and sent back."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits: the id and the name of an API key; no id where the service asks for none."""

    id: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One row of the table of desks. `head` is the newest revision, 0 before the first; `retimed` counts the retimings.

    `approved_rev` is the revision that captions are made of unless another is asked for; None: the machine's.
    """

    job_id: str
    tenant: str
    generation: int
    head: int
    retimed: int
    approved_rev: int | None
    state: DeskState
    opened_at_ms: int
    used_at_ms: int
    audio_key: str | None = None
    audio_type: str | None = None
    peaks_key: str | None = None
    sound_key: str | None = None
    duration_ms: int | None = None
    problem: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class DeskText:
    """A text that a desk works on, with its alignment, in copies of the desk's own: revisions from `first_rev` on are of it.

    `of_alignment_key` is the job's own key of that alignment. `left_over` are the edits that could not be carried over from
    the text before, each as `oncue.desk` tells it.
    """

    generation: int
    first_rev: int
    of_alignment_key: str
    text_key: str
    alignment_key: str
    recognition_key: str | None
    left_over: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class NewRevision:
    """A revision as the store takes it.

    `edit_id` is its sender's: a second one with the same `fingerprint` of what was sent is the same revision. `based_on` is
    the revision that the sender had seen.
    """

    kind: RevisionKind
    ops: Sequence[Mapping[str, Any]]
    based_on: int
    edit_id: str
    fingerprint: str
    who: Editor
    at_ms: int | None = None
    """When it was made; None: now."""


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """One row of the table of revisions. `files` are there where it has been written out."""

    n: int
    generation: int
    kind: RevisionKind
    ops: Sequence[Mapping[str, Any]]
    based_on: int
    edit_id: str
    fingerprint: str
    who: Editor
    at_ms: int
    files: RevisionFiles | None = None


@dataclass(frozen=True, slots=True)
class RevisionFiles:
    """The keys of a revision that was written out, as of the retiming `at_retiming`: its text, alignment and directions."""

    text_key: str
    alignment_key: str
    directions_key: str
    at_retiming: int


@dataclass(frozen=True, slots=True)
class StoredRetiming:
    """The times that an aligner found for words of revision `rev`. `seq` counts those of a desk from 1.

    `basis` says what content the times are of, in words of `oncue.desk`.
    """

    seq: int
    rev: int
    words: RetimedWords
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's word that a revision is right. `despite` is the reason given where `findings` hard findings were open."""

    seq: int
    rev: int
    who: Editor
    at_ms: int
    despite: str | None
    findings: int

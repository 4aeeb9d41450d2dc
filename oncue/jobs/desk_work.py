"""What aligners do for desks, as values: the sound of a desk to be made ready, and stretches of words to be timed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

CONTEXT_MS = 25_000
"""Milliseconds of words on either side of a stretch that go with it: as much as is ever searched at once."""


class DeskTask(StrEnum):
    """What is asked of an aligner."""

    OPEN = "open"
    """To make the desk's sound: what is listened to, what is drawn, and what words are aligned with."""
    STRETCH = "stretch"
    """To find the times of some words."""


class DeskTaskState(StrEnum):
    """The state of one row of the table `desk_work`. The last three are ends."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"
    """Times stay estimated; the row's problem says why."""
    SUPERSEDED = "superseded"
    """A later revision has asked for the times of all of its words, or has taken them back."""


@dataclass(frozen=True, slots=True)
class WordToTime:
    """A word said in or around a stretch, with its present times in milliseconds of the file's clock, None where nobody has
    found them yet.

    `wanted`: its times are asked for. A time that is `pinned` is a person's, and stays.
    """

    id: str
    text: str
    start_ms: int | None
    end_ms: int | None
    wanted: bool = True
    start_pinned: bool = False
    end_pinned: bool = False


@dataclass(frozen=True, slots=True)
class StretchToTime:
    """Words whose times are asked for, and those of `CONTEXT_MS` on either side of them, all in order.

    They were found to lie from `start_ms` to `end_ms`. `basis` says what the times will be for; whoever asks knows it again.
    """

    words: tuple[WordToTime, ...]
    start_ms: int
    end_ms: int
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class DeskClaim:
    """A task that an aligner holds: writes that name another `token` than the row's change nothing.

    `stretch` is None where the desk is to be opened. `attempts` counts this one.
    """

    id: str
    job_id: str
    tenant: str
    task: DeskTask
    rev: int
    token: int
    attempts: int
    stretch: StretchToTime | None = None


@dataclass(frozen=True, slots=True)
class OpenedSound:
    """The files of a desk's sound: their keys, the media type of what is listened to, and its length."""

    audio_key: str
    audio_type: str
    peaks_key: str
    sound_key: str
    duration_ms: int


@dataclass(frozen=True, slots=True)
class TimedStretch:
    """The times that were found for a stretch, by word id: start, end (milliseconds), confidence 0..1, gop, and the expected
    error of its borders in milliseconds."""

    words: Mapping[str, tuple[int, int, float, float | None, int | None]] = field(default_factory=dict)
    basis: str | None = None


def aligner_id(process: str, task: DeskTask) -> str:
    """The id under which a process of an aligner shows that it lives: it tells what the process does."""
    return f"{process}:{task.value}"


def tasks_of_aligner(known_as: str) -> frozenset[DeskTask]:
    """What the process of this id does. That of a version that did not tell does everything."""
    told = known_as.rpartition(":")[2]
    return frozenset(task for task in DeskTask if task.value == told) or frozenset(DeskTask)


@dataclass(frozen=True, slots=True)
class AlignerPresence:
    """One process of `oncue aligner` that lives. `silent_s` is how long ago it was heard of, `tasks` is what it does."""

    id: str
    tasks: frozenset[DeskTask]
    host: str
    started_at_ms: int
    silent_s: float
    done: int
    failed: int
    last_problem: str | None

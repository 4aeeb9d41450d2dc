"""Whether an aligner is there for what a desk waits for: its two processes do different things, and one may be gone."""

from __future__ import annotations

from collections.abc import Sequence

from oncue.jobs.desk_model import Desk
from oncue.jobs.desk_work import AlignerPresence, DeskTask


def has_aligner(desk: Desk, live: Sequence[AlignerPresence]) -> bool:
    """True where one of these processes makes the desk's sound, or where that is there already, finds the times of words."""
    task = DeskTask.OPEN if desk.sound_key is None else DeskTask.STRETCH
    return any(task in each.tasks for each in live)

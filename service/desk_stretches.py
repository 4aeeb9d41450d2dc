"""What an edit asks of the aligners: the words to be timed and those around them, and the desk's sound where it is gone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from functools import partial

from sqlalchemy import Connection

from oncue.desk import Script, Stretch, stretches_to_align
from oncue.desk.working_times import WorkingTime, working_times_near
from oncue.jobs.desk_model import Desk, DeskState
from oncue.jobs.desk_work import CONTEXT_MS, StretchToTime, WordToTime
from oncue.jobs.store import SqlStore
from oncue.jobs.store.desk_work import ask_for_times, ask_to_open, forget_failures
from oncue.model import WordStatus


class DeskAsking:
    """Asks aligners for what a desk needs, each time in the transaction of a revision."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    def ask(self, connection: Connection, desk: Desk, n: int, before: Script, after: Script) -> None:
        """Asks for the times of what revision `n` changes, and for the desk's sound where there is none.

        Sound that could not be made is asked for by opening the desk again.
        """
        if desk.sound_key is None and desk.state is not DeskState.FAILED:
            ask_to_open(connection, desk.job_id, self._store.now)
        stretches = stretches_to_time(after, stretches_to_align(before, after))
        forget_failures(connection, desk.job_id, stretches, partial(without_times, after), self._store.now)
        ask_for_times(connection, desk.job_id, n, stretches, self._store.now)


def stretches_to_time(script: Script, stretches: Sequence[Stretch]) -> tuple[StretchToTime, ...]:
    """The stretches with their words and those around them, each with its text and times as they are now."""
    ends = [word for stretch in stretches for word in (stretch.first_word, stretch.last_word)]
    runs = [[row for row in run if row.timed] for run in working_times_near(script, ends)] if ends else []
    found: dict[str, list[WorkingTime]] = {row.word.id: run for run in runs for row in run}
    return tuple(_with_words(stretch, found[stretch.first_word]) for stretch in stretches)


def without_times(script: Script, words: Set[str]) -> set[str]:
    """Those of these words' ids that are shown and of which nobody has found the times."""
    runs = working_times_near(script, words)
    return {row.word.id for run in runs for row in run if row.word.id in words and _is_guessed(row)}


def _is_guessed(row: WorkingTime) -> bool:
    return row.status is WordStatus.ESTIMATED and not row.as_published


def _with_words(stretch: Stretch, rows: Sequence[WorkingTime]) -> StretchToTime:
    at = {row.word.id: index for index, row in enumerate(rows)}
    first = at[stretch.first_word]
    last = at.get(stretch.last_word, len(rows) - 1)
    starts = [row.start_ms or 0 for row in rows]
    from_index = bisect_left(starts, stretch.start_ms - CONTEXT_MS, 0, first)
    to_index = bisect_right(starts, stretch.end_ms + CONTEXT_MS, last + 1)
    words = tuple(_to_time(rows[k], wanted=first <= k <= last) for k in range(from_index, to_index))
    return StretchToTime(words, stretch.start_ms, stretch.end_ms, stretch.basis)


def _to_time(row: WorkingTime, *, wanted: bool) -> WordToTime:
    """The word; an estimate between its neighbours is no time."""
    word = row.word
    start_ms, end_ms = (None, None) if _is_guessed(row) else (row.start_ms, row.end_ms)
    start_pinned, end_pinned = word.pin_start_ms is not None, word.pin_end_ms is not None
    return WordToTime(
        word.id,
        word.text,
        word.pin_start_ms if start_pinned else start_ms,
        word.pin_end_ms if end_pinned else end_ms,
        wanted,
        start_pinned,
        end_pinned,
    )

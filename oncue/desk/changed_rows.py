"""What of a script's words and their times an edit changed, with the words around them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate

from oncue.desk.basis import found_times
from oncue.desk.draft import PlacedSound
from oncue.desk.script import Script
from oncue.desk.working_times import WorkingTime, working_times_near

MOST_CHANGED = 200
"""Words that one edit changes, for a part of the captions to be worth the while."""


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """The shown words around a change as they are now, in order and without a gap, and of these the `timed` ones. The rows
    `first` to `last` of the timed ones are not as they were, or stand beside what is not."""

    run: Sequence[WorkingTime]
    timed: Sequence[WorkingTime]
    first: int
    last: int


def changed_rows(before: Script, after: Script) -> ChangedRows | None:
    """What is in `after` not as in `before`; None where that is too much, or in several places, and where a speaker was
    renamed. Where nothing is changed, the first word stands for it."""
    changed = _changed_words(before, after)
    if changed is None or len(changed) > MOST_CHANGED:
        return None
    sounds = _changed_sounds(before, after)
    seeds = changed | {word for sound in sounds if (word := _word_at(after, sound.start_ms)) is not None}
    seeds |= {word for script in (before, after) for name in seeds for word in _shown_beside(script, name)}
    if not seeds and after.shown:
        seeds = {after.shown[0].id}
    runs = working_times_near(after, seeds)
    if len(runs) != 1:
        return None
    old = {row.word.id: _span(row) for run in working_times_near(before, seeds) for row in run}
    run = _known(runs[0], old.keys() | changed)
    rows = [row for row in run if row.timed]
    index = {row.word.id: at for at, row in enumerate(rows)}
    moved = {at for at, row in enumerate(rows) if row.word.id in changed or old.get(row.word.id) != _span(row)}
    moved.update(at for script in (before, after) for name in changed - index.keys() for at in _beside(script, name, index))
    moved.update(at for sound in sounds for at in _around(rows, sound))
    return ChangedRows(run, rows, min(moved, default=0), max(moved, default=0)) if rows else None


def _shown_beside(script: Script, name: str) -> Iterator[str]:
    if script.word(name) is not None:
        for word in (script.state.shown_before(name), script.state.shown_after(name)):
            if word is not None:
                yield word.id


def _known(run: Sequence[WorkingTime], names: Set[str]) -> Sequence[WorkingTime]:
    """The run without the words at its ends that the other script's run does not reach."""
    known = [at for at, row in enumerate(run) if row.word.id in names]
    return run[known[0] : known[-1] + 1] if known else ()


def _changed_words(before: Script, after: Script) -> Set[str] | None:
    """The words that are not as they were, or not directed so, or not at the time; None where a speaker was renamed."""
    one, two = before.state, after.state
    if any(two.names.get(key, name) != name for key, name in one.names.items()):
        return None
    found = set(two.unlike(one))
    for was, now in ((one.breaks, two.breaks), (one.ins, two.ins), (one.outs, two.outs)):
        found |= _differing(was, now)
    if before.retimings != after.retimings or found:
        found |= _differing(found_times(before), found_times(after))
    return found


def _differing(one: Mapping[str, object], two: Mapping[str, object]) -> set[str]:
    return {name for name, _ in one.items() ^ two.items()}


def _changed_sounds(before: Script, after: Script) -> list[PlacedSound]:
    """The sounds that only one of the scripts has, as they are there."""
    return [sound for _, sound in before.sounds.items() ^ after.sounds.items()]


def _word_at(script: Script, ms: int) -> str | None:
    """The last word before the first one that the machine lets begin later than `ms`."""
    found = None
    for word in script.words:
        start_ms = None if word.machine is None else word.machine.start_ms
        if start_ms is not None and start_ms > ms:
            return found or word.id
        found = word.id
    return found


def _around(rows: Sequence[WorkingTime], sound: PlacedSound) -> range:
    """The rows during a sound, with the one before and the one behind."""
    starts = [*accumulate((row.start_ms or 0 for row in rows), max)]
    first, last = bisect_right(starts, sound.start_ms) - 1, bisect_left(starts, sound.end_ms)
    return range(max(0, first), min(len(rows), last + 1))


def _beside(script: Script, name: str, index: Mapping[str, int]) -> Iterator[int]:
    """The rows on both sides of a word that no caption shows: what hangs on it is theirs."""
    for step in (script.state.preceding, script.state.following):
        word = step(name) if script.word(name) is not None else None
        while word is not None and word.id not in index:
            word = step(word.id)
        if word is not None:
            yield index[word.id]


def _span(row: WorkingTime) -> tuple[int | None, int | None]:
    return row.start_ms, row.end_ms

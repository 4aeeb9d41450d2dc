"""`stretches_to_align`: which words need new times after an edit, and in which sound to look for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from oncue.desk.basis import basis_of
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord
from oncue.desk.working_times import WorkingTime, working_times_near
from oncue.model import WordStatus

PHRASE_PAUSE_MS = 300
"""A silence of this much parts two phrases: the borders on either side of it do not depend on each other."""
LONGEST_STRETCH_MS = 25_000
"""The longest sound that is aligned at once."""
_LEAST_PART_MS = 8_000
_SILENCE_MS = 5_000
"""Of a pause beside a word that nobody timed yet, this much is looked through."""
_MARGIN_MS = 150


@dataclass(frozen=True, slots=True)
class Stretch:
    """The shown words from `first_word` to `last_word`, to be found in the sound from `start_ms` to `end_ms`.

    `basis` goes into the `Retiming`: it says for which reading of the edited words the times are.
    """

    first_word: str
    last_word: str
    start_ms: int
    end_ms: int
    basis: str


def stretches_to_align(before: Script, after: Script) -> tuple[Stretch, ...]:
    """The stretches, in order and apart, that the change from `before` to `after` asks for.

    Each is from pause to pause around what changed, or to a time that a person fixed, and at most
    `LONGEST_STRETCH_MS` long. What
    reads as published again, or as it did when its times were found, needs none.
    """
    changed = _changed(before, after)
    if not changed:
        return ()
    found: list[Stretch] = []
    for run in working_times_near(after, _beside_changes(after, changed)):
        rows = [row for row in run if row.timed]
        seeds = _seeds(after, changed, rows)
        found += (
            _stretch(after, rows, first, last)
            for interval in _intervals(rows, seeds)
            for first, last in _parts(rows, *interval)
            if not seeds.isdisjoint(range(first, last))
        )
    found.sort(key=lambda stretch: (stretch.start_ms, stretch.end_ms))
    known = {retiming.basis for retiming in after.retimings}
    return tuple(stretch for stretch in found if stretch.basis and stretch.basis not in known)


def stretch_words(script: Script, stretch: Stretch) -> tuple[ScriptWord, ...]:
    """The words that are to be timed there: those of captions, each with its text as it is now."""
    words = [word.id for word in script.state.between(stretch.first_word, stretch.last_word)]
    rows = {row.word.id: row.word for run in working_times_near(script, words) for row in run if row.timed}
    return tuple(rows[word] for word in words if word in rows)


def _beside_changes(after: Script, changed: Sequence[ScriptWord]) -> list[str]:
    """The changed words, or of those that are not there any more, nothing: what read otherwise is as it was."""
    return [word.id for word in changed if after.word(word.id) is not None]


def _changed(before: Script, after: Script) -> list[ScriptWord]:
    """The words, of either script, whose times may have changed."""
    pairs = [(before.word(name), after.word(name)) for name in after.state.unlike(before.state)]
    return [
        word
        for was, now in pairs
        if (word := now or was) is not None and (was is None or now is None or was.timing != now.timing)
    ]


def _seeds(after: Script, changed: Sequence[ScriptWord], rows: Sequence[WorkingTime]) -> set[int]:
    """The rows of what changed; of what is not shown, those beside it."""
    index = {row.word.id: at for at, row in enumerate(rows)}
    seeds: set[int] = set()
    for word in changed:
        if word.id in index:
            at = index[word.id]
            fixed = word.pinned or rows[at].word.pinned
            seeds.update(near for near in ((at - 1, at, at + 1) if fixed else (at,)) if 0 <= near < len(rows))
        elif after.word(word.id) is not None:
            beside = (after.state.shown_before(word.id), after.state.shown_after(word.id))
            seeds.update(index[one.id] for one in beside if one is not None and one.id in index)
    return seeds


def _intervals(rows: Sequence[WorkingTime], seeds: set[int]) -> Iterator[tuple[int, int]]:
    """Rows [first, last) from pause to pause around the seeds."""
    done = 0
    for seed in sorted(seeds):
        if seed < done:
            continue
        first, last = seed, seed + 1
        while first > done and not _parted(rows, first) and _lasts(rows, first - 1, seed + 1) <= LONGEST_STRETCH_MS:
            first -= 1
        while last < len(rows) and (
            last in seeds or (not _parted(rows, last) and _lasts(rows, seed, last + 1) <= LONGEST_STRETCH_MS)
        ):
            last += 1
            if last - 1 in seeds:
                seed = last - 1
        done = last
        yield first, last


def _parts(rows: Sequence[WorkingTime], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The interval without words that are wholly fixed, cut at fixed borders and to the longest length, in pauses."""
    start = first
    for at in range(first, last + 1):
        fixed = at < last and rows[at].word.pin_start_ms is not None and rows[at].word.pin_end_ms is not None
        if at == last or fixed or (at > start and _fixed(rows, at)):
            if at > start:
                yield from _short(rows, start, at)
            start = at + 1 if fixed else at


def _short(rows: Sequence[WorkingTime], first: int, last: int) -> Iterator[tuple[int, int]]:
    while _lasts(rows, first, last) > LONGEST_STRETCH_MS and last - first > 1:
        within = [at for at in range(first + 1, last) if _lasts(rows, first, at) <= LONGEST_STRETCH_MS] or [first + 1]
        late = [at for at in within if _lasts(rows, first, at) >= _LEAST_PART_MS] or within[-1:]
        cut = max(late, key=lambda at: (_pause(rows, at), at))
        yield first, cut
        first = cut
    yield first, last


def _lasts(rows: Sequence[WorkingTime], first: int, last: int) -> int:
    return (rows[last - 1].end_ms or 0) - (rows[first].start_ms or 0)


def _pause(rows: Sequence[WorkingTime], at: int) -> int:
    """The silence before row `at`, in milliseconds; -1 beside a word that nobody timed, where it may be anywhere."""
    if _guessed(rows[at]) or _guessed(rows[at - 1]):
        return -1
    return max(0, (rows[at].start_ms or 0) - (rows[at - 1].end_ms or 0))


def _guessed(row: WorkingTime) -> bool:
    return row.status is WordStatus.ESTIMATED and not row.as_published


def _fixed(rows: Sequence[WorkingTime], at: int) -> bool:
    return rows[at].word.pin_start_ms is not None or rows[at - 1].word.pin_end_ms is not None


def _parted(rows: Sequence[WorkingTime], at: int) -> bool:
    return _fixed(rows, at) or _pause(rows, at) >= PHRASE_PAUSE_MS


def _stretch(script: Script, rows: Sequence[WorkingTime], first: int, last: int) -> Stretch:
    one, two = rows[first], rows[last - 1]
    words = script.state.between(one.word.id, two.word.id)
    # Removed words just outside were said, or not, beside these; a fixed time is where their sound is cut.
    return Stretch(
        one.word.id,
        two.word.id,
        _start(rows, first),
        _end(script, rows, last),
        basis_of(script, [*words, *_beside(script, one, two)]),
    )


def _beside(script: Script, one: WorkingTime, two: WorkingTime) -> Iterator[ScriptWord]:
    for step, row in ((script.state.preceding, one), (script.state.following, two)):
        word = step(row.word.id)
        while word is not None and not word.shown:
            yield word
            word = step(word.id)
        if word is not None and word.pinned:
            yield word


def _start(rows: Sequence[WorkingTime], first: int) -> int:
    row = rows[first]
    start_ms = row.start_ms or 0
    if row.word.pin_start_ms is not None:
        return start_ms
    before_ms = (rows[first - 1].end_ms or 0) if first else 0
    fixed = first > 0 and rows[first - 1].word.pin_end_ms is not None
    if fixed or _guessed(row):
        return max(min(before_ms, start_ms), start_ms - _SILENCE_MS)
    return max(start_ms - _MARGIN_MS, min(start_ms, (before_ms + start_ms + 1) // 2))


def _end(script: Script, rows: Sequence[WorkingTime], last: int) -> int:
    row = rows[last - 1]
    end_ms = row.end_ms or 0
    if row.word.pin_end_ms is not None:
        return end_ms
    after_ms = (rows[last].start_ms or 0) if last < len(rows) else script.alignment.duration_ms
    fixed = last < len(rows) and rows[last].word.pin_start_ms is not None
    if fixed or _guessed(row):
        return min(max(after_ms, end_ms), end_ms + _SILENCE_MS)
    return min(end_ms + _MARGIN_MS, max(end_ms, (after_ms + end_ms) // 2))

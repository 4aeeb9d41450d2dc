"""The part of the captions that an edit changed: the same as in all of them, without making all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from oncue.captions.limits import CaptionLimits, CaptionOptions
from oncue.captions.segmentation.cues import directed_cues
from oncue.captions.segmentation.directions import BreakKind, Unheld
from oncue.desk.basis import found_times
from oncue.desk.draft import Draft
from oncue.desk.materialise import caption_directions
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord
from oncue.desk.working_times import WorkingTime, working_times_near
from oncue.desk.working_words import sounds_behind, written_text
from oncue.model import Cue, TimedWord
from oncue.text.display_text import is_punctuation, visible

MOST_CHANGED = 200
"""Words that one edit changes, for a part of the captions to be worth the while."""


@dataclass(frozen=True, slots=True)
class CaptionsNear:
    """The captions between two words that both scripts have, with the same times: `after` is the last one before, and
    `before` the first one behind; None is the beginning, or the end.

    `words` are those in between that captions may show, sounds too; their places in a text are of no use. `unheld` are the
    directions there that the limits do not hold.
    """

    after: str | None
    before: str | None
    words: tuple[TimedWord, ...]
    cues: tuple[Cue, ...]
    unheld: tuple[Unheld, ...]


def captions_near(before: Script, after: Script, options: CaptionOptions) -> CaptionsNear | None:
    """What stands in `after` in place of the same part of `before`; None where the whole is to be made: a speaker was
    renamed, sounds or too many words changed, or no pause is near by in which captions are divided in any case.

    `options` are those of both; frames are left out, as cues on frames depend on those before.
    """
    changed = _changed(before, after)
    if changed is None or options.frame_rate is not None:
        return None
    limits = options.limits.in_language(after.alignment.language)
    runs, old = working_times_near(after, changed), _times(working_times_near(before, changed))
    if len(runs) != 1:
        return None
    rows = [row for row in runs[0] if row.timed]
    index = {row.word.id: at for at, row in enumerate(rows)}
    beside = {at for script in (before, after) for name in changed - index.keys() for at in _beside(script, name, index)}
    moved = [
        at for at, row in enumerate(rows) if row.word.id in changed or old.get(row.word.id) != _span(row) or at in beside
    ]
    if not moved:
        return None
    borders = _Borders(before, after, rows, limits)
    # The words on both sides of a border are where they were.
    first, last = borders.left(moved[0] - 1), borders.right(moved[-1] + 2)
    if first is None or last is None or _names(before, rows, first, last) != _names(after, rows, first, last):
        return None
    return _cut(after, runs[0], rows, first, last, options)


def _changed(before: Script, after: Script) -> set[str] | None:
    """The words that are not as they were, or not directed so, or not at the time."""
    one, two = before.state, after.state
    if one.names != two.names or one.sounds != two.sounds:
        return None
    found = {name for name, word in two.words.items() if one.words.get(name) is not word}
    found |= one.words.keys() - two.words.keys()
    for was, now in ((one.breaks, two.breaks), (one.ins, two.ins), (one.outs, two.outs)):
        found |= _differing(was, now)
    if before.retimings != after.retimings or found:
        found |= _differing(found_times(before), found_times(after))
    return found if 0 < len(found) <= MOST_CHANGED else None


def _differing(one: Mapping[str, object], two: Mapping[str, object]) -> set[str]:
    return {name for name, _ in one.items() ^ two.items()}


def _beside(script: Script, name: str, index: Mapping[str, int]) -> Iterator[int]:
    """The rows on both sides of a word that no caption shows: what hangs on it is theirs."""
    for step in (script.state.preceding, script.state.following):
        word = step(name) if script.word(name) is not None else None
        while word is not None and word.id not in index:
            word = step(word.id)
        if word is not None:
            yield index[word.id]


def _times(runs: Sequence[Sequence[WorkingTime]]) -> dict[str, tuple[int | None, int | None]]:
    return {row.word.id: _span(row) for run in runs for row in run}


def _span(row: WorkingTime) -> tuple[int | None, int | None]:
    return row.start_ms, row.end_ms


def _names(script: Script, rows: Sequence[WorkingTime], first: int, last: int) -> set[str | None]:
    """Who speaks in rows [first, last) of a script. Who speaks for the first time is named, wherever that is."""
    words = script.state.between(rows[first].word.id, rows[last - 1].word.id)
    return {script.name(word) for word in words if word.shown}


class _Borders:
    """Places where captions end in both scripts, whatever they are: `i` is the one before row `i`."""

    def __init__(self, before: Script, after: Script, rows: Sequence[WorkingTime], limits: CaptionLimits) -> None:
        self._states = (before.state, after.state)
        self._rows = rows
        self._limits = limits

    def left(self, place: int) -> int | None:
        """The last one at or before `place` with something to stand on before it: 0 only at the script's beginning."""
        found = next((at for at in range(place, 0, -1) if self._parts(at)), None)
        begins = all(not _shown_before(state, self._rows[0].word.id) for state in self._states)
        return 0 if found is None and begins else found

    def right(self, place: int) -> int | None:
        """The first one at or behind `place`: the count of rows only at the script's end."""
        found = next((at for at in range(place, len(self._rows)) if self._parts(at)), None)
        ends = all(state.shown_after(self._rows[-1].word.id) is None for state in self._states)
        return len(self._rows) if found is None and ends else found

    def _parts(self, at: int) -> bool:
        one, two = self._rows[at - 1], self._rows[at]
        pause_ms = (two.start_ms or 0) - (one.end_ms or 0)
        if pause_ms < self._limits.pause_ms or not (one.as_published and two.as_published) or not two.word.space:
            return False
        if any(not visible(row.word.text) or is_punctuation(row.word.text) for row in (one, two)):
            return False
        return all(self._plain(state, one.word, two.word) for state in self._states)

    @staticmethod
    def _plain(state: Draft, one: ScriptWord, two: ScriptWord) -> bool:
        """True where both words are there as they are, side by side, and nothing is directed between them."""
        if state.words.get(one.id) is not one or state.words.get(two.id) is not two:
            return False
        names = [word.id for word in state.between(one.id, two.id)]
        if state.shown_after(one.id) is not two or any(name in state.outs for name in names[:-1]):
            return False
        return not any(name in state.ins or state.breaks.get(name) not in (None, BreakKind.CUE) for name in names[1:])


def _shown_before(state: Draft, word: str) -> bool:
    return state.shown_before(word) is not None


def _cut(
    script: Script, run: Sequence[WorkingTime], rows: Sequence[WorkingTime], first: int, last: int, options: CaptionOptions
) -> CaptionsNear | None:
    """The captions of rows [first, last), made with the word before them and the one behind, whose captions are left out;
    None where a person's time keeps one of them until behind the last border."""
    start, end = max(first - 1, 0), min(last, len(rows) - 1)
    until_ms = rows[last].start_ms or 0 if last < len(rows) else script.alignment.duration_ms + 1
    begun_ms = (rows[first - 1].start_ms or 0) if first else 0
    sounds = [sound for sound in script.sounds.values() if begun_ms <= sound.start_ms < until_ms]
    near = rows[start : end + 1]
    words = script.state.between(rows[start].word.id, rows[end].word.id)
    written = written_text(script, words, run, sounds_behind(near, sounds))
    alignment = replace(script.alignment, words=written.words, unspoken=written.unspoken, gaps=())
    earlier = frozenset(_speakers_before(script, rows[start].word.id)) if first else frozenset()
    directions = caption_directions(script)
    cut = directed_cues(alignment, written.text, options, directions, earlier)
    outside = {rows[first - 1].word.id if first else None, rows[last].word.id if last < len(rows) else None}
    inside = {word.id for word in written.words} - outside
    cues = tuple(cue for cue in cut.cues if all(word.id in inside for line in cue.lines for word in line.words))
    if last < len(rows):
        come_ms = max(0, (rows[last].start_ms or 0) + options.offset_ms)
        if cut.cues[-1].start_ms != come_ms or (cues and cues[-1].lines[-1].words[-1].id in directions.outs):
            return None
    return CaptionsNear(
        rows[first - 1].word.id if first else None,
        rows[last].word.id if last < len(rows) else None,
        tuple(word for word in written.words if word.id in inside),
        cues,
        tuple(one for one in cut.unheld if one.word in inside),
    )


def _speakers_before(script: Script, word: str) -> Iterator[str | None]:
    for one in script.words:
        if one.id == word:
            return
        if one.shown:
            yield script.name(one)

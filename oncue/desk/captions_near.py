"""The part of the captions that an edit changed: the same as in all of them, without making all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import dropwhile

from oncue.captions.limits import CaptionOptions
from oncue.captions.segmentation.cues import directed_cues, sure_breaks
from oncue.captions.segmentation.directions import BreakKind, Unheld
from oncue.desk.changed_rows import ChangedRows, changed_rows
from oncue.desk.draft import Draft
from oncue.desk.materialise import caption_directions
from oncue.desk.script import Script
from oncue.desk.words import ScriptWord
from oncue.desk.working_words import sounds_behind, written_text
from oncue.model import Alignment, Cue, TimedWord
from oncue.text.display_text import is_punctuation, visible

AROUND = (60, 220)
"""Words on either side of a change among which a place is looked for that parts captions in any case, one count after the
other."""

_UNSETTLED = 12
"""Words at the ends of a run whose times may yield to something beyond it."""


@dataclass(frozen=True, slots=True)
class CaptionsNear:
    """The captions between two words that both scripts have, with the same times: `after` is the last one before, and
    `before` the first one behind; None is the beginning, or the end.

    `words` are those in between that captions may show, sounds too; their places are those in `text`, which is what stands
    there, from the end of `after` on. `unheld` are the directions there that the limits do not hold.
    """

    after: str | None
    before: str | None
    words: tuple[TimedWord, ...]
    text: str
    cues: tuple[Cue, ...]
    unheld: tuple[Unheld, ...]


def captions_near(before: Script, after: Script, options: CaptionOptions) -> CaptionsNear | None:
    """What stands in `after` in place of the same part of `before`; None where the whole is to be made: a speaker was
    renamed, too many words changed, or no place is near by at which captions are parted in any case.

    `options` are those of both; frames are left out, as cues on frames depend on those before.
    """
    if options.frame_rate is not None or (changed := changed_rows(before, after)) is None:
        return None
    begin, end = changed.first, changed.last + 1
    for around in AROUND:
        near = _Near(before, after, changed, options, (begin - around, end + around))
        first, last = near.left(begin), near.right(end)
        if first is not None and last is not None:
            return near.cut(first, last)
    return None


class _Near:
    """The rows around a change, from `reach[0]` to `reach[1]` at most, in both scripts. Border `i` is before row `i`."""

    def __init__(
        self,
        before: Script,
        after: Script,
        changed: ChangedRows,
        options: CaptionOptions,
        reach: tuple[int, int],
    ) -> None:
        self._before, self._script = before, after
        self._states = (before.state, after.state)
        self._run, self._rows = changed.run, changed.timed
        self._options = options
        self._directions = caption_directions(after)
        rows = self._rows
        self._begins = all(state.shown_before(rows[0].word.id) is None for state in self._states)
        self._ends = all(state.shown_after(rows[-1].word.id) is None for state in self._states)
        first = 0 if self._begins else _UNSETTLED
        last = len(rows) if self._ends else len(rows) - _UNSETTLED
        self._first, self._last = max(first, reach[0]), min(last, reach[1])

    def left(self, place: int) -> int | None:
        """The last border before row `place` at which captions are parted in both scripts, where no row before has changed:
        0 only at the script's beginning."""
        found = list(self._sure(self._first, place))
        return found[-1] if found else 0 if self._begins and self._first == 0 else None

    def right(self, place: int) -> int | None:
        """The first one from row `place` on, where no row from there on has changed: the count of rows only at the script's
        end."""
        found = next(iter(self._sure(place, self._last)), None)
        return len(self._rows) if found is None and self._ends and self._last == len(self._rows) else found

    def _sure(self, first: int, last: int) -> Iterator[int]:
        if last - first < 2:
            return
        words, alignment, text = self._part(first, last)
        sure = set(sure_breaks(alignment, text, self._options, self._directions, self._earlier(first, words)))
        for at in range(first + 1, last):
            if (self._rows[at - 1].word.id, self._rows[at].word.id) in sure and self._parts(at):
                yield at

    def _parts(self, at: int) -> bool:
        one, two = self._rows[at - 1], self._rows[at]
        if not (one.as_published and two.as_published):
            return False
        # Of words at one instant each caption is there for a moment, and the next one comes later than its words.
        if (two.start_ms or 0) <= (one.start_ms or 0):
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

    def _part(self, first: int, last: int) -> tuple[tuple[TimedWord, ...], Alignment, str]:
        """The words of rows [first, last), with the sounds among them, as an alignment of their own with its text."""
        script, rows = self._script, self._rows[first:last]
        until_ms = self._rows[last].start_ms or 0 if last < len(self._rows) else script.alignment.duration_ms + 1
        begun_ms = (rows[0].start_ms or 0) if first else 0
        sounds = [sound for sound in script.sounds.values() if begun_ms <= sound.start_ms < until_ms]
        words = script.state.between(rows[0].word.id, rows[-1].word.id)
        written = written_text(script, words, self._run, sounds_behind(rows, sounds))
        alignment = replace(script.alignment, words=written.words, unspoken=written.unspoken, gaps=())
        return written.words, alignment, written.text

    def cut(self, first: int, last: int) -> CaptionsNear | None:
        """The captions of rows [first, last), made together with those around. None where a person's time keeps one of them
        until behind the last border, and where somebody who speaks behind it begins to speak there in one of the scripts
        only: who does is named, wherever that is."""
        rows, options = self._rows, self._options
        words, alignment, text = self._part(self._first, self._last)
        if self._moves_beginnings(first, last):
            return None
        cut = directed_cues(alignment, text, options, self._directions, self._earlier(self._first, words))
        after = rows[first - 1].word.id if first else None
        before = rows[last].word.id if last < len(rows) else None
        places = {word.id: place for place, word in enumerate(words)}
        begin = 0 if after is None else places[after] + 1
        inside = words[begin : len(words) if before is None else places[before]]
        shown = {word.id for word in inside}
        cues = tuple(cue for cue in cut.cues if shown.issuperset(_words(cue)))
        if any(shown.intersection(_words(cue)) and not shown.issuperset(_words(cue)) for cue in cut.cues):
            return None
        if before is not None:
            come_ms = max(0, (rows[last].start_ms or 0) + options.offset_ms)
            following = next((cue for cue in cut.cues if _words(cue)[0] == before), None)
            if (
                following is None
                or following.start_ms != come_ms
                or (cues and _words(cues[-1])[-1] in self._directions.outs)
            ):
                return None
        start = words[begin - 1].char_end if begin else 0
        return CaptionsNear(
            after,
            before,
            tuple(
                replace(word, name=word.id, char_start=word.char_start - start, char_end=word.char_end - start)
                for word in inside
            ),
            text[start:],
            cues,
            tuple(one for one in cut.unheld if one.word in shown),
        )

    def _earlier(self, first: int, words: Sequence[TimedWord]) -> frozenset[str | None]:
        """Those who say some of the words, and spoke before row `first`."""
        return _speakers_before(self._script, self._rows[first].word.id, {word.speaker for word in words})

    def _moves_beginnings(self, first: int, last: int) -> bool:
        """True where somebody speaks in rows [first, last) of one of the scripts only, not before, and again behind."""
        one, two = (self._speakers(script, first, last) for script in (self._before, self._script))
        if not (other := one ^ two) or last == len(self._rows):
            return False
        begin = other - _speakers_before(self._script, self._rows[first].word.id, other)
        behind = dropwhile(lambda word: word.id != self._rows[last].word.id, self._script.words)
        return any(word.shown and self._script.name(word) in begin for word in behind)

    def _speakers(self, script: Script, first: int, last: int) -> set[str | None]:
        """Who speaks in rows [first, last) of a script."""
        if first == last:
            return set()
        words = script.state.between(self._rows[first].word.id, self._rows[last - 1].word.id)
        return {script.name(word) for word in words if word.shown}


def _words(cue: Cue) -> list[str]:
    return [word.id for line in cue.lines for word in line.words]


def _speakers_before(script: Script, word: str, wanted: Set[str | None]) -> frozenset[str | None]:
    """Those of `wanted` who speak before the word."""
    found: set[str | None] = set()
    for one in script.words:
        if one.id == word or found == wanted:
            break
        if one.shown and (name := script.name(one)) in wanted:
            found.add(name)
    return frozenset(found)

"""`Script`: the words of a recording's captions after any number of revisions, and the log that led there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from oncue.captions.segmentation.directions import BreakKind
from oncue.desk.applying import applied
from oncue.desk.draft import Draft, PlacedSound
from oncue.desk.footprint import Footprint
from oncue.desk.history import Entry, active_after, entry_of
from oncue.desk.log import Retiming
from oncue.desk.ops import Op
from oncue.desk.refused import DeskRefused
from oncue.desk.words import ScriptWord, published_words
from oncue.model import Alignment


@dataclass(frozen=True)
class Script:
    """The state after revision `rev`. It is never changed: `apply_revision` gives another one.

    The state is that of the edits that are `active`, one after the other, over revision 0: an edit that was undone is as if
    it had never been made. `retimings` are the times that the aligner found so far, those of this revision and before.
    """

    alignment: Alignment
    text: str
    rev: int
    log: tuple[Entry, ...]
    active: frozenset[int]
    retimings: tuple[Retiming, ...]
    state: Draft = field(repr=False, compare=False)
    origin: Draft = field(repr=False, compare=False)
    footprints: Mapping[int, Footprint] = field(repr=False, compare=False)

    @classmethod
    def of(cls, alignment: Alignment, text: str) -> Script:
        """Revision 0: the alignment as the machine made it, and the text that its ranges point into."""
        origin = Draft(published_words(alignment, text))
        return cls(alignment, text, 0, (), frozenset(), (), origin, origin, {})

    @property
    def words(self) -> Iterator[ScriptWord]:
        """All words in order: those of captions, those of unspoken ranges, and removed ones."""
        return iter(self.state)

    @cached_property
    def shown(self) -> tuple[ScriptWord, ...]:
        """The words that captions show where they have times, in order."""
        return tuple(word for word in self.state if word.shown)

    def word(self, word: str) -> ScriptWord | None:
        """The word of this id, or None."""
        return self.state.words.get(word)

    @property
    def breaks(self) -> Mapping[str, BreakKind]:
        """What persons want before words, by id."""
        return self.state.breaks

    @property
    def sounds(self) -> Mapping[str, PlacedSound]:
        """The sounds that persons placed, by id."""
        return self.state.sounds

    @property
    def speakers(self) -> tuple[str, ...]:
        """The names of those who say something here, in the order in which they begin to."""
        return tuple(dict.fromkeys(name for word in self.shown if (name := self.name(word)) is not None))

    def name(self, word: ScriptWord) -> str | None:
        """Who says the word, None for somebody without a name."""
        return None if word.speaker is None else self.state.names[word.speaker]

    def differs(self, word: ScriptWord) -> bool:
        """True where the machine's times are of another word, or none: its text, or what is fixed, is not revision 0's."""
        before = self.origin.words.get(word.id)
        return before is not word and (before is None or before.timing != word.timing)

    @property
    def tail(self) -> str:
        """What stands behind the last word of the published text."""
        words, unspoken = self.alignment.words, self.alignment.unspoken
        end = max(words[-1].char_end if words else 0, unspoken[-1].char_end if unspoken else 0)
        return self.text[end:]

    def at(self, rev: int) -> Script:
        """The script as it was after revision `rev`. Raises `DeskRefused` (`revision_unknown`) for one that is not there."""
        if rev == self.rev:
            return self
        active = active_after(self.log, rev, self.rev)
        log = tuple(entry for entry in self.log if entry.n <= rev)
        retimings = tuple(one for one in self.retimings if one.rev <= rev)
        return folded(replace(self, rev=rev, log=log, retimings=retimings), active)

    def with_retimings(self, retimings: Iterable[Retiming]) -> Script:
        """The script with these times added; those of later revisions are left out."""
        known = [*self.retimings, *(one for one in retimings if one.rev <= self.rev)]
        return replace(self, retimings=tuple(sorted(known, key=lambda one: one.rev)))

    def footprint(self, rev: int) -> Footprint:
        """What the edit `rev` touched, whether or not it was undone since."""
        if rev in self.footprints:
            return self.footprints[rev]
        return self.at(rev).footprints[rev]


def apply_revision(script: Script, n: int, ops: Sequence[Op], by: str) -> Script:
    """The script with one revision more, `n`, made by `by`: all of it or nothing.

    Raises `DeskRefused` with the index of the op that cannot be made, and ValueError where `n` is not the next revision.
    """
    if n <= script.rev:
        raise ValueError(f"revision {n} does not follow {script.rev}")
    entry = entry_of(script.log, script.active, n, ops, by)
    if entry.on != {n}:
        return _toggled(script, entry)
    state = script.state.copy()
    footprint = applied(state, n, ops, by, script.alignment.duration_ms)
    return replace(
        script,
        rev=n,
        log=(*script.log, entry),
        active=script.active | {n},
        state=state,
        footprints={**script.footprints, n: footprint},
    )


def _toggled(script: Script, entry: Entry) -> Script:
    active = (script.active | entry.on) - entry.off
    for rev in sorted(entry.on | entry.off):
        footprint = script.footprint(rev)
        later = [other for other in active if other > rev and other not in entry.on]
        blocking = [other for other in later if footprint.meets(script.footprint(other))]
        if blocking:
            raise DeskRefused(
                "undo_conflict",
                f"What revision {rev} changed was changed by revision {max(blocking)} since: undo that first.",
                0,
                rev=rev,
                by_rev=max(blocking),
                words=sorted(footprint.meets(script.footprint(max(blocking)))),
            )
    try:
        return folded(replace(script, rev=entry.n, log=(*script.log, entry)), active)
    except DeskRefused as refused:
        detail = f"A later edit builds on revision {min(entry.on | entry.off)}: {refused.detail}"
        raise DeskRefused("undo_conflict", detail, 0) from refused


def folded(script: Script, active: frozenset[int]) -> Script:
    """The script with the edits in `active`, and no others, made over revision 0."""
    state = script.origin.copy()
    footprints = {}
    for entry in script.log:
        if entry.n in active:
            footprints[entry.n] = applied(state, entry.n, entry.ops, entry.by, script.alignment.duration_ms)
    return replace(script, active=active, state=state, footprints=footprints)

"""Edits carried over to a new published text: revision by revision, where its words are the old ones'."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from oncue.desk.applying import Applier
from oncue.desk.carried_words import same_words
from oncue.desk.history import Entry
from oncue.desk.log import Revision
from oncue.desk.moved_ops import Mover, Unplaced
from oncue.desk.op_forms import ops_json
from oncue.desk.ops import Insert, Op, Replace
from oncue.desk.refused import DeskRefused
from oncue.desk.script import Script, apply_revision
from oncue.desk.typed_place import renamed, typed_place
from oncue.model import Alignment


@dataclass(frozen=True, slots=True)
class LostEdit:
    """An op that the new text has no place for: of revision `rev`, by whom, the words it was on, and why.

    `code` is `words_gone` where they are not in the new text, `words_changed` where they are not together any more or the
    new text has a part of what the op typed among other words, and otherwise that of `DeskRefused`.
    """

    rev: int
    by: str
    op: Op
    words: str
    code: str
    detail: str

    def as_json(self) -> dict[str, Any]:
        """The fields as values of JSON, the op as `ops_json` has it."""
        (op,) = ops_json([self.op])
        return {"rev": self.rev, "by": self.by, "op": op, "words": self.words, "code": self.code, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of the edits of an old text: the revisions over the new one, numbered on from the old script's newest, the
    old revision that each was, and what is lost. What the new text has by itself is neither."""

    revisions: tuple[Revision, ...]
    origins: tuple[int, ...]
    lost: tuple[LostEdit, ...]
    script: Script


def carried(script: Script, alignment: Alignment, text: str) -> Carried:
    """The edits of `script` that count, over another text of the same recording."""
    carrier = _Carrier(script, replace(Script.of(alignment, text), rev=script.rev))
    for entry in script.log:
        if entry.n in script.active:
            carrier.carry(entry)
    return Carried(tuple(carrier.revisions), tuple(carrier.origins), tuple(carrier.lost), carrier.script)


class _Carrier:
    """Makes the edits of the old script once more, over the old text and over the new one side by side: so what each op
    types, and what it places, has its name in both."""

    def __init__(self, old: Script, new: Script) -> None:
        self.script = new
        self.revisions: list[Revision] = []
        self.origins: list[int] = []
        self.lost: list[LostEdit] = []
        self._old = old
        self._past = old.origin.copy()
        self._mover = Mover(old, new.state, same_words(old, new))

    def carry(self, entry: Entry) -> None:
        """Makes one edit over the new text, without the ops that have no place there."""
        past = Applier(self._past, entry.n, entry.by, self._old.alignment.duration_ms)
        made = _Made(self.script, entry.by)
        for op in entry.ops:
            named = renamed(op, lambda name: _full(name, entry.n))
            sounds = past.sounds
            self._mover.place = typed_place(self._past, named)
            past.apply(op)
            old_sounds = [f"s{entry.n}.{place}" for place in range(sounds, past.sounds)]
            self._mover.new = made.draft
            try:
                moved = self._mover.moved(named)
            except Unplaced as unplaced:
                if unplaced.code is not None:
                    self._lose(entry, op, unplaced.code, unplaced.detail)
                continue
            for one in moved:
                self._make(entry, op, one, made, old_sounds)
        if made.ops:
            self.script = apply_revision(self.script, made.n, made.ops, entry.by)
            self.revisions.append(Revision(made.n, self.script.log[-1].ops, entry.by))
            self.origins.append(entry.n)

    def _make(self, entry: Entry, op: Op, moved: Op, made: _Made, old_sounds: list[str]) -> None:
        """Makes an op over the new text, and notes what it typed and placed there."""
        place, sounds = typed_place(made.draft, moved), made.applier.sounds
        try:
            made.make(moved)
        except DeskRefused as refused:
            self._lose(entry, op, refused.code, refused.detail)
            self._mover.new = made.draft
            return
        names = (f"s{made.n}.{number}" for number in range(sounds, made.applier.sounds))
        self._mover.sounds.update(zip(old_sounds, names, strict=True))
        if place is not None and self._mover.place is not None and isinstance(op, (Insert, Replace)):
            old, new = self._mover.place.reads(op.text), place.reads(op.text)
            self._mover.ids.update(zip(old, new, strict=False))

    def _lose(self, entry: Entry, op: Op, code: str, detail: str) -> None:
        words = self._mover.words(renamed(op, lambda name: _full(name, entry.n)))
        published = [self._old.origin.words[word.id].text for word in words if word.id in self._old.origin.words]
        text = " ".join(published or [word.text for word in words])
        self.lost.append(LostEdit(entry.n, entry.by, op, text, code, detail))


class _Made:
    """A revision over the new text as it grows, op by op: nothing of an op that cannot be made is in its draft."""

    def __init__(self, script: Script, by: str) -> None:
        self.n = script.rev + 1
        self.ops: list[Op] = []
        self._script = script
        self._by = by
        self._begin()

    def _begin(self) -> None:
        self.draft = self._script.state.copy()
        self.applier = Applier(self.draft, self.n, self._by, self._script.alignment.duration_ms)
        for op in self.ops:
            self.applier.apply(op)

    def make(self, op: Op) -> None:
        """Makes one op more. Raises `DeskRefused`."""
        try:
            self.applier.apply(op)
        except DeskRefused:
            self._begin()
            raise
        self.ops.append(renamed(op, lambda name: name.replace(f"a{self.n}.", "a.")))


def _full(name: str, n: int) -> str:
    """`a.<n>` as others call it: by the revision that adds the word."""
    return f"a{n}{name[1:]}" if name.startswith("a.") else name

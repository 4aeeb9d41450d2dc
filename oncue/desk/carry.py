"""Edits carried over to a new published text: revision by revision, where its words are the old ones'."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from itertools import count
from typing import Any

from oncue.desk.carried_words import same_words
from oncue.desk.history import Entry
from oncue.desk.log import Revision
from oncue.desk.op_forms import ops_json
from oncue.desk.ops import Break, Confirm, Insert, Note, Op, PlaceSound, RenameSpeaker, Replace, Say, SetSpeaker, Show, Time
from oncue.desk.refused import DeskRefused
from oncue.desk.script import Script, apply_revision
from oncue.desk.typed_text import typed_words
from oncue.desk.words import ScriptWord, spoken_key
from oncue.model import Alignment


@dataclass(frozen=True, slots=True)
class LostEdit:
    """An op that the new text has no place for: of revision `rev`, by whom, the words it was on, and why.

    `code` is `words_gone` where they are not in the new text, `words_changed` where they are not together any more, and
    otherwise that of `DeskRefused`.
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


class _Unplaced(Exception):
    """An op has no place in the new text: `code` and `detail` as `LostEdit` has them, None for what it has by itself."""

    def __init__(self, code: str | None, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class _Carrier:
    def __init__(self, old: Script, new: Script) -> None:
        self.script = new
        self.revisions: list[Revision] = []
        self.origins: list[int] = []
        self.lost: list[LostEdit] = []
        self._old = old
        same = same_words(old, new)
        self._ids, self._said = same.ids, same.said
        self._sounds: dict[str, str] = {}
        self._entry: Entry | None = None
        self._there: set[str] = set()
        """Words that the edit in hand added, which the new text has by itself."""

    def carry(self, entry: Entry) -> None:
        """Makes one edit over the new text, without the ops that have no place there."""
        self._entry, self._there = entry, set()
        moved: list[tuple[Op, Op]] = []
        for op in entry.ops:
            try:
                moved += ((op, new) for new in self._moved(op))
            except _Unplaced as unplaced:
                if unplaced.code is not None:
                    self._lose(entry, op, unplaced.code, unplaced.detail)
        n = self.script.rev + 1
        while moved:
            try:
                made = apply_revision(self.script, n, [new for _, new in moved], entry.by)
            except DeskRefused as refused:
                op, _ = moved.pop(refused.op_index or 0)
                self._lose(entry, op, refused.code, refused.detail)
                continue
            self._follow(entry, made, n)
            self.revisions.append(Revision(n, made.log[-1].ops, entry.by))
            self.origins.append(entry.n)
            self.script = made
            return

    def _lose(self, entry: Entry, op: Op, code: str, detail: str) -> None:
        words = self._words(op)
        published = [self._old.origin.words[word.id].text for word in words if word.id in self._old.origin.words]
        text = " ".join(published or [word.text for word in words])
        self.lost.append(LostEdit(entry.n, entry.by, op, text, code, detail))

    def _follow(self, entry: Entry, made: Script, n: int) -> None:
        """Notes what the words and sounds that this edit added are called now."""
        for kind, names, known in (("a", made.state.words, self._ids), ("s", made.state.sounds, self._sounds)):
            old = (name for place in count() if (name := f"{kind}{entry.n}.{place}") not in self._there)
            for place in count():
                if (name := f"{kind}{n}.{place}") not in names:
                    break
                known[next(old)] = name

    def _words(self, op: Op) -> list[ScriptWord]:
        match op:
            case Replace() | SetSpeaker() | Say() | Confirm():
                return list(self._old.state.between(op.first, op.last))
            case Insert(after=str(name)) | Time(word=name) | Show(word=name) | Note(word=name) | Break(before=name):
                word = self._old.word(name)
                return [] if word is None else [word]
        return []

    def _id(self, name: str) -> str:
        if name.startswith("a."):
            return name  # of the same edit, which is carried whole or says what it lacks
        if name not in self._ids:
            raise _Unplaced("words_gone", "The new text does not have the word.")
        return self._ids[name]

    @singledispatchmethod
    def _moved(self, op: Op) -> Sequence[Op]:
        """The op, or several in its place, over the new text. Raises `_Unplaced`."""
        raise AssertionError(op)

    @_moved.register
    def _(self, op: Replace) -> Sequence[Op]:
        span = [*self._added(op.first, forwards=False), *self._words(op), *self._added(op.last)]
        shown = [word for word in span if not word.removed]
        is_back = any(word.removed and word.id in self._ids for word in span)
        if shown and not is_back and all(word.id in self._said for word in shown):
            raise self._is_said(span)
        words = [word for word in span if word.id in self._old.origin.words or word.id in self._ids]
        if any(word.id not in self._ids for word in words):
            if self._is_there(words, op.text):
                raise _Unplaced(None)
            raise _Unplaced("words_gone", "The new text does not have these words.")
        if op.first.startswith("a.") or op.last.startswith("a."):
            return (replace(op, first=self._id(op.first), last=self._id(op.last)),)
        names = [self._ids[word.id] for word in words]
        if not names:
            raise _Unplaced("words_gone", "The words were added by an edit that the new text has no place for.")
        between = [word.id for word in self.script.state.between(names[0], names[-1])]
        if [name for name in between if name in set(names)] != names or len(between) != len(names):
            raise _Unplaced("words_changed", "The new text has other words between these.")
        return (replace(op, first=self._id(op.first), last=self._id(op.last)),)

    def _is_there(self, words: Sequence[ScriptWord], text: str) -> bool:
        """True where the new text reads as the edit would have it."""
        before, after = (
            self._nearest(self._old.state.preceding, words[0]),
            self._nearest(self._old.state.following, words[-1]),
        )
        first = self.script.state.following(before)
        found: list[str] = []
        while first is not None and first.id != after:
            found.append(spoken_key(first.text))
            if len(found) > 2 * len(words) + len(text):
                return False
            first = self.script.state.following(first.id)
        return found == [spoken_key(word) for _, word in typed_words(text)]

    def _nearest(self, step: Callable[[str], ScriptWord | None], word: ScriptWord) -> str | None:
        """The new id of the nearest old word that the new text has."""
        found = step(word.id)
        while found is not None and found.id not in self._ids:
            found = step(found.id)
        return None if found is None else self._ids[found.id]

    @_moved.register
    def _(self, op: Insert) -> Sequence[Op]:
        added = [word for word in self._added(op.after) if not word.removed]
        names = [self._ids[word.id] for word in added if word.id in self._ids]
        if not names:
            return (replace(op, after=None if op.after is None else self._id(op.after)),)
        said = self._is_said(added)
        if all(word.id in self._said for word in added):
            raise said
        return (Replace(names[0], names[-1], op.text, op.why),)

    def _added(self, beside: str | None, *, forwards: bool = True) -> list[ScriptWord]:
        """The words that the edit in hand added behind a word, or before it, up to the next published one, in order. None
        where its ops name words that it adds itself: all of it is carried then."""
        assert self._entry is not None
        if any(_names_its_own(op) for op in self._entry.ops):
            return []
        state, found = self._old.state, []
        word = state.following(beside) if forwards else state.preceding(beside or "")
        while word is not None and word.id not in self._old.origin.words:
            if word.id.startswith(f"a{self._entry.n}."):
                found.append(word)
            word = state.following(word.id) if forwards else state.preceding(word.id)
        return found if forwards else found[::-1]

    def _is_said(self, words: Sequence[ScriptWord]) -> _Unplaced:
        """Notes that the new text has these words by itself."""
        assert self._entry is not None
        self._there |= {word.id for word in words if word.id.startswith(f"a{self._entry.n}.")}
        return _Unplaced(None)

    @_moved.register(Time | Show | Note)
    def _(self, op: Time | Show | Note) -> Sequence[Op]:
        return (replace(op, word=self._id(op.word)),)

    @_moved.register
    def _(self, op: Break) -> Sequence[Op]:
        return (replace(op, before=self._id(op.before)),)

    @_moved.register(SetSpeaker | Say | Confirm)
    def _(self, op: SetSpeaker | Say | Confirm) -> Sequence[Op]:
        if op.first.startswith("a.") or op.last.startswith("a."):
            return (replace(op, first=self._id(op.first), last=self._id(op.last)),)
        runs = list(self._runs(self._words(op)))
        if not runs:
            raise _Unplaced("words_gone", "The new text does not have these words.")
        return [replace(op, first=first, last=last) for first, last in runs]

    def _runs(self, words: Sequence[ScriptWord]) -> Iterator[tuple[str, str]]:
        """The new words of old ones in a row, from first to last, as far as they stand together."""
        first: str | None = None
        last = ""
        for word in words:
            name = self._ids.get(word.id)
            if name is None or self.script.state.words[name].removed:
                continue
            follows = first is not None and self._next(last) == name
            if first is not None and not follows:
                yield first, last
            first = first if first is not None and follows else name
            last = name
        if first is not None:
            yield first, last

    def _next(self, name: str) -> str | None:
        found = self.script.state.following(name)
        while found is not None and found.removed:
            found = self.script.state.following(found.id)
        return None if found is None else found.id

    @_moved.register
    def _(self, op: RenameSpeaker) -> Sequence[Op]:
        if op.old not in self.script.state.names.values() and op.new in self.script.state.names.values():
            raise _Unplaced(None)
        return (op,)

    @_moved.register
    def _(self, op: PlaceSound) -> Sequence[Op]:
        if op.sound is None:
            return (op,)
        if op.sound not in self._sounds:
            raise _Unplaced("sound_unknown", "The sound was not carried.")
        return (replace(op, sound=self._sounds[op.sound]),)


def _names_its_own(op: Op) -> bool:
    """True where an op names a word that its own edit adds."""
    names = (getattr(op, field, None) for field in ("first", "last", "after", "word", "before"))
    return any(name is not None and name.startswith("a.") for name in names)

"""Ops moved to a new published text: each on the words there that are those it was on, or said to have no place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import singledispatchmethod
from itertools import islice

from oncue.desk.carried_words import SameWords
from oncue.desk.draft import Draft
from oncue.desk.ops import Break, Confirm, Insert, Note, Op, PlaceSound, RenameSpeaker, Replace, Say, SetSpeaker, Show, Time
from oncue.desk.script import Script
from oncue.desk.typed_place import TypedPlace
from oncue.desk.typed_text import typed_words
from oncue.desk.words import ScriptWord, spoken_key


class Unplaced(Exception):
    """An op has no place in the new text: `code` and `detail` as `LostEdit` has them, None for what it has by itself."""

    def __init__(self, code: str | None, detail: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class Mover:
    """Moves ops of an old script to `new`, a draft of the new text as the ops before left it.

    `ids` and `sounds` are what words and sounds of the old script are called there, as far as they are there. `place` is
    where the op in hand typed in the old text, as it is once that op was made.
    """

    def __init__(self, old: Script, new: Draft, same: SameWords) -> None:
        self.new = new
        self.ids = same.ids
        self.sounds: dict[str, str] = {}
        self.place: TypedPlace | None = None
        self._old = old
        self._said = same.said

    def words(self, op: Op) -> list[ScriptWord]:
        """The words of the old script that an op is on."""
        match op:
            case Replace() | SetSpeaker() | Say() | Confirm():
                return list(self._old.state.between(op.first, op.last))
            case Insert(after=str(name)) | Time(word=name) | Show(word=name) | Note(word=name) | Break(before=name):
                word = self._old.word(name)
                return [] if word is None else [word]
        return []

    def _id(self, name: str) -> str:
        if name not in self.ids:
            raise Unplaced("words_gone", "The new text does not have the word.")
        return self.ids[name]

    @singledispatchmethod
    def moved(self, op: Op) -> Sequence[Op]:
        """The op, or several in its place, over the new text. Raises `Unplaced`."""
        raise AssertionError(op)

    @moved.register
    def _(self, op: Replace) -> Sequence[Op]:
        span = self._span()
        shown = [word for word in span if not word.removed]
        is_back = any(word.removed and word.id in self.ids for word in span)
        if not is_back and all(map(self._is_said, shown)):
            raise Unplaced(None)
        names = self._names(span)
        is_gone = any(word.id in self._old.origin.words and word.id not in self.ids for word in span)
        if not names or (is_gone and _keys(op.text)):  # what is left of words to be removed is removed
            if self._is_there(span, op.text):
                raise Unplaced(None)
            raise Unplaced("words_gone", "The new text does not have these words.")
        self._ensure_together(span, names)
        self._ensure_newest(span, op.text)
        self._ensure_not_said(span, names, op.text)
        return (replace(op, first=names[0], last=names[-1]),)

    @moved.register
    def _(self, op: Insert) -> Sequence[Op]:
        span = self._span()
        added = [word for word in span if not word.removed]
        names = self._names(added)
        if names and all(map(self._is_said, added)):
            raise Unplaced(None)
        if not names and op.after is not None:
            self._id(op.after)
        self._ensure_together(span, names)
        self._ensure_newest(span, op.text)
        self._ensure_not_said(span, names, op.text)
        if names:
            return (Replace(names[0], names[-1], op.text, op.why),)
        return (replace(op, after=self._nearest(self._old.state.preceding, span[0])),)

    def _span(self) -> list[ScriptWord]:
        """The words of the op in hand and those that it added, in order, as the old script came to have them."""
        assert self.place is not None
        return [self._old.state.words[word.id] for word in self.place]

    def _is_said(self, word: ScriptWord) -> bool:
        """True where the new text has the word to the letter, and no op before changed it there."""
        if word.id not in self._said:
            return False
        here = self.new.words[self.ids[word.id]]
        return not here.removed and here.text == word.text

    def _names(self, words: Sequence[ScriptWord]) -> list[str]:
        """What those of the words are called that are in the new text and not removed there."""
        known = dict.fromkeys(self.ids[word.id] for word in words if word.id in self.ids)
        return [name for name in known if not self.new.words[name].removed]

    def _ensure_together(self, span: Sequence[ScriptWord], names: Sequence[str]) -> None:
        """Nothing may stand between these in the new text, and none of what later edits put between them may be there."""
        between = self.new.between(names[0], names[-1]) if names else ()
        is_apart = [word.id for word in between if not word.removed] != [*names]
        own = {word.id for word in span}
        later = [word for word in self._old.state.between(span[0].id, span[-1].id) if word.id not in own]
        if is_apart or self._names(later):
            raise Unplaced("words_changed", "The new text has other words between these.")

    def _ensure_newest(self, span: Sequence[ScriptWord], text: str) -> None:
        """Where the new text took over a word of a later edit, the word that it was until then does not come back."""
        typed, published = _keys(text), self._old.origin.words
        for word in filter(self._is_said, span):
            key = spoken_key(word.text)
            is_taken_over = word.id not in published or spoken_key(published[word.id].text) != key
            if is_taken_over and key not in typed:
                raise Unplaced("words_changed", "The new text has words of a later edit here.")

    def _ensure_not_said(self, span: Sequence[ScriptWord], names: Sequence[str], text: str) -> None:
        """Words of the text that the new one has beside these, and that are no old words, would be said twice."""
        typed = _keys(text)
        gap = [word for word in self._gap(span) if not word.removed]
        first, last = 0, 0
        if names:
            order = [word.id for word in gap]
            if names[0] not in order or names[-1] not in order:
                raise Unplaced("words_changed", "The new text has these words elsewhere.")
            first, last = order.index(names[0]), order.index(names[-1]) + 1
        beside = [*gap[max(0, first - len(typed)) : first], *gap[last : last + len(typed)]]
        if any(spoken_key(word.text) in typed for word in beside):
            raise Unplaced("words_changed", "The new text has some of what is said here, and something else.")

    def _is_there(self, span: Sequence[ScriptWord], text: str) -> bool:
        """True where the new text reads as the edit would have it."""
        typed = _keys(text)
        found = (spoken_key(word.text) for word in self._gap(span) if not word.removed)
        return list(islice(found, len(typed) + 1)) == typed

    def _gap(self, span: Sequence[ScriptWord]) -> TypedPlace:
        """What the new text has between the nearest words around these that both texts have."""
        state = self._old.state
        before, after = self._nearest(state.preceding, span[0]), self._nearest(state.following, span[-1])
        return TypedPlace(self.new, before, after)

    def _nearest(self, step: Callable[[str], ScriptWord | None], word: ScriptWord) -> str | None:
        """The new id of the nearest old word that the new text has."""
        found = step(word.id)
        while found is not None and found.id not in self.ids:
            found = step(found.id)
        return None if found is None else self.ids[found.id]

    @moved.register(Time | Show | Note)
    def _(self, op: Time | Show | Note) -> Sequence[Op]:
        return (replace(op, word=self._id(op.word)),)

    @moved.register
    def _(self, op: Break) -> Sequence[Op]:
        return (replace(op, before=self._id(op.before)),)

    @moved.register(SetSpeaker | Say | Confirm)
    def _(self, op: SetSpeaker | Say | Confirm) -> Sequence[Op]:
        runs = list(self._runs(self.words(op)))
        if not runs:
            raise Unplaced("words_gone", "The new text does not have these words.")
        return [replace(op, first=first, last=last) for first, last in runs]

    def _runs(self, words: Sequence[ScriptWord]) -> Iterator[tuple[str, str]]:
        """The new words of old ones in a row, from first to last, as far as they stand together."""
        first: str | None = None
        last = ""
        for word in words:
            name = self.ids.get(word.id)
            if name is None or self.new.words[name].removed:
                continue
            follows = first is not None and self._next(last) == name
            if first is not None and not follows:
                yield first, last
            first = first if first is not None and follows else name
            last = name
        if first is not None:
            yield first, last

    def _next(self, name: str) -> str | None:
        found = self.new.following(name)
        while found is not None and found.removed:
            found = self.new.following(found.id)
        return None if found is None else found.id

    @moved.register
    def _(self, op: RenameSpeaker) -> Sequence[Op]:
        if op.old not in self.new.names.values() and op.new in self.new.names.values():
            raise Unplaced(None)
        return (op,)

    @moved.register
    def _(self, op: PlaceSound) -> Sequence[Op]:
        if op.sound is None:
            return (op,)
        if op.sound not in self.sounds:
            raise Unplaced("sound_unknown", "The sound was not carried.")
        return (replace(op, sound=self.sounds[op.sound]),)


def _keys(text: str) -> list[str]:
    return [spoken_key(word) for _, word in typed_words(text)]

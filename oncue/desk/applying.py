"""Ops applied to a draft: `applied` makes one edit, or raises and leaves a draft that is to be thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatchmethod

from oncue.captions.segmentation.directions import BreakKind
from oncue.desk.draft import Draft, PlacedSound
from oncue.desk.fixed_times import ensure_order, ensure_pin_order, ensure_within
from oncue.desk.footprint import START, Footprint
from oncue.desk.ops import (
    KEEP,
    Break,
    Confirm,
    Insert,
    Note,
    Op,
    PlaceSound,
    RenameSpeaker,
    Replace,
    Say,
    SetSpeaker,
    Show,
    Time,
)
from oncue.desk.refused import DeskRefused
from oncue.desk.replacing import Typing
from oncue.desk.typed_text import ensure_words, typed_words
from oncue.desk.words import Remark, ScriptWord


def applied(draft: Draft, n: int, ops: Sequence[Op], by: str, duration_ms: int) -> Footprint:
    """Makes the edit of revision `n`, op after op, and says what it touched.

    Raises `DeskRefused`, with the op's index, at the first op that cannot be made; the draft is then half-way.
    """
    applier = Applier(draft, n, by, duration_ms)
    for index, op in enumerate(ops):
        try:
            applier.apply(op)
        except DeskRefused as refused:
            raise refused.at(index) from None
    return applier.footprint


class Applier:
    """Makes the edit of revision `n` on a draft, one op after the other."""

    def __init__(self, draft: Draft, n: int, by: str, duration_ms: int) -> None:
        self.footprint = Footprint()
        self.sounds = 0
        """How many sounds the edit has placed so far: the next one is `s<n>.<sounds>`."""
        self._draft = draft
        self._n = n
        self._by = by
        self._duration_ms = duration_ms
        self._words = 0

    def apply(self, op: Op) -> None:
        """Makes one op. Raises `DeskRefused` where it cannot be made; the draft is then half-way."""
        try:
            self._apply(op)
        except DeskRefused as refused:
            if refused.code == "word_removed" and refused.data["word"] in self.footprint.writes:
                detail = f"An op before it removes the word {refused.data['word']}."
                raise DeskRefused("ops_overlap", detail, None, **refused.data) from None
            raise

    @singledispatchmethod
    def _apply(self, op: Op) -> None:
        """Makes one op. Undo and revert are no ops on words: see `oncue.desk.script`."""
        raise DeskRefused("undo_alone", "Undo and revert stand alone in their edit.")

    def _id(self, word: str) -> str:
        """`a.<n>` is the n-th word that this edit adds."""
        return f"a{self._n}{word[1:]}" if word.startswith("a.") else word

    def _new_id(self) -> str:
        self._words += 1
        return f"a{self._n}.{self._words - 1}"

    def _range(self, first: str, last: str) -> list[ScriptWord]:
        return self._draft.range(self._id(first), self._id(last))

    @_apply.register
    def _(self, op: Replace) -> None:
        words = self._range(op.first, op.last)
        self.footprint.change("text", *(word.id for word in words))
        typing = Typing(self._draft, self._new_id, self._by, op.why)
        for word in typing.replace(words, typed_words(op.text)):
            if word.pinned and word.shown:
                ensure_pin_order(self._draft, word)

    @_apply.register
    def _(self, op: Insert) -> None:
        after = None if op.after is None else self._id(op.after)
        anchor = None if after is None else self._draft.word(after)
        self.footprint.change("text", START if after is None else after)
        first = self._draft.following(None) if anchor is None else None
        if first is not None:
            self.footprint.writes.add(first.id)  # a space comes before it now
        near = self._beside(after)
        if near is not None:
            self.footprint.reads.add(near.id)
        typing = Typing(self._draft, self._new_id, self._by, op.why)
        typing.insert(anchor, ensure_words(op.text, "text"), near)

    def _beside(self, word: str | None) -> ScriptWord | None:
        """The shown word whose speaker says what is added behind `word`: it, or else the next one."""
        if word is None:
            return self._draft.shown_after(None)
        here = self._draft.words[word]
        return here if here.shown else self._draft.shown_before(word) or self._draft.shown_after(word)

    @_apply.register
    def _(self, op: Time) -> None:
        word = self._draft.shown(self._id(op.word))
        start_ms = word.pin_start_ms if op.start_ms is KEEP else op.start_ms
        end_ms = word.pin_end_ms if op.end_ms is KEEP else op.end_ms
        for name, given, value in (("start_ms", op.start_ms, start_ms), ("end_ms", op.end_ms, end_ms)):
            if given is not KEEP:
                self.footprint.change(name, word.id)
                ensure_within(value, self._duration_ms, name)
        ensure_order(start_ms, end_ms, "The word")
        pinned = self._draft.change(word.id, pin_start_ms=start_ms, pin_end_ms=end_ms, by=self._by)
        ensure_pin_order(self._draft, pinned)

    @_apply.register
    def _(self, op: Show) -> None:
        word = self._draft.shown(self._id(op.word))
        for name, value, times in (("in_ms", op.in_ms, self._draft.ins), ("out_ms", op.out_ms, self._draft.outs)):
            if value is KEEP:
                continue
            ensure_within(value, self._duration_ms, name)
            self.footprint.change(name, word.id)
            if value is None:
                times.pop(word.id, None)
            else:
                times[word.id] = value
        ensure_order(self._draft.ins.get(word.id), self._draft.outs.get(word.id), "The caption")
        self._parted(word, begins=op.in_ms is not KEEP, ends=op.out_ms is not KEEP)

    def _parted(self, word: ScriptWord, *, begins: bool, ends: bool) -> None:
        """A caption's own time divides it from its neighbour; what was to hold both together is given up."""
        if begins and word.id in self._draft.ins and self._draft.breaks.get(word.id) in (BreakKind.LINE, BreakKind.NONE):
            del self._draft.breaks[word.id]
        if not ends:
            return
        self.footprint.writes.add(f"seam:{word.id}")
        following = self._draft.shown_after(word.id) if word.id in self._draft.outs else None
        if following is not None and self._draft.breaks.get(following.id) in (BreakKind.LINE, BreakKind.NONE):
            del self._draft.breaks[following.id]

    @_apply.register
    def _(self, op: Break) -> None:
        word = self._draft.shown(self._id(op.before))
        self.footprint.change("break", word.id)
        before = self._draft.shown_before(word.id)
        if before is None and op.kind in (BreakKind.LINE, BreakKind.NONE):
            raise DeskRefused("break_impossible", f"{word.id} is the first word: there is nothing before it.", word=word.id)
        if op.kind is None:
            self._draft.breaks.pop(word.id, None)
        else:
            self._draft.breaks[word.id] = op.kind
        if before is not None:
            self.footprint.writes.add(f"seam:{before.id}")
            if op.kind in (BreakKind.LINE, BreakKind.NONE):
                self._draft.ins.pop(word.id, None)
                self._draft.outs.pop(before.id, None)

    @_apply.register
    def _(self, op: SetSpeaker) -> None:
        words = self._range(op.first, op.last)
        self.footprint.change("speaker", *(word.id for word in words))
        if op.name is not None:
            self.footprint.reads.add(f"name:{op.name}")
        key = self._draft.speaker_key(op.name)
        for word in words:
            if not word.removed and word.speaker != key:
                self._draft.change(word.id, speaker=key)

    @_apply.register
    def _(self, op: RenameSpeaker) -> None:
        keys = [key for key, name in self._draft.names.items() if name == op.old]
        if not keys:
            raise DeskRefused("speaker_unknown", f"Nobody is called {op.old[:100]!r} here.", name=op.old[:100])
        self.footprint.change("name", *{f"name:{op.old}", f"name:{op.new}"})
        for key in keys:
            self._draft.names[key] = op.new

    @_apply.register
    def _(self, op: Say) -> None:
        words = self._range(op.first, op.last)
        self.footprint.change("said", *(word.id for word in words))
        goes_on = False
        for word in words:
            if word.removed:
                continue
            if op.kind is None:
                timeless = word.machine is None or word.machine.start_ms is None
                said = self._draft.change(word.id, kind=None, joined=False, said=timeless, by=self._by)
                if word.kind is not None and word.speaker is None:
                    self._inherit(said)
                ensure_pin_order(self._draft, said)
            elif word.kind is not op.kind:
                self._draft.change(word.id, kind=op.kind, joined=goes_on, said=False, by=self._by)
            goes_on = True

    def _inherit(self, word: ScriptWord) -> None:
        """A heading that is read out is read by whoever speaks before it, or else behind it."""
        near = self._draft.shown_before(word.id) or self._draft.shown_after(word.id)
        if near is not None:
            self.footprint.reads.add(near.id)
            self._draft.change(word.id, speaker=near.speaker)

    @_apply.register
    def _(self, op: PlaceSound) -> None:
        if op.sound is not None and op.sound not in self._draft.sounds:
            raise DeskRefused("sound_unknown", f"There is no sound {op.sound}.", sound=op.sound)
        if op.sound is not None:
            self.footprint.change("sound", f"sound:{op.sound}")
            if not op.text:
                del self._draft.sounds[op.sound]
                return
        name = op.sound or f"s{self._n}.{self.sounds}"
        self.sounds += op.sound is None
        ensure_within(op.start_ms, self._duration_ms, "start_ms")
        ensure_within(op.end_ms, self._duration_ms, "end_ms")
        ensure_order(op.start_ms, op.end_ms, "The sound")
        self.footprint.writes.add(f"sound:{name}")
        self._draft.sounds[name] = PlacedSound(name, op.start_ms, op.end_ms, op.text, self._by)

    @_apply.register
    def _(self, op: Confirm) -> None:
        words = self._range(op.first, op.last)
        self.footprint.change("confirmed", *(word.id for word in words))
        for word in words:
            if not word.removed and not word.confirmed:
                self._draft.change(word.id, confirmed=True)

    @_apply.register
    def _(self, op: Note) -> None:
        word = self._draft.word(self._id(op.word))
        self.footprint.change("note", word.id)
        notes = (*word.notes, Remark(self._n, self._by, op.text)) if op.text.strip() else ()
        self._draft.change(word.id, notes=notes)

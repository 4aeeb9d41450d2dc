"""Words replaced by others: those that stay the same keep their ids and times, changed ones their ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from oncue.alignment.text_differences import compare_sequences
from oncue.desk.draft import Draft
from oncue.desk.words import ScriptWord
from oncue.model import Interval
from oncue.text.word_breaks import has_unspaced

TypedWords = Sequence[tuple[bool, str]]
"""Words of a person, each with whether a space comes before it."""


@dataclass(frozen=True, slots=True)
class Typing:
    """One op on the text of a draft: whose it is, and the ids for the words that it adds."""

    draft: Draft
    new_id: Callable[[], str]
    by: str
    why: str | None

    def replace(self, words: Sequence[ScriptWord], typed: TypedWords) -> list[ScriptWord]:
        """Makes `words` read as `typed`; gives those that were changed or added, in order.

        Only words that captions show are replaced, unless there are none: a label between them stays.
        """
        old = [word for word in words if word.shown] or [word for word in words if not word.removed]
        changed: list[ScriptWord] = []
        for place in compare_sequences([word.text for word in old], [text for _, text in typed]).differences:
            first, last, start, end = place.first_start, place.first_end, place.second_start, place.second_end
            if first == last and start == 0:
                changed += self._put_before(old[0], typed[:end], typed[end:])
            elif first == last:
                changed += self.insert(old[first - 1], typed[start:end], old[first - 1], spaced=typed[start][0])
            else:
                changed += self._block(old[first:last], typed[start:end], begins=start == 0)
        return changed

    def _put_before(self, word: ScriptWord, typed: TypedWords, rest: TypedWords) -> list[ScriptWord]:
        """New words take the place of `word` in its paragraph."""
        made = self.insert(self.draft.preceding(word.id), typed, word)
        if made and self.draft.preceding(word.id) is not None:
            made[0] = self.draft.change(made[0].id, space=word.space)
            self.draft.change(word.id, space=" " if not rest or rest[0][0] else "")
        return made

    def _block(self, block: Sequence[ScriptWord], typed: TypedWords, *, begins: bool) -> list[ScriptWord]:
        """Words that become others: pair by pair, and what is left over is removed or added."""
        for word in block[len(typed) :]:
            self.draft.change(word.id, removed=True, by=self.by, why=self.why)
        places = _places(block, [text for _, text in typed])
        even = len(block) == len(typed)
        changed: list[ScriptWord] = []
        for index, (word, (spaced, text)) in enumerate(zip(block, typed, strict=False)):
            as_it_is = (begins and index == 0) or bool(word.space) == spaced
            changed.append(
                self.draft.change(
                    word.id,
                    text=text,
                    space=word.space if as_it_is else " " if spaced else "",
                    place=places[index],
                    source=_source(word),
                    by=self.by,
                    why=self.why,
                    confirmed=False,
                    pin_start_ms=word.pin_start_ms if even or index == 0 else None,
                    pin_end_ms=word.pin_end_ms if even else None,
                )
            )
        rest = typed[len(block) :]
        if rest:
            near = block[-1]
            changed += self.insert(near, rest, near, _source(block[0]), places[len(block) :], spaced=rest[0][0])
        if changed and not even:
            changed[-1] = self.draft.change(changed[-1].id, pin_end_ms=block[-1].pin_end_ms)
        return changed

    def insert(
        self, anchor: ScriptWord | None, typed: TypedWords, near: ScriptWord | None, source: str | None = None,
        places: Sequence[Interval | None] = (), *, spaced: bool | None = None,
    ) -> list[ScriptWord]:  # fmt: skip
        """Puts new words behind `anchor`, or before all others. Speaker and kind are those of `near`.

        `spaced` says whether a space comes before the first; None: one does where the script has spaces.
        """
        made: list[ScriptWord] = []
        behind = anchor
        first = self.draft.following(None) if anchor is None else None
        for index, (space, text) in enumerate(typed):
            if index == 0:
                touches = behind is not None and has_unspaced(behind.text[-1:]) and has_unspaced(text[:1])
                space = not touches if spaced is None else spaced
            word = ScriptWord(
                self.new_id(),
                text,
                " " if space else "",
                None if near is None else near.speaker,
                None if near is None else near.kind,
                joined=near is not None and near.kind is not None,
                place=places[index] if places else None,
                source=source,
                by=self.by,
                why=self.why,
            )
            self.draft.insert(None if behind is None else behind.id, word)
            made.append(word)
            behind = word
        if made and anchor is None:
            made[0] = self.draft.change(made[0].id, space="" if first is None else first.space)
            if first is not None:
                self.draft.change(first.id, space=" ")
        return made


def _source(word: ScriptWord) -> str | None:
    """The published word that a changed one was."""
    return word.source or (word.id if word.id.startswith("w") else None)


def _places(block: Sequence[ScriptWord], texts: Sequence[str]) -> list[Interval | None]:
    """Where the new words of a block are to be looked for: each in its old one's place, or its share of all of them."""
    known = [_place(word) for word in block]
    if len(block) == len(texts):
        return known
    timed = [place for place in known if place is not None]
    if not timed or not texts:
        return [None] * len(texts)
    start_ms, end_ms = timed[0][0], max(timed[-1][1], timed[0][0])
    shares = [0, *accumulate(len(text) + 1 for text in texts)]
    borders = [start_ms + (end_ms - start_ms) * share // shares[-1] for share in shares]
    return list(pairwise(borders))


def _place(word: ScriptWord) -> Interval | None:
    machine = word.machine
    if word.place is None and machine is not None and machine.start_ms is not None and machine.end_ms is not None:
        return machine.start_ms, machine.end_ms
    return word.place

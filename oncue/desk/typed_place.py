"""Where an op types in a draft, and which word there is which of the typed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from oncue.desk.draft import Draft
from oncue.desk.ops import Insert, Op, Replace
from oncue.desk.typed_text import typed_words
from oncue.desk.words import ScriptWord


@dataclass(frozen=True, slots=True)
class TypedPlace:
    """The words of a draft behind the word `before` and ahead of the word `after`; None are both ends of it."""

    draft: Draft
    before: str | None
    after: str | None

    def __iter__(self) -> Iterator[ScriptWord]:
        """The words as they are now, removed ones too."""
        word = self.draft.following(self.before)
        while word is not None and word.id != self.after:
            yield word
            word = self.draft.following(word.id)

    def reads(self, text: str) -> list[str]:
        """The ids of the words that read as `text`, one for each of its words; [] where the place reads otherwise."""
        live = [word for word in self if not word.removed]
        found = [word for word in live if word.shown] or live
        typed = [one for _, one in typed_words(text)]
        return [word.id for word in found] if [word.text for word in found] == typed else []


def typed_place(draft: Draft, op: Op) -> TypedPlace | None:
    """The place of an op that is about to be made; None for one that types nothing."""
    match op:
        case Insert():
            return TypedPlace(draft, op.after, _id(draft.following(op.after)))
        case Replace():
            return TypedPlace(draft, _id(draft.preceding(op.first)), _id(draft.following(op.last)))
    return None


def renamed(op: Op, name_of: Callable[[str], str]) -> Op:
    """The op with other names for the words that it is on."""
    names = {field: getattr(op, field, None) for field in ("first", "last", "after", "word", "before")}
    return replace(op, **{field: name_of(name) for field, name in names.items() if name is not None})  # type: ignore[arg-type]


def _id(word: ScriptWord | None) -> str | None:
    return None if word is None else word.id

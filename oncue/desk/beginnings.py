"""Words put before the first one of a caption, or line, that a person began there: they begin it then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from oncue.captions.segmentation.directions import BreakKind
from oncue.desk.applying import Applier
from oncue.desk.draft import Draft
from oncue.desk.ops import Break, Op, Replace, Show
from oncue.desk.refused import DeskRefused
from oncue.desk.script import Script


def with_beginnings(script: Script, ops: Sequence[Op]) -> tuple[Op, ...]:
    """The ops of the next edit of `script`, and behind them those that let what was directed before a word, a new caption,
    a new line, or its time, be before the words that a `Replace` among them puts before it.

    What is stored says it all so, and is made as it says for ever. What the edit itself directs before one of these words
    stays as it says. Two captions that are to be one stay one on both sides. Raises `DeskRefused` as `apply_revision` does.
    """
    made = tuple(ops)
    if not (script.breaks or script.state.ins) or not any(isinstance(op, Replace) for op in made):
        return made
    n, draft = script.rev + 1, script.state.copy()
    applier = Applier(draft, n, "", script.alignment.duration_ms)
    begun: dict[str, str] = {}
    for index, op in enumerate(made):
        old = _first_of(draft, op, n)
        before = None if old is None else draft.preceding(old)
        try:
            applier.apply(op)
        except DeskRefused as refused:
            raise refused.at(index) from None
        if old is None:
            continue
        first = draft.following(None if before is None else before.id)
        if first is not None and first.id != old:
            begun.update({word: first.id for word, begins in begun.items() if begins == old})
            if old in draft.breaks or old in draft.ins:
                begun[old] = first.id
    directed = {word for aspect, word in applier.footprint.aspects if aspect in ("break", "in_ms")}
    for word, first_id in begun.items():
        if directed.isdisjoint((word, first_id)) and _can_begin(draft, word, first_id):
            made += tuple(_moved(draft, word, first_id, n))
    return made


def _first_of(draft: Draft, op: Op, n: int) -> str | None:
    """The word before which a `Replace` puts words that come first in its text; None for other ops."""
    if not isinstance(op, Replace):
        return None
    first, last = (f"a{n}{name[1:]}" if name.startswith("a.") else name for name in (op.first, op.last))
    words = [word for word in draft.between(first, last) if not word.removed]
    return next((word.id for word in words if word.shown), words[0].id if words else None)


def _can_begin(draft: Draft, word: str, first: str) -> bool:
    """Whether captions show both, and one that comes with `first` when it did with `word` goes out later than that."""
    ends_ms, comes_ms = draft.outs.get(first), draft.ins.get(word)
    in_order = ends_ms is None or comes_ms is None or comes_ms < ends_ms
    return draft.words[word].shown and draft.words[first].shown and in_order


def _moved(draft: Draft, word: str, first: str, n: int) -> Iterator[Op]:
    begins, began = (name.replace(f"a{n}.", "a.") for name in (first, word))
    kind, comes_ms = draft.breaks.get(word), draft.ins.get(word)
    if kind is not None and (kind is BreakKind.CUE or draft.shown_before(first) is not None):
        yield Break(begins, kind)
        if kind is not BreakKind.NONE:
            yield Break(began, None)
    if comes_ms is not None:
        yield Show(begins, in_ms=comes_ms)
        yield Show(began, in_ms=None)

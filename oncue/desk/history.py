"""Which edits count: each but those that were undone, by an undo or a revert that counts itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.desk.ops import Op, Revert, Undo
from oncue.desk.refused import DeskRefused


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision in a script's log: the edits that it made active (itself, or what it brings back) and inactive."""

    n: int
    ops: tuple[Op, ...]
    by: str
    on: frozenset[int]
    off: frozenset[int]


def active_after(log: Sequence[Entry], rev: int, newest: int) -> frozenset[int]:
    """The edits that counted after revision `rev`, the last of them being `newest`.

    Raises `DeskRefused` (`revision_unknown`) for a revision that is not there: numbers go on when a new text is published,
    and those before are of another text. 0 is the machine's.
    """
    least = log[0].n - 1 if log else newest
    if rev != 0 and not least <= rev <= newest:
        detail = f"There is no revision {rev} of this text; there are 0 and {least} to {newest}."
        raise DeskRefused("revision_unknown", detail, rev=rev)
    active: frozenset[int] = frozenset()
    for entry in log:
        if entry.n > rev:
            break
        active = (active | entry.on) - entry.off
    return active


def entry_of(log: Sequence[Entry], active: frozenset[int], n: int, ops: Sequence[Op], by: str) -> Entry:
    """The entry of a revision behind this log, whose `active` edits count.

    Raises `DeskRefused` for an empty one, for an undo or revert that is not alone, of a revision that is not there, or that
    is undone already.
    """
    ops = tuple(ops)
    if not ops:
        raise DeskRefused("edit_malformed", "An edit is at least one op.")
    alone = [index for index, op in enumerate(ops) if isinstance(op, (Undo, Revert))]
    if alone and len(ops) > 1:
        raise DeskRefused("undo_alone", "Undo and revert stand alone in their edit.", alone[0])
    match ops[0]:
        case Revert(to):
            then = active_after(log, to, n - 1)
            return Entry(n, ops, by, then - active, active - then)
        case Undo(rev):
            undone = next((entry for entry in reversed(log) if entry.n == rev), None)
            if undone is None:
                raise DeskRefused("revision_unknown", f"There is no revision {rev} to undo.", 0, rev=rev)
            if not (undone.on <= active and undone.off.isdisjoint(active)):
                raise DeskRefused("undo_nothing", f"Revision {rev} is undone already.", 0, rev=rev)
            return Entry(n, ops, by, undone.off, undone.on)
    return Entry(n, ops, by, frozenset({n}), frozenset())

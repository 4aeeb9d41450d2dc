"""An edit that was made on an older revision: `rebased` on the newest one, or in conflict with what was done since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from oncue.desk.footprint import START, Footprint
from oncue.desk.history import active_after
from oncue.desk.materialise import text_between
from oncue.desk.ops import Op, Revert
from oncue.desk.refused import DeskRefused
from oncue.desk.script import Script, apply_revision


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two edits of the same words. `words` are their ids, `revisions` those in the way, with `who` made them.

    The three texts are of the first to the last of these words: `base` as the edit's author saw it, `theirs` as it is now,
    `yours` as the edit would have it.
    """

    words: tuple[str, ...]
    revisions: tuple[int, ...]
    who: tuple[str, ...]
    base: str
    theirs: str
    yours: str


def touched(ops: Sequence[Op], script: Script, n: int) -> Footprint:
    """What an edit touches if it is made on this script as revision `n`, which names the words and sounds that it adds.

    Raises `DeskRefused` where it cannot be made.
    """
    edited = apply_revision(script, n, ops, "")
    found = Footprint()
    for one in sorted(edited.log[-1].on | edited.log[-1].off):
        footprint = edited.footprint(one) if one == n else script.footprint(one)
        found.writes |= footprint.writes
        found.reads |= footprint.reads
    return found


def rebased(ops: Sequence[Op], head: Script, since: int) -> tuple[Op, ...] | Conflict:
    """The ops of an edit made on revision `since`, for the newest revision: where nothing that they touch was touched since.

    A revision that was made and undone since is in nobody's way. Raises `DeskRefused` where the edit could not have been
    made on `since` either, and for a revision that is not there.
    """
    ops = tuple(ops)
    n = head.rev + 1  # on `since`, too: what the edit adds is not called as what another one added
    if since == head.rev:
        touched(ops, head, n)
        return ops
    base = head.at(since)
    mine = touched(ops, base, n)
    then = active_after(head.log, since, head.rev)
    changed = sorted(then ^ head.active)
    blocking = [rev for rev in changed if head.footprint(rev).meets(mine)]
    met = {name for rev in blocking for name in head.footprint(rev).meets(mine)}
    if isinstance(ops[0], Revert) and changed:
        # It would take away what its author has not seen.
        blocking, met = changed, {name for rev in changed for name in head.footprint(rev).writes}
    if not blocking:
        try:
            touched(ops, head, n)
        except DeskRefused as refused:
            # Possible then and not now: a time beside one that was fixed since.
            met = {str(word) for name, word in refused.data.items() if name in ("word", "other")} or mine.writes
            blocking = [rev for rev in changed if head.footprint(rev).writes & met] or changed
        else:
            return ops
    return _conflict(ops, base, head, since, blocking, met | mine.writes)


def _conflict(
    ops: tuple[Op, ...], base: Script, head: Script, since: int, blocking: Sequence[int], met: set[str]
) -> Conflict:
    yours = apply_revision(base, since + 1, ops, "")
    names = {name.removeprefix("seam:") for name in met if name != START}
    words = [word.id for word in base.words if word.id in names]
    # Who undid an edit, or brought one back, is in the way, and not whose edit that was.
    since_then = [entry for entry in head.log if entry.n > since and not (entry.on | entry.off).isdisjoint(blocking)]
    return Conflict(
        tuple(words),
        tuple(entry.n for entry in since_then),
        tuple(dict.fromkeys(entry.by for entry in since_then)),
        *(text_between(script, words[0], words[-1]) if words else "" for script in (base, head, yours)),
    )

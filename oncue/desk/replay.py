"""`replay`: a script from what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from oncue.desk.history import Entry, entry_of
from oncue.desk.log import Retiming, Revision
from oncue.desk.script import Script, folded
from oncue.model import Alignment


def replay(alignment: Alignment, text: str, revisions: Sequence[Revision], retimings: Sequence[Retiming] = ()) -> Script:
    """The script after these revisions, in order, over the machine's alignment of `text`.

    The same revisions give the same script as one `apply_revision` after the other. Times found for later revisions are left
    out. Raises `DeskRefused` where an edit cannot be made, which one of a log that was accepted always can.
    """
    log: list[Entry] = []
    active: frozenset[int] = frozenset()
    for revision in revisions:
        entry = entry_of(log, active, revision.n, revision.ops, revision.who)
        active = (active | entry.on) - entry.off
        log.append(entry)
    rev = log[-1].n if log else 0
    return folded(replace(Script.of(alignment, text), rev=rev, log=tuple(log)), active).with_retimings(retimings)

"""Edits of a desk: made on the newest revision where nothing is in their way, saved before they are answered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from oncue.desk import (
    Conflict,
    DeskRefused,
    Op,
    Revert,
    Script,
    Undo,
    apply_revision,
    ops_json,
    parse_ops,
    rebased,
    with_beginnings,
)
from oncue.jobs.desk_model import Desk, Editor, NewRevision, RevisionKind, StoredRevision
from oncue.jobs.errors import EditIdReused, HeadMoved
from oncue.jobs.model import Job
from oncue.jobs.store import SqlStore
from service.desk_lines import DeskLines
from service.desk_scripts import DeskNow, DeskScripts, author
from service.desk_texts import DeskTexts
from service.problems import Refused

OPS_AT_ONCE = 500
"""Ops of one request. A body has 64 KiB in any case, which is some 1,000."""

TRIES = 20
"""How often an edit is made anew because another process was quicker."""

AskForTimes = Callable[[Connection, Desk, int, Script, Script], None]
"""Asks an aligner, in the transaction of a revision, for the times of what it changes: desk, number, and the scripts before
and after."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An edit as it was sent: its ops, the revision that its author saw, an id of the sender's choice, and what sent it
    (`service.editor.sender`)."""

    ops: Sequence[Any]
    seen: int
    edit_id: str
    sender: str

    @property
    def fingerprint(self) -> str:
        """What tells whether two edits are the same, whatever revision their author saw."""
        return hashlib.sha256(json.dumps(list(self.ops), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit that is saved, as `revision`. `scripts` are those before and after it; None: it was sent before, and saved
    then."""

    revision: StoredRevision
    scripts: tuple[Script, Script] | None = None

    @property
    def merged(self) -> list[int]:
        """The revisions that its author had not seen, which it goes together with."""
        return list(range(self.revision.based_on + 1, self.revision.n))


class DeskEdits:
    """Saves edits. Safe from any thread; other processes may do the same."""

    def __init__(self, store: SqlStore, scripts: DeskScripts, texts: DeskTexts, ask_for_times: AskForTimes) -> None:
        self._store = store
        self._scripts = scripts
        self._texts = texts
        self._ask_for_times = ask_for_times
        self._lines = DeskLines()

    def save(self, job: Job, sent: Sent, who: Editor, kind: RevisionKind = RevisionKind.EDIT) -> Edited:
        """Saves an edit as the newest revision. One whose `edit_id` was saved before changes nothing.

        Raises `DeskRefused` for what cannot be done, `Refused`: `edit_conflict`, `text_replaced`, `precondition_failed`,
        `rate_limited`; `EditIdReused`, `DeskFull`, `DeskNotOpen`, `StoreUnavailable`. Nothing is saved then.
        """
        if len(sent.ops) > OPS_AT_ONCE and kind is not RevisionKind.CAPTIONS:
            detail = f"The edit has {len(sent.ops)} ops; {OPS_AT_ONCE} are taken at once. Send it in parts."
            raise Refused("edit_too_large", detail, limit=OPS_AT_ONCE)
        ops = parse_ops(list(sent.ops))
        return self.save_ops(job, lambda _now: ops, sent, who, _kind_of(ops, kind))

    def save_ops(
        self, job: Job, make: Callable[[DeskNow], tuple[Op, ...]], sent: Sent, who: Editor, kind: RevisionKind
    ) -> Edited:
        """Saves the ops that `make` finds for the desk as it is, as `save` does."""
        with self._lines.turn(job.id, sent.sender):
            for _ in range(TRIES):
                if (before := self.before(job, sent)) is not None:
                    return before
                try:
                    return self._made(job, make, sent, who, kind)
                except HeadMoved:
                    continue
                except (Refused, DeskRefused):
                    # Another process may have saved this very edit meanwhile, which is then in its own way.
                    if (before := self.before(job, sent)) is not None:
                        return before
                    raise
        detail = "Other edits of this desk were quicker each time. Send this one again after Retry-After."
        raise Refused("rate_limited", detail, {"Retry-After": "1"})

    def _made(
        self, job: Job, make: Callable[[DeskNow], tuple[Op, ...]], sent: Sent, who: Editor, kind: RevisionKind
    ) -> Edited:
        now = self._texts.present(job)
        ensure_of_this_text(now, sent.seen)
        ops = _fitting(_storable(make(now)), now, sent.seen)
        if kind is RevisionKind.EDIT:
            ops = with_beginnings(now.script, ops)
        after = apply_revision(now.script, now.desk.head + 1, ops, author(who))
        new = NewRevision(kind, ops_json(ops), sent.seen, sent.edit_id, sent.fingerprint, who)
        made, again = self._append(job, new, now, after)
        return Edited(made, None if again else (now.script, after))

    def _append(self, job: Job, new: NewRevision, now: DeskNow, after: Script) -> tuple[StoredRevision, bool]:
        return self._store.append_revision(
            job.id,
            job.tenant,
            new,
            expected_head=now.desk.head,
            within=lambda connection, n: self._ask_for_times(connection, now.desk, n, now.script, after),
        )

    def before(self, job: Job, sent: Sent) -> Edited | None:
        """The edit as it was saved before, or None. Raises `EditIdReused`, and `NotFound` for a job that is gone."""
        before = self._store.revision_of_edit(job.id, sent.edit_id)
        if before is None:
            return None
        if before.fingerprint != sent.fingerprint:
            raise EditIdReused(
                f"This edit_id made revision {before.n} of other edits. Use a new one for new edits.", rev=before.n
            )
        return Edited(before)


def _storable(ops: tuple[Op, ...]) -> tuple[Op, ...]:
    """The ops as they come back from the database. Raises `DeskRefused` for what would be refused then: it would make the
    whole desk unreadable. Those that were made of a file were never looked at like those that are sent."""
    return parse_ops(ops_json(ops))


def ensure_of_this_text(now: DeskNow, seen: int) -> None:
    """Raises `Refused` where an edit was made on a revision that is not there, or of an earlier published text."""
    head = now.desk.head
    if seen > head:
        detail = f"The desk's newest revision is {head}, and If-Match names {seen}. Read the desk again."
        raise Refused("precondition_failed", detail, {"ETag": f'"{head}"'}, rev=head)
    if seen < now.text.first_rev:
        raise Refused(
            "text_replaced",
            f"The published text was replaced in revision {now.text.first_rev}, and this edit was made on {seen}, "
            "before. Read the desk again and make the edit there.",
            rev=head,
            first_rev=now.text.first_rev,
        )


def _fitting(ops: tuple[Op, ...], now: DeskNow, seen: int) -> tuple[Op, ...]:
    """The ops for the newest revision. Raises `Refused` where something is in their way."""
    head = now.desk.head
    for op in ops:
        reverts = isinstance(op, Revert) and 0 < op.to < now.text.first_rev
        if reverts or (isinstance(op, Undo) and op.rev < now.text.first_rev):
            detail = f"The published text was replaced in revision {now.text.first_rev}: go back no further than that."
            raise Refused("text_replaced", detail, rev=head, first_rev=now.text.first_rev)
    found = rebased(ops, now.script, seen)
    if isinstance(found, Conflict):
        raise Refused(
            "edit_conflict",
            "Somebody has changed the same words since. Nothing was saved: choose one of the two, and send it for the "
            "revision `rev`.",
            rev=head,
            words=list(found.words),
            revisions=list(found.revisions),
            who=list(found.who),
            base=found.base,
            theirs=found.theirs,
            yours=found.yours,
        )
    return found


def _kind_of(ops: Sequence[Op], kind: RevisionKind) -> RevisionKind:
    """The kind of a revision by its ops: an undo is one, whichever way it was sent."""
    if len(ops) == 1 and kind is RevisionKind.EDIT:
        return {Undo: RevisionKind.UNDO, Revert: RevisionKind.REVERT}.get(type(ops[0]), kind)
    return kind

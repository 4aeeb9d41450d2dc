"""The store's methods for a desk's log: revisions, and the times that aligners found for them.

A revision follows the head that its maker had seen, and no other (`HeadMoved`): who was second looks at what came between
and tries again. The desk's row is held while one is added, so that revisions have no gaps and no twins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, update

from oncue.jobs.desk_model import (
    Desk,
    DeskState,
    DeskText,
    Editor,
    NewRevision,
    RetimedWords,
    StoredRetiming,
    StoredRevision,
)
from oncue.jobs.errors import DeskFull, EditIdReused, HeadMoved, NotFound, RevisionUnknown
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.desk_rows import as_desk_text, as_retiming, as_revision, load_desk
from oncue.jobs.store.desks import Desks, add_text
from oncue.jobs.store.mapping import Database
from oncue.jobs.store.tables import desk_texts, desk_work, desks, retimings, revisions

MOST_REVISIONS = 50_000
"""Revisions of a desk. Twelve hours have 15,000 captions: each may be changed three times."""

OPEN_WORK = ("queued", "working")
"""States of an aligner's work that may still bring times."""


def _nothing_more(_connection: Connection, _rev: int) -> None:
    """What is done beside a revision where nothing else is."""


@dataclass(frozen=True, slots=True)
class DeskChanges:
    """A desk at one moment: with the text it works on, and what came after a revision and a retiming that the reader had."""

    desk: Desk
    text: DeskText
    revisions: Sequence[StoredRevision]
    retimings: Sequence[StoredRetiming]


@dataclass(frozen=True, slots=True)
class Timing:
    """The revisions whose words wait for an aligner, and those for which it found no times, or has no sound to find them in:
    these wait again once the desk is opened anew."""

    waiting: frozenset[int] = frozenset()
    failed: frozenset[int] = frozenset()


class DeskLog(Desks):
    """Methods for a desk's log. Each is one transaction and may raise `StoreUnavailable`, `NotFound`, `DeskNotOpen` and
    `DeskDamaged`."""

    def append_revision(
        self,
        job_id: str,
        tenant: str,
        new: NewRevision,
        *,
        expected_head: int,
        within: Callable[[Connection, int], None] = _nothing_more,
    ) -> tuple[StoredRevision, bool]:
        """Adds a revision after `expected_head`, and returns it with False; one that was added before by the same edit id,
        with True, wherever the head is now.

        `within` is called with the revision's number in the same transaction: what it writes is there with it or not at
        all.

        Raises `HeadMoved`, `EditIdReused`, `DeskFull`, and `Unstorable` for ops that the database cannot keep.
        """
        with writing(self.engine) as connection:
            desk = load_desk(connection, job_id, tenant, hold=True)
            before = _by_edit(connection, job_id, new.edit_id)
            if before is not None:
                if before.fingerprint != new.fingerprint:
                    raise EditIdReused(
                        f"This edit_id made revision {before.n} of other edits. Use a new one for new edits.", rev=before.n
                    )
                return before, True
            made = _append(connection, self, desk, [new], expected_head, desk.generation)[0]
            within(connection, made.n)
            return made, False

    def begin_text(
        self, job_id: str, tenant: str, text: DeskText, carried: Sequence[NewRevision], *, expected_head: int
    ) -> Sequence[StoredRevision]:
        """Adds the text that the desk works on from now on, and the revisions that were carried over to it, the first of
        which is `expected_head` + 1. An approved revision of the text before stays approved.

        Raises `HeadMoved`, `DeskFull`.
        """
        with writing(self.engine) as connection:
            desk = load_desk(connection, job_id, tenant, hold=True)
            if text.generation != desk.generation + 1:
                raise HeadMoved("The desk has its new text already.", head=desk.head)
            add_text(connection, self, job_id, text)
            return _append(connection, self, desk, carried, expected_head, text.generation)

    def desk_changes(self, job_id: str, tenant: str, after_rev: int = 0, after_retiming: int = 0) -> DeskChanges:
        """The desk as it is now, with the revisions and retimings of its present text after those that the reader has."""
        with reading(self.engine) as connection:
            desk = load_desk(connection, job_id, tenant)
            text = _text_of(connection, desk, desk.generation)
            made = revisions.c.n > max(after_rev, text.first_rev - 1), revisions.c.n <= desk.head
            found = _rows(connection, revisions, job_id, revisions.c.n, *made)
            timed = retimings.c.seq > after_retiming, retimings.c.seq <= desk.retimed, retimings.c.rev >= text.first_rev
            times = _rows(connection, retimings, job_id, retimings.c.seq, *timed)
            return DeskChanges(desk, text, [as_revision(row) for row in found], [as_retiming(row) for row in times])

    def desk_head(self, job_id: str, tenant: str) -> tuple[Desk, DeskText]:
        """The desk as it is now, and the text that it works on."""
        with reading(self.engine) as connection:
            desk = load_desk(connection, job_id, tenant)
            return desk, _text_of(connection, desk, desk.generation)

    def desk_past(self, job_id: str, tenant: str, rev: int) -> DeskChanges:
        """The desk with the text that revision `rev` is of, all revisions of that text up to it, and all their retimings.

        Raises `RevisionUnknown`.
        """
        with reading(self.engine) as connection:
            desk = load_desk(connection, job_id, tenant)
            generation = revision_row(connection, desk, rev).generation
            text = _text_of(connection, desk, generation)
            made = revisions.c.n >= text.first_rev, revisions.c.n <= rev
            found = _rows(connection, revisions, job_id, revisions.c.n, *made)
            timed = retimings.c.rev >= text.first_rev, retimings.c.rev <= rev, retimings.c.seq <= desk.retimed
            times = _rows(connection, retimings, job_id, retimings.c.seq, *timed)
            return DeskChanges(desk, text, [as_revision(row) for row in found], [as_retiming(row) for row in times])

    def retimed_up_to(self, job_id: str, tenant: str, rev: int) -> int:
        """How many retimings count for revision `rev`: with its number, it names the revision's captions.

        Raises `RevisionUnknown`.
        """
        with reading(self.engine) as connection:
            revision_row(connection, load_desk(connection, job_id, tenant), rev)
            counted = select(func.count()).where(retimings.c.job_id == job_id, retimings.c.rev <= rev)
            return int(connection.execute(counted).scalar_one())

    def revision_of_edit(self, job_id: str, edit_id: str) -> StoredRevision | None:
        """The revision that was made by this edit id, or None."""
        with reading(self.engine) as connection:
            return _by_edit(connection, job_id, edit_id)

    def history(self, job_id: str, tenant: str, *, before: int | None = None, limit: int = 100) -> Sequence[StoredRevision]:
        """Revisions, newest first, at most `limit`, from `before` (not included) back."""
        with reading(self.engine) as connection:
            load_desk(connection, job_id, tenant)
            wanted = select(revisions).where(revisions.c.job_id == job_id)
            if before is not None:
                wanted = wanted.where(revisions.c.n < before)
            rows = connection.execute(wanted.order_by(revisions.c.n.desc()).limit(limit)).mappings()
            return [as_revision(row) for row in rows]

    def timing(self, job_id: str) -> Timing:
        """What aligners have done and not done for the desk."""
        stretch = desk_work.c.job_id == job_id, desk_work.c.kind == "stretch"
        wanted = select(desk_work.c.rev, desk_work.c.state).where(*stretch, desk_work.c.state.in_((*OPEN_WORK, "failed")))
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.distinct()).all()
            soundless = select(desks.c.state).where(desks.c.job_id == job_id, desks.c.sound_key.is_(None))
            is_failed = connection.execute(soundless).scalar() == DeskState.FAILED.value
        waiting = frozenset(row.rev for row in rows if row.state in OPEN_WORK)
        failed = frozenset(row.rev for row in rows if row.state == "failed")
        return Timing(frozenset(), failed | waiting) if is_failed else Timing(waiting, failed)


def add_retiming(
    connection: Connection,
    job_id: str,
    rev: int,
    words: RetimedWords,
    now: ColumnElement[int],
    basis: str | None = None,
) -> StoredRetiming:
    """Adds the times that were found for words of revision `rev`, in a transaction of the caller's. Raises `NotFound` where
    the desk is gone."""
    counted = update(desks).where(desks.c.job_id == job_id).values(retimed=desks.c.retimed + 1).returning(desks.c.retimed)
    seq = connection.execute(counted).scalar()
    if seq is None:
        raise NotFound(f"Job {job_id} has no desk any more.")
    kept = {word: list(times) for word, (*times, _) in words.items()}
    errors = {word: error_ms for word, (*_, error_ms) in words.items() if error_ms is not None}
    row = {"job_id": job_id, "seq": seq, "rev": rev, "words": kept, "errors_ms": errors, "basis": basis}
    connection.execute(insert(retimings).values(**row, at_ms=now))
    return StoredRetiming(int(seq), rev, dict(words), basis)


def _append(
    connection: Connection, store: Database, desk: Desk, new: Sequence[NewRevision], expected_head: int, generation: int
) -> Sequence[StoredRevision]:
    """Adds revisions, in a transaction that holds the desk."""
    if desk.head != expected_head:
        raise HeadMoved(f"The desk has moved on to revision {desk.head}. Try again in a moment.", head=desk.head)
    if desk.head + len(new) > MOST_REVISIONS:
        detail = f"The desk has {desk.head} revisions, and may have {MOST_REVISIONS}. Send its captions as a new job."
        raise DeskFull(detail, limit=MOST_REVISIONS)
    made = []
    for n, each in enumerate(new, desk.head + 1):
        row = {
            "job_id": desk.job_id,
            "n": n,
            "generation": generation,
            "kind": each.kind.value,
            "ops": [dict(op) for op in each.ops],
            "based_on": each.based_on,
            "edit_id": each.edit_id,
            "fingerprint": each.fingerprint,
            "who": editor_json(each.who),
            "at_ms": store.now if each.at_ms is None else each.at_ms,
        }
        inserted = connection.execute(insert(revisions).values(**row).returning(revisions)).mappings().one()
        made.append(as_revision(inserted))
    moved = {"head": desk.head + len(new), "generation": generation, "used_at_ms": store.now}
    connection.execute(update(desks).where(desks.c.job_id == desk.job_id).values(**moved))
    return made


def editor_json(who: Editor) -> dict[str, Any]:
    """An editor in the form in which a JSON column keeps it."""
    return {"id": who.id, "name": who.name}


def _by_edit(connection: Connection, job_id: str, edit_id: str) -> StoredRevision | None:
    made = select(revisions).where(revisions.c.job_id == job_id, revisions.c.edit_id == edit_id)
    row = connection.execute(made).mappings().first()
    return None if row is None else as_revision(row)


def revision_row(connection: Connection, desk: Desk, rev: int) -> StoredRevision:
    """The revision of this number. Raises `RevisionUnknown`."""
    made = select(revisions).where(revisions.c.job_id == desk.job_id, revisions.c.n == rev)
    row = connection.execute(made).mappings().first()
    if row is None:
        raise RevisionUnknown(f"The desk has no revision {rev}; its newest is {desk.head}.", head=desk.head)
    return as_revision(row)


def _text_of(connection: Connection, desk: Desk, generation: int) -> DeskText:
    wanted = select(desk_texts).where(desk_texts.c.job_id == desk.job_id, desk_texts.c.generation == generation)
    return as_desk_text(connection.execute(wanted).mappings().one())


def _rows(
    connection: Connection, table: Table, job_id: str, order: ColumnElement[Any], *where: ColumnElement[bool]
) -> Sequence[Any]:
    wanted = select(table).where(table.c.job_id == job_id, *where).order_by(order)
    return connection.execute(wanted).mappings().all()

"""The scripts of desks: what is stored of a desk, made into what `oncue.desk` edits. The newest ones are remembered."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from oncue.captions.formats import alignment_from_json, alignment_to_json
from oncue.captions.segmentation.directions import directions_from_json, directions_json
from oncue.desk import (
    DeskRefused,
    Retiming,
    Revision,
    Script,
    apply_revision,
    caption_directions,
    parse_ops,
    replay,
    working_copy,
)
from oncue.desk.words import MACHINE
from oncue.errors import UsageError
from oncue.jobs.blobs import Blobs
from oncue.jobs.desk_model import DESKS, Desk, DeskText, Editor, RevisionFiles, StoredRetiming, StoredRevision
from oncue.jobs.errors import DeskDamaged, NotFound
from oncue.jobs.ids import new_id
from oncue.jobs.store import SqlStore
from oncue.jobs.store.desk_approvals import KEPT_EVERY
from oncue.jobs.store.desk_log import DeskChanges
from oncue.model import Alignment
from service.editions import Edition, WorkingCopy
from service.stored_alignments import StoredAlignments

SCRIPTS_KEPT = 16
"""Desks whose newest script is remembered. One of an hour takes some 10 MB."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DeskNow:
    """A desk, the text that it works on, and the script of its newest revision."""

    desk: Desk
    text: DeskText
    script: Script


class DeskScripts:
    """Gives the scripts of desks. Safe from any thread."""

    def __init__(self, store: SqlStore, blobs: Blobs, stored: StoredAlignments) -> None:
        self._store = store
        self._blobs = blobs
        self._stored = stored
        self._known: OrderedDict[str, DeskNow] = OrderedDict()
        self._lock = threading.Lock()

    def now(self, job_id: str, tenant: str) -> DeskNow:
        """The desk with the script of its newest revision and all times that were found.

        Raises `NotFound`, `DeskNotOpen`, `DeskDamaged`, `Refused` for files that are lost, and `StoreUnavailable`.
        """
        with self._lock:
            known = self._known.get(job_id)
        if known is not None and known.desk.tenant == tenant:
            changes = self._store.desk_changes(job_id, tenant, known.desk.head, known.desk.retimed)
            same = known.text.generation == changes.desk.generation and known.desk.head <= changes.desk.head
            if same and known.desk.retimed <= changes.desk.retimed:
                return self._remember(DeskNow(changes.desk, changes.text, _continued(known.script, changes)))
        changes = self._store.desk_changes(job_id, tenant)
        return self._remember(DeskNow(changes.desk, changes.text, self._replayed(changes)))

    def at(self, job_id: str, tenant: str, rev: int) -> Script:
        """The script of a revision. Raises `RevisionUnknown`, and the errors of `now`."""
        return self._replayed(self._store.desk_past(job_id, tenant, rev))

    def past(self, edition: Edition) -> tuple[Script, list[Revision]]:
        """The script of an edition, and the revisions of its text up to it. Raises the errors of `at`."""
        if not edition.rev:
            return Script.of(*self._stored.of(edition.alignment_key, edition.text_key)), []
        past = self._store.desk_past(edition.job_id, edition.tenant, edition.rev)
        return self._replayed(past), [as_revision(each) for each in past.revisions if each.ops]

    def working(self, edition: Edition) -> WorkingCopy:
        """What the captions of a revision are made of. Raises the errors of `at`."""
        with self._lock:
            known = self._known.get(edition.job_id)
        if known is not None and (known.desk.tenant, known.desk.head, known.desk.retimed) == (
            edition.tenant,
            edition.rev,
            edition.retimed,
        ):
            made = _working(known.script)
            if edition.rev % KEPT_EVERY == 0:
                self._write_out(edition, made)
            return made
        past = self._store.desk_past(edition.job_id, edition.tenant, edition.rev)
        files = past.revisions[-1].files
        if files is not None and files.at_retiming == edition.retimed and (kept := self._kept(files)) is not None:
            return kept
        made = _working(self._replayed(past))
        if edition.rev % KEPT_EVERY == 0 or edition.rev in (past.desk.head, past.desk.approved_rev):
            self._write_out(edition, made)
        return made

    def pin(self, edition: Edition) -> None:
        """Has a revision written out, so that its captions are there whatever becomes of the code that makes them."""
        files = self._store.desk_past(edition.job_id, edition.tenant, edition.rev).revisions[-1].files
        if files is None or files.at_retiming != edition.retimed:
            self._write_out(edition, self.working(edition))

    def base(self, text: DeskText) -> tuple[Alignment, str]:
        """The alignment and the text that a desk works on, as the machine made them."""
        return self._stored.of(text.alignment_key, text.text_key)

    def _remember(self, found: DeskNow) -> DeskNow:
        with self._lock:
            self._known[found.desk.job_id] = found
            self._known.move_to_end(found.desk.job_id)
            if len(self._known) > SCRIPTS_KEPT:
                self._known.popitem(last=False)
        return found

    def _replayed(self, changes: DeskChanges) -> Script:
        alignment, text = self.base(changes.text)
        with _sound(changes.desk):
            log = [as_revision(each) for each in changes.revisions if each.ops]
            script = replay(alignment, text, log, [as_retiming(each) for each in changes.retimings])
        return replace(script, rev=changes.revisions[-1].n) if changes.revisions else script

    def _kept(self, files: RevisionFiles) -> WorkingCopy | None:
        """What was written out; None where it is gone, or cannot be read: it is made anew then."""
        try:
            text = self._blobs.read(files.text_key).decode("utf-8")
            alignment = alignment_from_json(self._blobs.read(files.alignment_key).decode("utf-8"))
            return alignment, text, directions_from_json(self._blobs.read(files.directions_key).decode("utf-8"))
        except (NotFound, UsageError, UnicodeDecodeError) as error:
            _log.warning("a revision that was written out cannot be read, and is made anew: %s", error)
            return None

    def _write_out(self, edition: Edition, made: WorkingCopy) -> None:
        alignment, text, directions = made
        folder = f"{DESKS}/{edition.job_id}/{new_id('rev')}"
        files = RevisionFiles(f"{folder}/text", f"{folder}/alignment.json", f"{folder}/directions.json", edition.retimed)
        self._blobs.put(files.text_key, text.encode("utf-8"))
        self._blobs.put(files.alignment_key, alignment_to_json(alignment).encode("utf-8"))
        self._blobs.put(files.directions_key, directions_json(directions).encode("utf-8"))
        for key in self._store.keep_files(edition.job_id, edition.rev, files):
            self._blobs.delete(key)


def as_revision(stored: StoredRevision) -> Revision:
    """The revision as `oncue.desk` knows it. Raises `DeskRefused` for ops that it does not know."""
    ops = parse_ops([dict(op) for op in stored.ops])
    return Revision(stored.n, ops, author(stored.who), stored.at_ms, stored.edit_id)


def as_retiming(stored: StoredRetiming) -> Retiming:
    """The retiming as `oncue.desk` knows it."""
    return Retiming(stored.rev, stored.words, stored.basis or "")


def author(who: Editor) -> str:
    """The name of a person as alignments have it, which is never that of the machine."""
    return who.name if who.name != MACHINE else f"{who.name} (a person)"


def _working(script: Script) -> WorkingCopy:
    text, alignment = working_copy(script)
    return alignment, text, caption_directions(script)


def _continued(script: Script, changes: DeskChanges) -> Script:
    with _sound(changes.desk):
        for stored in changes.revisions:
            script = _with_revision(script, stored)
        return script.with_retimings(_retimings(changes.retimings)) if changes.retimings else script


def _with_revision(script: Script, stored: StoredRevision) -> Script:
    if not stored.ops:
        return replace(script, rev=stored.n)
    revision = as_revision(stored)
    return apply_revision(script, revision.n, revision.ops, revision.who)


def _retimings(stored: Sequence[StoredRetiming]) -> Iterable[Retiming]:
    return [as_retiming(each) for each in stored]


@contextmanager
def _sound(desk: Desk) -> Iterator[None]:
    """A context manager for making a script of what was accepted before: a refusal means that the log is damaged."""
    try:
        yield
    except DeskRefused as error:
        _log.error("the edits of a desk cannot be made again: %s", error.detail, extra={"job": desk.job_id})
        raise DeskDamaged(
            f"The stored edits of job {desk.job_id} cannot be made again ({error.code}: {error.detail}). None is lost; the "
            "approved captions stay. Its operator must look.",
            reason=error.code,
        ) from error

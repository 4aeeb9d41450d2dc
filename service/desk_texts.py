"""The texts that a desk works on: copies of its own, so that no collection and no correction takes them away."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from oncue.desk import carried, ops_json
from oncue.desk.words import MACHINE
from oncue.jobs.blobs import Blobs
from oncue.jobs.desk_model import DESKS, Desk, DeskText, Editor, NewRevision, RevisionKind, StoredRevision
from oncue.jobs.errors import HeadMoved, NotFound
from oncue.jobs.garbage import CACHE
from oncue.jobs.ids import new_id, own_edit_id
from oncue.jobs.model import Job
from oncue.jobs.store import SqlStore
from oncue.jobs.store.desk_work import ask_to_open
from service.captions import Captions
from service.desk_scripts import DeskNow, DeskScripts
from service.editions import machine_edition

TEXT_TRIES = 20
"""How often a desk is brought to a new text because others moved it meanwhile."""


class DeskTexts:
    """Opens desks, and brings them to a text that was replaced."""

    def __init__(self, store: SqlStore, blobs: Blobs, captions: Captions, scripts: DeskScripts) -> None:
        self._store = store
        self._blobs = blobs
        self._captions = captions
        self._scripts = scripts

    def open(self, job: Job) -> Desk:
        """The desk of a job with captions, opened now where there is none.

        Raises `Refused` where the job has no captions (yet), or its files are lost; `StoreUnavailable`, `DiskFull`.
        """

        def ask(connection: Connection) -> None:
            ask_to_open(connection, job.id, self._store.now)

        if job.id in self._store.desks_of([job.id]):
            return self._store.open_again(job.id, job.tenant, ask)
        return self._store.open_desk(job.id, job.tenant, self._copied(job, 1, 0), ask)[0]

    def head(self, job: Job) -> tuple[Desk, DeskText] | None:
        """The desk and its text without its script, for two rows of the database; None where the job's text was replaced,
        and `present` is to bring the desk to it first. Raises `NotFound`, `DeskNotOpen` and `StoreUnavailable`."""
        desk, text = self._store.desk_head(job.id, job.tenant)
        return (desk, text) if _is_of(text, job) else None

    def present(self, job: Job) -> DeskNow:
        """The desk with its newest script, of the job's newest text: where that was replaced, the edits are carried over to
        it first. Raises the errors of `DeskScripts.now`, and `HeadMoved`."""
        for _ in range(TEXT_TRIES):
            now = self._scripts.now(job.id, job.tenant)
            if _is_of(now.text, job):
                return now
            job = self._store.get(job.id, job.tenant)  # it may have been read before the desk was
            if _is_of(now.text, job):
                return now
            with suppress(HeadMoved):
                self._carry(job, now)
        raise HeadMoved("The desk is being brought to a new text. Try again in a moment.")

    def _carry(self, job: Job, now: DeskNow) -> None:
        """Begins a new text with the edits that have a place in it; the others are kept with it, as left over."""
        text = self._copied(job, now.desk.generation + 1, now.desk.head + 1)
        found = carried(now.script, *self._scripts.base(text))
        before = {each.n: each for each in self._store.desk_changes(job.id, job.tenant).revisions}
        revisions = [
            _carried_revision(own_edit_id("text", text.generation, n), ops_json(made.ops), now.desk.head, before.get(origin))
            for n, (made, origin) in enumerate(zip(found.revisions, found.origins, strict=True))
        ]
        if not revisions:
            revisions = [_carried_revision(own_edit_id("text", text.generation), [], now.desk.head, None)]
        text = replace(text, left_over=[*now.text.left_over, *(lost.as_json() for lost in found.lost)])
        self._store.begin_text(job.id, job.tenant, text, revisions, expected_head=now.desk.head)

    def _copied(self, job: Job, generation: int, first_rev: int) -> DeskText:
        """The job's text and alignment in files of the desk's own, with what was heard, where that is still kept."""
        edition = machine_edition(job)
        text, alignment = self._captions.text(job, edition), self._captions.document(job, edition)
        folder = f"{DESKS}/{job.id}/{new_id('text')}"
        self._blobs.put(f"{folder}/text", text)
        self._blobs.put(f"{folder}/alignment.json", alignment)
        recognition = None
        if job.recognition_key is not None:
            with suppress(NotFound), self._blobs.local_file(f"{CACHE}/{job.audio.sha256}/{job.recognition_key}") as path:
                self._blobs.put_file(f"{folder}/recognition", path)
                recognition = f"{folder}/recognition"
        keys = f"{folder}/text", f"{folder}/alignment.json", recognition
        return DeskText(generation, first_rev, edition.alignment_key, *keys)


def _is_of(text: DeskText, job: Job) -> bool:
    """True where a desk that works on this text works on that of the job's captions."""
    return not job.has_captions or job.alignment_key == text.of_alignment_key


def _carried_revision(edit_id: str, ops: Sequence[dict[str, Any]], head: int, origin: StoredRevision | None) -> NewRevision:
    """A revision over a new text: whose and of when it was over the text before."""
    who, at_ms = (Editor(None, MACHINE), None) if origin is None else (origin.who, origin.at_ms)
    return NewRevision(RevisionKind.TEXT, ops, head, edit_id, edit_id, who, at_ms)

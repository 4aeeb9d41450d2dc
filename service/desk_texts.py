"""The texts that a desk works on: copies of its own, so that no collection and no correction takes them away."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Connection

from oncue.jobs.blobs import Blobs
from oncue.jobs.desk_model import DESKS, Desk, DeskText
from oncue.jobs.errors import NotFound
from oncue.jobs.garbage import CACHE
from oncue.jobs.ids import new_id
from oncue.jobs.model import Job
from oncue.jobs.store import SqlStore
from oncue.jobs.store.desk_work import ask_to_open
from service.captions import Captions
from service.desk_scripts import DeskNow, DeskScripts
from service.editions import machine_edition


class DeskTexts:
    """Opens desks."""

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

    def present(self, job: Job) -> DeskNow:
        """The desk with its newest script. Raises the errors of `DeskScripts.now`."""
        return self._scripts.now(job.id, job.tenant)

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

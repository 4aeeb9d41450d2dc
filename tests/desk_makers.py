"""Desks as tests make them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from oncue.jobs.desk_model import DeskText, Editor, NewRevision, RevisionKind
from oncue.jobs.model import Job
from oncue.jobs.store import SqlStore
from tests.job_makers import DONE, TENANT, claimed, new_job

ANN = Editor("key_ann", "Ann's desk")


def completed(store: SqlStore) -> Job:
    """A job with captions."""
    job = store.create(new_job())
    store.finish(claimed(store), DONE)
    return store.get(job.id, TENANT)


def desk_text(job_id: str, generation: int = 1, first_rev: int = 0, **changes: Any) -> DeskText:
    """A text that a desk works on, in files of its own."""
    folder = f"desks/{job_id}/{generation}"
    files = (f"{folder}/text", f"{folder}/alignment.json", f"{folder}/recognition")
    return replace(DeskText(generation, first_rev, DONE.alignment_key, *files), **changes)


def opened(store: SqlStore) -> str:
    """The id of a job with captions and a desk."""
    job = completed(store)
    store.open_desk(job.id, TENANT, desk_text(job.id))
    return job.id


def revision(edit_id: str, *ops: dict[str, Any], based_on: int = 0, who: Editor = ANN) -> NewRevision:
    """A revision that is sent with this edit id."""
    given = ops or ({"op": "note", "word": "w0", "text": edit_id},)
    fingerprint = hashlib.sha256(json.dumps(given).encode()).hexdigest()
    return NewRevision(RevisionKind.EDIT, given, based_on, edit_id, fingerprint, who)

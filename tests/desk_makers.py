"""Desks as tests make them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from oncue.jobs.desk_model import DeskText, Editor, NewRevision, RevisionKind
from oncue.jobs.model import Job
from oncue.jobs.store import SqlStore
from oncue.jobs.store.database import writing
from oncue.jobs.store.desk_log import add_retiming
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


def add_revisions(store: SqlStore, job_id: str, count: int = 1) -> None:
    """Adds so many revisions to a desk, each after the last."""
    for _ in range(count):
        head = store.desk(job_id, TENANT).head
        store.append_revision(job_id, TENANT, revision(f"edit-{head + 1}", based_on=head), expected_head=head)


def retime(store: SqlStore, job_id: str, rev: int) -> None:
    """Gives a word of a revision and one that came with an edit other times, as an aligner does."""
    with writing(store.engine) as connection:
        add_retiming(
            connection, job_id, rev, {"w5": (310, 540, 0.8, -0.5, 18), "a1.0": (550, 600, 0.4, None, None)}, store.now
        )

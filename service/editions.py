"""Editions: which state of a job's captions is meant. The machine's, or a revision of its desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from oncue.captions.segmentation.directions import CaptionDirections
from oncue.jobs.desk_model import DESKS
from oncue.jobs.errors import RevisionUnknown
from oncue.jobs.model import Job
from oncue.jobs.store import SqlStore
from oncue.model import Alignment
from service.captionless import ensure_captioned
from service.problems import Refused

APPROVED = "approved"
HEAD = "head"
REV_PATTERN = rf"^({APPROVED}|{HEAD}|[0-9]{{1,9}})$"
_NUMBER = re.compile(r"[0-9]{1,9}")

WorkingCopy = tuple[Alignment, str, CaptionDirections]
"""What captions are made of: an alignment, the text that it points into, and what persons want of the captions."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A state of a job's captions: revision `rev` of its desk with the times that `retimed` retimings gave it; 0 is the
    machine's.

    Two that are equal have the same captions. The keys are those of the files where `rev` is 0; else they are names.
    """

    job_id: str
    tenant: str
    rev: int
    retimed: int
    alignment_key: str
    text_key: str


Working = Callable[[Edition], WorkingCopy]


def machine_edition(job: Job) -> Edition:
    """The captions as the machine made them. Raises `Refused` where the job has none (yet)."""
    ensure_captioned(job)
    return Edition(job.id, job.tenant, 0, 0, job.alignment_key or "", job.captioned_text_key)


def edition_of(store: SqlStore, job: Job, rev: str | None) -> Edition:
    """The edition that `rev` names: "approved", "head", or a number; None: the approved one, else the machine's.

    Raises `Refused`: `not_approved`, those of a job without captions; `RevisionUnknown`; `StoreUnavailable`.
    """
    if rev is not None and _NUMBER.fullmatch(rev):
        wanted = int(rev)
        if wanted and job.id not in store.desks_of([job.id]):
            raise RevisionUnknown(f"Job {job.id} has no desk, and so no revision {wanted}; 0 is the machine's.", head=0)
    else:
        desk = store.desks_of([job.id]).get(job.id)
        if rev == HEAD:
            wanted = desk.head if desk else 0
        else:
            wanted = (desk.approved_rev if desk else None) or 0
            if rev == APPROVED and not wanted:
                ensure_captioned(job)
                raise Refused("not_approved", f"No revision of job {job.id} is approved. Approve one, or ask for rev=0.")
    if not wanted:
        return machine_edition(job)
    retimed = store.retimed_up_to(job.id, job.tenant, wanted)
    name = f"{DESKS}/{job.id}/rev-{wanted}.{retimed}"
    return Edition(job.id, job.tenant, wanted, retimed, f"{name}/alignment", f"{name}/text")

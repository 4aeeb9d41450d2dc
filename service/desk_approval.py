"""Approving a revision of a desk: its captions are checked first, and written out."""

from __future__ import annotations

from oncue.captions.check import Severity
from oncue.jobs.desk_model import Editor
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.checks import check_job
from service.context import ServiceParts
from service.editions import edition_of
from service.problems import Refused

FINDINGS_TOLD = 20


def approve(here: ServiceParts, job: Job, rev: int, despite: str | None, who: Editor) -> None:
    """Approves revision `rev`; 0 gives the machine's captions again.

    Raises `Refused`: `findings_open` while hard findings by the job's own rules are open and there is no reason to go on
    `despite` them; `RevisionUnknown`, `DeskNotOpen`, and the errors of rendering.
    """
    here.store.desk(job.id, job.tenant)
    if rev == 0:
        here.store.approve(job.id, job.tenant, 0, who, despite, 0)
        return
    edition = edition_of(here.store, job, str(rev))
    report = check_job(here.captions, job, CaptionChoices(), None, edition).report
    hard = [each for each in report.as_json()["findings"] if each["severity"] == Severity.HARD]
    if hard and despite is None:
        raise Refused(
            "findings_open",
            f"Revision {rev} has {len(hard)} hard findings. Mend them, or say in `despite` why it is right all the same.",
            hard=len(hard),
            findings=hard[:FINDINGS_TOLD],
        )
    here.desks.scripts.pin(edition)
    here.store.approve(job.id, job.tenant, rev, who, despite, len(hard))

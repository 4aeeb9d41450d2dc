"""The worklist: programmes by the minutes of review that they need to a stated quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from oncue.jobs.model import Job, State
from oncue.jobs.store import SqlStore
from service.quality_schema import Quality
from service.review_effort import ReviewEffort, review_effort
from service.schemas import WorklistQuery

WORKLIST_JOBS = 200
"""The completed jobs that the worklist looks at, newest first: their figures are read for each look."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """Programmes with the effort that each needs, in the order asked for; those `unknown`, of which that cannot be told; and
    whether there are older ones that were not looked at."""

    known: Sequence[tuple[Job, ReviewEffort]]
    unknown: Sequence[Job]
    has_more: bool

    @property
    def minutes(self) -> float:
        """What all of the known ones need together."""
        return sum(effort.minutes for _, effort in self.known)


def worklist(store: SqlStore, tenant: str, query: WorklistQuery) -> Worklist:
    """The worklist of a tenant. Raises `NotFound` for a batch that is none of the tenant's, and `StoreUnavailable`."""
    if query.batch is not None:
        store.get_batch(query.batch, tenant)
    found = store.list(tenant, state=State.COMPLETED, batch=query.batch, limit=WORKLIST_JOBS + 1)
    looked_at = [(job, _effort(job, query.quality / 100)) for job in found[:WORKLIST_JOBS]]
    known = [(job, effort) for job, effort in looked_at if effort is not None]
    known.sort(key=lambda each: each[1].minutes, reverse=query.first == "most")
    return Worklist(known, [job for job, effort in looked_at if effort is None], len(found) > WORKLIST_JOBS)


def _effort(job: Job, wanted: float) -> ReviewEffort | None:
    try:
        quality = Quality.model_validate(job.quality)
    except ValidationError:
        return None
    return review_effort(quality, wanted)

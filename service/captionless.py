"""Why a job has no captions (yet)."""

from __future__ import annotations

from oncue.jobs.model import Job, State
from service.problems import Refused


def why_not_captioned(job: Job) -> tuple[str, str]:
    """The code and the sentence that say why a job has no captions (yet); two empty strings for one that has."""
    if job.has_captions:
        return "", ""
    if job.state in (State.QUEUED, State.PROCESSING):
        return "not_finished", f"Job {job.id} is {job.state}. Wait for it: GET /v1/jobs/{job.id}?wait=30."
    if job.problem is not None and job.state is State.ERROR:
        return job.problem.code, job.problem.detail
    return str(job.state), f"Job {job.id} was cancelled. POST /v1/jobs/{job.id}/retry queues it again."


def ensure_captioned(job: Job) -> None:
    """Raises `Refused` where a job has no captions (yet), saying why."""
    code, detail = why_not_captioned(job)
    if code == "not_finished":
        raise Refused(code, detail)
    if code:
        reason = f"Job {job.id} has no captions: {code}: {detail}" if job.state is State.ERROR else detail
        raise Refused("no_captions", reason, job_status=job.state)

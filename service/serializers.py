"""Jobs and batches as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from oncue.captions.formats import FORMATS
from oncue.jobs.model import Batch, BatchCounts, BatchPage, Correction, Job, Problem, State
from service.captions import FileFacts
from service.download_names import safe_stem


def job_json(job: Job) -> dict[str, Any]:
    """A job, as `service.schemas.Job` describes it."""
    return {
        "id": job.id,
        "status": job.state.value,
        "stage": job.stage,
        "progress": round(job.progress, 4),
        "version": job.version,
        "lane": job.lane.value,
        "attempts": job.attempts,
        "created_at": moment(job.created_at_ms),
        "started_at": moment(job.started_at_ms),
        "completed_at": moment(job.completed_at_ms),
        "filename": job.audio.name,
        "language": job.language or job.options.get("language"),
        "options": dict(job.options),
        "batch": job.batch,
        "metadata": dict(job.metadata),
        "duration_ms": job.duration_ms,
        "quality": None if job.quality is None else dict(job.quality),
        "error": problem_json(job),
        "correction": None if job.correction is None else correction_json(job.id, job.correction),
        "links": links(job.id),
    }


def problem_json(job: Job) -> dict[str, Any] | None:
    """The reason why a job failed, as a problem; None where it has not failed."""
    if job.problem is None or job.state is not State.ERROR:
        return None
    return _told(job.problem)


def correction_json(job_id: str, correction: Correction) -> dict[str, Any]:
    """The latest correction of a job's text, as `service.schemas.Correction` describes it."""
    problem = None if correction.problem is None else _told(correction.problem)
    return {
        "state": correction.state.value,
        "problem": problem,
        "at": moment(correction.at_ms),
        "text": None if correction.text_key is None else f"/v1/jobs/{job_id}/correction",
    }


def _told(problem: Problem) -> dict[str, Any]:
    return {**problem.data, "code": problem.code, "detail": problem.detail}


def links(job_id: str) -> dict[str, Any]:
    """The paths of a job and of everything that belongs to it."""
    here = f"/v1/jobs/{job_id}"
    return {
        "self": here,
        "events": f"{here}/events",
        "alignment": f"{here}/alignment",
        "transcript": f"{here}/transcript",
        "captions": {suffix: f"{here}/captions.{suffix}" for suffix in FORMATS},
        "caption_files": f"{here}/captions",
        "desk": f"{here}/desk",
    }


def caption_files_json(job: Job, facts: Mapping[str, FileFacts], etags: Mapping[str, str], looks: str) -> dict[str, Any]:
    """The job's captions in each format, as `service.schemas.CaptionFiles` describes them; `looks` is the query that they
    were asked with."""
    files = [
        {
            "suffix": suffix,
            "media_type": FORMATS[suffix].media_type,
            "title": FORMATS[suffix].title,
            "use": FORMATS[suffix].use.value,
            "filename": f"{safe_stem(job.audio.name) or job.id}.{suffix}",
            "bytes": file.size_bytes,
            "etag": etags[suffix],
            "lost": lost_json(file.lost),
            "link": links(job.id)["captions"][suffix] + (f"?{looks}" if looks else ""),
        }
        for suffix, file in facts.items()
    ]
    return {"job": job.id, "files": files}


def lost_json(lost: Iterable[str]) -> list[dict[str, str]]:
    """The parts of the captions that a file cannot hold, each with its code and what to know of it."""
    parts = (sentence.partition(": ") for sentence in lost)
    return [{"code": code, "detail": detail} for code, _, detail in parts]


def batch_json(batch: Batch, batch_counts: BatchCounts) -> dict[str, Any]:
    """A batch without its jobs."""
    here = f"/v1/batches/{batch.id}"
    return {
        "id": batch.id,
        "name": batch.name,
        "metadata": dict(batch.metadata),
        "created_at": moment(batch.created_at_ms),
        "cancelled_at": moment(batch.cancelled_at_ms),
        "counts": {state.value: batch_counts.counts.get(state, 0) for state in State},
        "total": batch_counts.total,
        "progress": round(batch_counts.progress, 4),
        "links": {"self": here, "jobs": f"/v1/jobs?batch={batch.id}", "captions": f"{here}/captions.zip"},
    }


def batch_page_json(batch: Batch, batch_counts: BatchCounts, page: BatchPage, *, first: bool) -> dict[str, Any]:
    """A batch with a line for each job of `page`. Only the first of several pages says which version they are of."""
    return {
        **batch_json(batch, batch_counts),
        "items": [item_json(job) for job in page.jobs],
        "has_more": page.has_more,
        "version": page.version if first else None,
    }


def item_json(job: Job) -> dict[str, Any]:
    """A job's line in its batch."""
    return {
        "job": job.id,
        "filename": job.audio.name,
        "status": job.state.value,
        "stage": job.stage,
        "progress": round(job.progress, 4),
        "error": problem_json(job),
        "links": links(job.id),
    }


def moment(ms: int | None) -> str | None:
    """A time of milliseconds since 1970 as RFC 3339 with milliseconds, UTC; None for None."""
    if ms is None:
        return None
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

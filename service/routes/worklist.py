"""`/v1/worklist`: programmes by the minutes of review that they need."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag

from oncue.jobs.model import Job
from service.context import parts, tenant
from service.review_effort import ReviewEffort
from service.routes.responses import PROBLEM_ANSWERS
from service.schemas import WorklistQuery
from service.serializers import links, moment
from service.worklist import worklist
from service.worklist_schema import ShownWorklist

api = APIBlueprint(
    "worklist", __name__, url_prefix="/v1/worklist", abp_tags=[Tag(name="jobs")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip


@api.get("", responses={200: ShownWorklist})
def get_worklist(query: WorklistQuery) -> Response:
    """List the newest 200 programmes, of all or of a batch, by the minutes of review that they need to a stated quality."""
    found = worklist(parts().store, tenant(), query)
    return jsonify(
        {
            "quality": query.quality,
            "minutes": round(found.minutes, 2),
            "programmes": [_programme(*each) for each in found.known],
            "without_estimate": [_job(job) for job in found.unknown],
            "has_more": found.has_more,
        }
    )


def _programme(job: Job, effort: ReviewEffort) -> dict[str, Any]:
    certificate = None if effort.certificate is None else effort.certificate.model_dump(mode="json")
    return {**_job(job), "minutes": round(effort.minutes, 2), "doubts": effort.doubts, "certificate": certificate}


def _job(job: Job) -> dict[str, Any]:
    return {
        "job": job.id,
        "filename": job.audio.name,
        "batch": job.batch,
        "duration_ms": job.duration_ms,
        "completed_at": moment(job.completed_at_ms),
        "links": {name: links(job.id)[name] for name in ("self", "desk")},
    }

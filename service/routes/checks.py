"""Checks of finished jobs' captions by the rules of houses."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag

from service.check_schema import CheckOfCaptions, CheckQuery
from service.checks import check_job
from service.context import parts, tenant
from service.routes.responses import PROBLEM_ANSWERS, problems
from service.schemas import JobPath

api = APIBlueprint(
    "checks", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="captions")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip


@api.get("/<job_id>/check", responses={200: CheckOfCaptions, **problems(409)})
def get_check(path: JobPath, query: CheckQuery) -> Response:
    """What the captions break of a house's rules."""
    job = parts().store.get(path.job_id, tenant())
    return jsonify(check_job(parts().captions, job, query, query.rules))

"""What changed on a desk since its page saw it."""

from __future__ import annotations

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag

from service.context import parts, tenant
from service.desk_changes import changes_json
from service.desk_schema import ChangesQuery, DeskSplices, looks_of
from service.routes.responses import PROBLEM_ANSWERS, problems
from service.schemas import JobPath

api = APIBlueprint(
    "desk_changes", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="desk")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip


@api.get("/<job_id>/desk/changes", responses={200: DeskSplices, **problems(409)})
def get_desk_changes(path: JobPath, query: ChangesQuery) -> Response:
    """Only what changed since a revision, edits and new times: without what is made of the whole programme."""
    job, here = parts().store.get(path.job_id, tenant()), parts()
    now = here.desks.texts.present(job)
    choices = looks_of(query.profile)
    return jsonify(changes_json(here, job, now, (query.since, query.retimed), choices))

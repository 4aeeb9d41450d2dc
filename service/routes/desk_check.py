"""`/v1/jobs/{id}/desk/check` and `/fix`: what the captions of a desk break of a house's rules, and mending it as an edit."""

from __future__ import annotations

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, Tag

from service.check_answers import job_report, negotiated, wants_page
from service.check_schema import CheckQuery
from service.checks import check_job
from service.conditional import revision_named
from service.context import parts, tenant
from service.desk_fixes import WHY_LEFT, check_json, save_fixes
from service.desk_json import saved_json
from service.desk_schema import DeskCheck, FixedDesk, FixQuery, NewFix, looks_of
from service.editions import HEAD, edition_of
from service.editor import editor, sender
from service.routes.desk import IF_MATCH
from service.routes.responses import PROBLEM_ANSWERS, problems
from service.schemas import JobPath

api = APIBlueprint(
    "desk_check", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="desk")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip


@api.get("/<job_id>/desk/check", responses={200: DeskCheck, **problems(409)})
def get_desk_check(path: JobPath, query: CheckQuery) -> Response:
    """What the captions of the newest revision break of a house's rules, and what of it `POST .../desk/fix` mends."""
    here = parts()
    job = here.store.get(path.job_id, tenant())
    here.store.desk(job.id, job.tenant)
    edition = edition_of(here.store, job, query.rev or HEAD)
    found = check_job(here.captions, job, query, query.rules, edition)
    if wants_page(request, query.format):
        return job_report(found.report, job.id, as_page=True)
    return negotiated(jsonify(check_json(job.id, edition.rev, found)))


@api.post(
    "/<job_id>/desk/fix",
    responses={200: FixedDesk, **problems(409, 412, 428)},
    openapi_extensions={"parameters": [IF_MATCH]},
)
def post_fix(path: JobPath, query: FixQuery, body: NewFix) -> Response:
    """Mend findings of the check as an edit: line breaks and times, never words."""
    here, seen = parts(), revision_named(request)
    job = here.store.get(path.job_id, tenant())
    choices = looks_of(query.profile)
    given = seen, body.edit_id, sender(query.tab)
    fixes = save_fixes(here, job, body.findings, given, (choices, query.rules), editor())
    saved = saved_json(here, job, fixes.edited, (seen, query.retimed), choices)
    left = [{"id": name, "code": code, "detail": WHY_LEFT[code]} for name, code in fixes.left.items()]
    answer = jsonify({**saved, "fixed": list(fixes.mended), "left": left})
    answer.set_etag(str(saved["rev"]))
    return answer

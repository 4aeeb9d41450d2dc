"""Checks of captions by the rules of houses: of finished jobs', and of files that are sent for it."""

from __future__ import annotations

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag

from oncue.captions.formats import READ_ENDINGS
from service.check_answers import file_report, job_report, wants_page
from service.check_form import CHECK, HOUSE_RULES, OPTIONS, read_check_form
from service.check_schema import CheckOfCaptions, CheckOfFile, CheckQuery, FileCheckQuery
from service.checks import check_file, check_job
from service.context import parts, tenant
from service.editions import edition_of
from service.form_parts import CAPTIONS
from service.routes.responses import PROBLEM_ANSWERS, problems
from service.schemas import JobPath

api = APIBlueprint(
    "checks", __name__, url_prefix="/v1", abp_tags=[Tag(name="captions")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

_STRING = {"type": "string"}
_BINARY = {"type": "string", "format": "binary"}
_OTHER_NAMES = " or ".join(f"`{name}`" for name in CHECK.names_of(CAPTIONS)[1:])
_FORM = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": [CAPTIONS],
                "additionalProperties": False,
                "properties": {
                    CAPTIONS: {
                        **_BINARY,
                        "description": f"The caption file: {', '.join(READ_ENDINGS)}. May be called {_OTHER_NAMES}.",
                    },
                    HOUSE_RULES: {**_BINARY, "description": "A house's own rules, TOML; with `rules`, both are kept to."},
                    OPTIONS: {**_STRING, "description": "A JSON object with parameters of the query."},
                    **{
                        each.alias or name: {**_STRING, "description": "As in the query."}
                        for name, each in FileCheckQuery.model_fields.items()
                    },
                },
            }
        }
    },
}


@api.get("/jobs/<job_id>/check", responses={200: CheckOfCaptions, **problems(409)})
def get_check(path: JobPath, query: CheckQuery) -> Response:
    """What the captions break of a house's rules."""
    job = parts().store.get(path.job_id, tenant())
    edition = edition_of(parts().store, job, query.rev)
    found = check_job(parts().captions, job, query, query.rules, edition)
    return job_report(found.report, job.id, as_page=wants_page(request, query.format))


@api.post("/check", responses={200: CheckOfFile}, openapi_extensions={"requestBody": _FORM})
def post_check(query: FileCheckQuery) -> Response:
    """What the captions in a file break of a house's rules, or the file mended. Nothing is kept of it."""
    form = read_check_form(request, parts().submissions.limits)
    as_page = wants_page(request, form.chosen.format)
    return file_report(form, check_file(parts().checks, form, as_page=as_page), as_page=as_page)

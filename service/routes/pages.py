"""The pages for people: the form for new captions. All of them work without scripting, and better with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from oncue.alignment.coverage_warnings import clock
from oncue.errors import OncueError
from oncue.options.recognition import CHANNELS
from oncue.progress import Stage, stage_label
from oncue.text.language_tags import language_name
from oncue.text.languages import LANGUAGES
from oncue.transcript.file_types import CAPTION_SUFFIXES, DATA_SUFFIXES, TEXT_SUFFIXES, type_names
from service.context import parts, tenant
from service.failure_titles import failure_title
from service.keys import key_in_use, session_token
from service.page_figures import as_duration, as_minute, as_percent
from service.page_form import GROUPS, submission_page, typed
from service.page_queries import FormQuery, asking
from service.problems import PROBLEMS
from service.serializers import job_json

blueprint = Blueprint("pages", __name__, template_folder="../templates", static_folder="../static")
_FILTERS: Mapping[str, Callable[..., str]] = {
    "clock": clock,
    "stage_label": stage_label,
    "failure_title": failure_title,
    "duration": as_duration,
    "minute": as_minute,
    "percent": as_percent,
}
for _name, _filter in _FILTERS.items():
    blueprint.add_app_template_filter(_filter, _name)

_SUFFIXES = (*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES)
RECENT = 10


@blueprint.app_context_processor
def session_of_the_page() -> dict[str, Any]:
    """What every page says of who looks at it, and sends back with its forms."""

    def signed_in_as() -> str:
        key = key_in_use()
        return key.name if key else ""

    return {"csrf_token": session_token, "signed_in_as": signed_in_as, "stages": list(Stage)}


@blueprint.get("/")
@asking(FormQuery)
def upload_form(query: FormQuery) -> str:
    """The form, and the latest jobs."""
    return _form({"batch": query.batch} if query.batch else {})


@blueprint.post("/")
def upload() -> AnyResponse | tuple[str, int]:
    """Takes the form. A mistake is shown above it and beside its field, and what was typed stays.

    A script that asks for JSON gets the job, or the problem.
    """
    form = submission_page()
    try:
        job = parts().submissions.submit(request, tenant(), form).job
    except OncueError as error:
        if request.accept_mimetypes.best == "application/json":
            if wrong := wrong_parts(error):
                error.data["errors"] = [{"part": part, "message": message} for part, message in wrong.items()]
            raise
        status, title = PROBLEMS.get(error.code, PROBLEMS["internal_error"])
        return _form(typed(form), title=title, error=error), status
    if request.accept_mimetypes.best == "application/json":
        return jsonify(job_json(job)), 202  # type: ignore[return-value]
    return redirect(f"/jobs/{job.id}", 303)


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The pages' icon, for browsers that ask for it by its old name."""
    return blueprint.send_static_file("favicon.svg")


def wrong_parts(error: OncueError | None) -> dict[str, str]:
    """What is wrong with each field that an error names, by the field's name."""
    if error is None:
        return {}
    errors = error.data.get("errors")
    named = {each["part"]: each["message"] for each in errors} if isinstance(errors, list) else {}
    if isinstance(option := error.data.get("option"), str):
        named.setdefault(option, error.detail)
    if error.code in ("language_unknown", "language_unsupported"):
        named.setdefault("language", error.detail)
    return named


def _form(kept: Mapping[str, str], title: str = "", error: OncueError | None = None) -> str:
    recent = [job_json(job) for job in parts().store.list(tenant(), limit=RECENT)]
    batch = parts().store.get_batch(kept["batch"], tenant()) if kept.get("batch") and error is None else None
    wrong = wrong_parts(error)
    return render_template(
        "upload.html",
        title=title,
        detail=error.detail if error else "",
        kept=kept,
        wrong=wrong,
        opened={heading for heading, group in GROUPS.items() if any(kept.get(name) or name in wrong for name in group)},
        groups=GROUPS,
        batch=batch,
        languages=sorted(language_name(code) for code in LANGUAGES),
        channels=CHANNELS,
        suffixes=_SUFFIXES,
        types=type_names(),
        recent=recent,
    )

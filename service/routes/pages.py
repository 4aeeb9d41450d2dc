"""The pages for people: an upload form, and a job's page. Both work without scripting."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from oncue.alignment.coverage_warnings import clock
from oncue.alignment.ledger import REASONS
from oncue.captions.formats import formats_by_use
from oncue.errors import OncueError
from oncue.jobs.options import CaptionChoices
from oncue.options.recognition import CHANNELS
from oncue.progress import stage_label
from oncue.transcript.file_types import CAPTION_SUFFIXES, DATA_SUFFIXES, TEXT_SUFFIXES, type_names
from service.context import parts, tenant
from service.editions import edition_of
from service.problems import PROBLEMS
from service.quality_schema import Ledger, Quality
from service.routes.captions import caption_files
from service.serializers import job_json

blueprint = Blueprint("pages", __name__, template_folder="../templates", static_folder="../static")
blueprint.add_app_template_filter(clock, "clock")
blueprint.add_app_template_filter(stage_label, "stage_label")

_SUFFIXES = (*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES)
RECENT = 10


@blueprint.get("/")
def upload_form() -> str:
    """The form, and the latest jobs."""
    return _form()


@blueprint.post("/")
def upload() -> AnyResponse | tuple[str, int]:
    """Takes the form. A mistake is shown above it."""
    try:
        job = parts().submissions.submit(request, tenant()).job
    except OncueError as error:
        status, title = PROBLEMS.get(error.code, PROBLEMS["internal_error"])
        return _form(title=title, detail=error.detail), status
    return redirect(f"/jobs/{job.id}", 303)


@blueprint.get("/jobs/<job_id>")
def job_page(job_id: str) -> Response:
    """A job's page, which asks again by itself until the job has ended."""
    job = parts().store.get(job_id, tenant())
    shown = job_json(job)
    page = render_template(
        "job.html",
        job=shown,
        quality=_figures(shown["quality"]),
        ledger=_ledger(shown["error"]),
        has_captions=job.has_captions,
        uses=formats_by_use(),
        reasons=REASONS,
        final=job.is_final,
    )
    # A reload takes the keyboard's place on the page away: not every other second from somebody who reads the captions.
    refresh = {"Refresh": "10" if job.has_captions else "2"}
    return Response(page, mimetype="text/html", headers={} if job.is_final else refresh)


@blueprint.get("/jobs/<job_id>/captions")
def caption_page(job_id: str) -> str:
    """A job's caption files, and what each cannot hold. Its own page, as all of them have to be written for it."""
    job = parts().store.get(job_id, tenant())
    files = {
        file["suffix"]: file for file in caption_files(job, CaptionChoices(), edition_of(parts().store, job, None))["files"]
    }
    uses = {use: [files[format.suffix] for format in formats] for use, formats in formats_by_use().items()}
    return render_template("captions.html", job=job_json(job), uses=uses)


@blueprint.post("/jobs/<job_id>/cancel")
def cancel(job_id: str) -> AnyResponse:
    """Cancels the job, for the page's button."""
    parts().store.cancel(job_id, tenant())
    return redirect(f"/jobs/{job_id}", 303)


@blueprint.post("/jobs/<job_id>/retry")
def retry(job_id: str) -> AnyResponse:
    """Queues the job again, for the page's button."""
    job = parts().store.retry(job_id, tenant())
    parts().enqueue(job.id)
    return redirect(f"/jobs/{job_id}", 303)


def _figures(quality: dict[str, Any] | None) -> Quality | None:
    """The figures of a job's quality; None where what the database says of it cannot be shown."""
    try:
        return Quality.model_validate(quality)
    except ValidationError:
        return None


def _ledger(problem: dict[str, Any] | None) -> Ledger | None:
    """The ledger of a job that failed; None where it has none."""
    try:
        return Ledger.model_validate((problem or {}).get("ledger"))
    except ValidationError:
        return None


def _form(title: str = "", detail: str = "") -> str:
    recent = [job_json(job) for job in parts().store.list(tenant(), limit=RECENT)]
    shown = {"recent": recent, "suffixes": _SUFFIXES, "types": type_names(), "channels": CHANNELS}
    return render_template("upload.html", title=title, detail=detail, **shown)

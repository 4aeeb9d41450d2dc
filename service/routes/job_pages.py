"""A job's pages: how far it is, what came of it, its caption files, and its text to be corrected."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import redirect, render_template, request
from pydantic import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from oncue.alignment.ledger import REASONS
from oncue.captions.formats import formats_by_use
from oncue.errors import OncueError
from oncue.jobs.errors import NotFound
from oncue.jobs.model import Job, State
from oncue.jobs.options import CaptionChoices
from oncue.transcript.file_types import CAPTION_SUFFIXES, DATA_SUFFIXES, TEXT_SUFFIXES
from service.context import parts, tenant
from service.corrected_text import corrected_text
from service.editions import edition_of
from service.failure_titles import MENDED_BY_TEXT
from service.form_parts import PASTED
from service.page_form import correction_page, typed
from service.page_queries import CorrectionQuery, asking
from service.problems import PROBLEMS, Refused
from service.quality_schema import Ledger, Quality
from service.review_effort import QUALITY_ASKED, review_effort
from service.routes.captions import caption_files
from service.routes.pages import blueprint, wrong_parts
from service.serializers import job_json


@blueprint.get("/jobs/<job_id>")
def job_page(job_id: str) -> str:
    """A job's page, whose script follows the job until it has ended; without one it loads itself again."""
    return _page(parts().store.get(job_id, tenant()))


@blueprint.get("/jobs/<job_id>/captions")
def caption_page(job_id: str) -> str:
    """A job's caption files, and what each cannot hold. Its own page, as all of them have to be written for it."""
    job = parts().store.get(job_id, tenant())
    files = {
        file["suffix"]: file for file in caption_files(job, CaptionChoices(), edition_of(parts().store, job, None))["files"]
    }
    uses = {use: [files[format.suffix] for format in formats] for use, formats in formats_by_use().items()}
    return render_template("captions.html", job=job_json(job), uses=uses)


@blueprint.get("/jobs/<job_id>/correct")
@asking(CorrectionQuery)
def correct_form(job_id: str, query: CorrectionQuery) -> str:
    """The job's text, to be corrected: the one that was sent last, also where it failed. `of=captions` asks for that of the
    captions."""
    job = parts().store.get(job_id, tenant())
    sent = None if query.of else _sent(job)
    return _correction(job, _text(job) if sent is None else sent, sent=sent is not None)


@blueprint.post("/jobs/<job_id>/correct")
def correct(job_id: str) -> AnyResponse | tuple[str, int]:
    """Aligns the corrected text. What cannot be taken is shown again with the reason."""
    job = parts().store.get(job_id, tenant())
    form = correction_page()
    try:
        parts().submissions.replace_transcript(request, job, form)
    except OncueError as error:
        status, title = PROBLEMS.get(error.code, PROBLEMS["internal_error"])
        text = typed(form).get(PASTED) or _text(job)
        return _correction(job, text, title=title, error=error, sent=True), status
    return redirect(f"/jobs/{job_id}", 303)


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


def _page(job: Job) -> str:
    shown = job_json(job)
    quality = _figures(shown["quality"])
    problem = shown["error"] or {}
    text = _text(job) if problem.get("code") in MENDED_BY_TEXT else None
    corrected = job.correction if job.state is State.COMPLETED else None
    if corrected is not None and corrected.problem is not None and corrected.problem.code in MENDED_BY_TEXT:
        text = _sent(job)
    return render_template(
        "job.html",
        job=shown,
        quality=quality,
        effort=None if quality is None else review_effort(quality, QUALITY_ASKED),
        asked=QUALITY_ASKED,
        ledger=_ledger(problem),
        has_captions=job.has_captions,
        uses=formats_by_use(),
        reasons=REASONS,
        final=job.is_final,
        asked_to_cancel=job.cancel_requested and not job.is_final,
        text=text,
        text_name="" if corrected else job.transcript.name,
        title="",
        detail="",
        wrong={},
        suffixes=(*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES),
    )


def _correction(job: Job, text: str, title: str = "", error: OncueError | None = None, *, sent: bool = False) -> str:
    """`sent`: the text is one that was sent, and not that of the captions."""
    return render_template(
        "correction.html",
        job=job_json(job),
        final=job.is_final,
        text=text,
        text_name="" if sent else job.transcript.name,
        sent=sent and not title,
        title=title,
        detail=error.detail if error else "",
        wrong=wrong_parts(error),
        suffixes=(*TEXT_SUFFIXES, *CAPTION_SUFFIXES, *DATA_SUFFIXES),
    )


def _text(job: Job) -> str:
    """The text that the job has; empty where it is lost."""
    with suppress(Refused, NotFound):
        return parts().captions.text(job).decode("utf-8", "replace")
    return ""


def _sent(job: Job) -> str | None:
    """The corrected text that has no captions; None where there is none, or it is lost."""
    with suppress(Refused):
        found = corrected_text(parts().blobs, job)
        return None if found is None else found.decode("utf-8", "replace")
    return None


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

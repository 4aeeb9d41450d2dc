"""Captions and alignments of finished jobs, with ETags: a player that has them already is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, Tag

from oncue.captions.formats import FORMATS
from oncue.jobs.model import Job
from oncue.jobs.options import CaptionChoices
from service.conditional import is_known
from service.context import parts, tenant
from service.download_names import content_disposition
from service.editions import Edition, edition_of
from service.routes.responses import PROBLEM_ANSWERS, ResponseDict, file, problems
from service.schemas import CaptionFiles, CaptionsPath, CaptionsQuery, JobPath, RevQuery
from service.serializers import caption_files_json

api = APIBlueprint(
    "captions", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="captions")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

_NOT_MODIFIED: ResponseDict = {304: {"description": "Not changed since the ETag in If-None-Match."}}


@api.get(
    "/<job_id>/captions.<suffix>",
    responses={
        200: file("The captions.", *(each.media_type for each in FORMATS.values())),
        **_NOT_MODIFIED,
        **problems(409, 412),
    },
)
def get_captions(path: CaptionsPath, query: CaptionsQuery) -> Response:
    """The captions in a format."""
    job = parts().store.get(path.job_id, tenant())
    return _captions(job, path.suffix, query, edition_of(parts().store, job, query.rev))


@api.get("/<job_id>/captions", responses={200: CaptionFiles, **problems(409)})
def list_captions(path: JobPath, query: CaptionsQuery) -> Response:
    """The caption files of a job, one in each format: their names and sizes, and what each cannot hold."""
    job = parts().store.get(path.job_id, tenant())
    return jsonify(caption_files(job, query, edition_of(parts().store, job, query.rev)))


@api.get(
    "/<job_id>/alignment",
    responses={
        200: file("The alignment, of the schema that it names.", "application/json"),
        **_NOT_MODIFIED,
        **problems(409, 412),
    },
)
def get_alignment(path: JobPath, query: RevQuery) -> Response:
    """Every word with its place in the text, its times and a confidence."""
    job = parts().store.get(path.job_id, tenant())
    edition = edition_of(parts().store, job, query.rev)
    etag = edition.alignment_key.replace("/", "-")
    answer = _conditional(etag, "application/json", lambda: parts().captions.document(job, edition))
    named = content_disposition(job.audio.name, "alignment.json", otherwise=job.id, inline=True)
    answer.headers["Content-Disposition"] = named
    return answer


def caption_files(job: Job, choices: CaptionChoices, edition: Edition) -> dict[str, Any]:
    """The caption files of an edition with these choices, as `CaptionFiles` describes them. Raises the errors of
    rendering."""
    facts = {suffix: parts().captions.facts(job, suffix, choices, edition) for suffix in FORMATS}
    etags = {suffix: parts().captions.etag(job, suffix, choices, edition) for suffix in FORMATS}
    return caption_files_json(job, facts, etags, request.query_string.decode("ascii", "replace"))


def _captions(job: Job, suffix: str, choices: CaptionChoices, edition: Edition) -> Response:
    here = parts().captions
    etag = here.etag(job, suffix, choices, edition)
    answer = _conditional(etag, FORMATS[suffix].media_type, lambda: here.render(job, suffix, choices, edition).data)
    answer.headers["Content-Disposition"] = content_disposition(job.audio.name, suffix, otherwise=job.id)
    return answer


def _conditional(etag: str, media_type: str, content: Callable[[], bytes]) -> Response:
    """The answer with the content, which is made only where the client does not have it."""
    answer = Response(status=304) if is_known(request, etag) else Response(content(), mimetype=media_type)
    answer.set_etag(etag)
    return answer

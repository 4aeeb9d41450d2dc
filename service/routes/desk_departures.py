"""`/v1/jobs/{id}/desk/departures`: what captions say otherwise than the published text, as files and as JSON."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, Tag

from service.conditional import is_known
from service.context import parts, tenant
from service.departures_schema import DepartureFilePath, DeparturesQuery, ShownDepartures, departures_json
from service.desk_departures import DEPARTURE_FILES, known_suffix
from service.download_names import content_disposition
from service.routes.responses import PROBLEM_ANSWERS, ResponseDict, file, problems
from service.schemas import JobPath

api = APIBlueprint(
    "desk_departures", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="desk")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

_NOT_MODIFIED: ResponseDict = {304: {"description": "Not changed since the ETag in If-None-Match."}}


@api.get(
    "/<job_id>/desk/departures.json", responses={200: ShownDepartures, **_NOT_MODIFIED, **problems(409, 412)}
)  # fmt: skip
def get_departures(path: JobPath, query: DeparturesQuery) -> Response:
    """What the captions say otherwise than the published text, with who made it so, why and when."""
    job, here = parts().store.get(path.job_id, tenant()), parts().desks.departures
    meant = here.meant(job, query.rev)

    def content() -> Response:
        return jsonify(departures_json(job.id, here.of(meant), approved=meant.approved))

    return _conditional(here.etag(job, meant, "json"), content)


@api.get(
    "/<job_id>/desk/departures.<suffix>",
    responses={
        200: file(
            "The departures: a page to print, a table, the text with tracked changes, or JSON.",
            *DEPARTURE_FILES.values(),
            "application/json",
        ),
        **_NOT_MODIFIED,
        **problems(409, 412),
    },
)
def get_departures_file(path: DepartureFilePath, query: DeparturesQuery) -> Response:
    """The same as a file: a page to print, a table for spreadsheets, or a Word document with tracked changes."""
    suffix = known_suffix(path.suffix)
    job, here = parts().store.get(path.job_id, tenant()), parts().desks.departures
    meant = here.meant(job, query.rev)
    etag = here.etag(job, meant, suffix)
    answer = _conditional(etag, lambda: Response(here.write(job, meant, suffix), mimetype=DEPARTURE_FILES[suffix]))
    named = content_disposition(job.audio.name, f"departures.{suffix}", otherwise=job.id)
    answer.headers["Content-Disposition"] = named
    return answer


def _conditional(etag: str, content: Callable[[], Response]) -> Response:
    """The answer, which is made only where the client does not have it."""
    answer = Response(status=304) if is_known(request, etag) else content()
    answer.set_etag(etag)
    return answer

"""Server-sent events: each change of a job as it happens, until it has ended."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag

from oncue.jobs.errors import JobsError, NotFound
from oncue.jobs.model import Job
from service.context import ServiceParts, parts, tenant
from service.keys import key_check
from service.problems import Refused
from service.routes.responses import PROBLEM_ANSWERS, file
from service.schemas import JobPath
from service.serializers import job_json

api = APIBlueprint(
    "events", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="jobs")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

KEEP_ALIVE_S = 15.0
RECONNECT_MS = 3000
ASK_AGAIN_S = 1.0
"""Seconds until the database is asked again after it did not answer."""


@api.get(
    "/<job_id>/events",
    responses={
        200: file("A stream of `job` events.", "text/event-stream"),
        204: {"description": "The job has ended, and the client has its last event."},
    },
)
def get_events(path: JobPath) -> Response:
    """Follow a job: an event `job` with the whole job for each change. Where too many listen, one, and the stream ends.

    It also ends, within 5 seconds, with the API key that it was opened with. `Last-Event-ID` resumes it: what the client has
    is not sent again, and 204 says that nothing more will come.
    """
    job = parts().store.get(path.job_id, tenant())
    seen = request.headers.get("Last-Event-ID", "") == str(job.version)
    if seen and job.is_final:
        return Response(status=204)  # a browser that connects again after the end is told to stop
    answer = Response(_stream(parts(), job, key_check(), seen=seen), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _stream(here: ServiceParts, job: Job, ensure_key: Callable[[], None], *, seen: bool) -> Iterator[str]:
    with suppress(Refused):  # its key has ended, and it with it
        yield from _events(here, job, ensure_key, seen=seen)


def _events(here: ServiceParts, job: Job, ensure_key: Callable[[], None], *, seen: bool) -> Iterator[str]:
    yield f"retry: {RECONNECT_MS}\n\n"
    if not seen:
        yield _event(job)
    with here.watcher.place() as may_wait:
        while may_wait and not job.is_final and not here.watcher.closed:
            if not here.watcher.wait(job.id, job.version, KEEP_ALIVE_S, ensure_key):
                yield ": still there\n\n"
                continue
            try:
                job = here.store.get(job.id, job.tenant)
            except NotFound:
                yield "event: deleted\ndata: {}\n\n"
                return
            except JobsError:
                time.sleep(ASK_AGAIN_S)
                continue
            yield _event(job)


def _event(job: Job) -> str:
    return f"event: job\nid: {job.version}\ndata: {json.dumps(job_json(job))}\n\n"

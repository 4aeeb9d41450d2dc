"""Server-sent events of a desk: its revisions, new times and approvals as they come, and who has it open."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from flask import Response
from flask_openapi3 import APIBlueprint, Tag
from pydantic import Field

from oncue.jobs.errors import JobsError, NotFound
from oncue.jobs.ids import new_id
from oncue.jobs.model import Job
from service.context import ServiceParts, parts, tenant
from service.desk_schema import TAB
from service.editor import editor
from service.keys import key_check
from service.problems import Refused
from service.routes.events import KEEP_ALIVE_S, RECONNECT_MS
from service.routes.responses import PROBLEM_ANSWERS, file, problems
from service.schemas import JobPath, Query

api = APIBlueprint(
    "desk_events", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="desk")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip

LOOK_EVERY_S = 0.25
"""Seconds between two looks at the desk: others' edits are seen in half of that on average, for one row of a table."""
LOOK_SOON_S = 0.08
"""While times are on their way, which somebody waits for: they were told an eighth of a second later otherwise."""

SOON_FOR_S = 4.0
"""Seconds after a change for which it is looked so often: times that need longer are told with the next usual look."""

KEY_EVERY_S = 2.0


class DeskEventsQuery(Query):
    """Who listens."""

    tab: str = Field("", pattern=TAB, description="An id of your own: your entry has `me`.")


@api.get("/<job_id>/desk/events", responses={200: file("A stream of events.", "text/event-stream"), **problems(409)})
def get_desk_events(path: JobPath, query: DeskEventsQuery) -> Response:
    """Follow a desk: `rev`, `retimed`, `timed`, `estimated` (no times are looked for any more, and some were not found),
    `approved` and `present` at once, and again with each change.

    Where too many listen, one event, and the stream ends. It also ends with the API key that it was opened with.
    """
    job = parts().store.get(path.job_id, tenant())
    first = _state(parts(), job)  # a desk that is not open is refused before the stream begins
    answer = Response(
        _stream(parts(), job, first, query.tab or new_id("tab"), editor().name, key_check()), mimetype="text/event-stream"
    )
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _stream(
    here: ServiceParts, job: Job, first: dict[str, Any], tab: str, who: str, ensure_key: Callable[[], None]
) -> Iterator[str]:
    yield f"retry: {RECONNECT_MS}\n\n"
    with suppress(Refused), here.watcher.place() as may_stay, here.presence.at(job.id, tab, who):
        yield _event(here, job, first, tab)
        if may_stay:
            yield from _changes(here, job, tab, ensure_key)


def _changes(here: ServiceParts, job: Job, tab: str, ensure_key: Callable[[], None]) -> Iterator[str]:
    told, soon_until = "", 0.0
    said_at = key_at = time.monotonic()
    while not here.watcher.closed:
        now = time.monotonic()
        if now - key_at >= KEY_EVERY_S:
            ensure_key()
            key_at = now
        try:
            state = _state(here, job)
            event = _event(here, job, state, tab)
        except NotFound:
            yield "event: deleted\ndata: {}\n\n"
            return
        except JobsError:
            event = told  # a database that is away for a moment ends nothing
        if event != told:
            told, said_at = event, now
            soon_until = now + SOON_FOR_S if not state["timed"] else now
            yield event
        elif now - said_at >= KEEP_ALIVE_S:
            said_at = now
            yield ": still there\n\n"
        time.sleep(LOOK_SOON_S if now < soon_until else LOOK_EVERY_S)


def _state(here: ServiceParts, job: Job) -> dict[str, Any]:
    desk, timing = here.store.desk(job.id, job.tenant), here.store.timing(job.id)
    return {
        "rev": desk.head,
        "retimed": desk.retimed,
        "timed": not timing.waiting and not timing.failed,
        "estimated": bool(timing.failed) and not timing.waiting,
        "approved": desk.approved_rev,
        "state": desk.state.value,
    }


def _event(here: ServiceParts, job: Job, state: dict[str, Any], tab: str) -> str:
    present = [{"who": who, "me": one == tab} for one, who in sorted(here.presence.of(job.id).items())]
    return f"data: {json.dumps({**state, 'present': present})}\n\n"

"""The sound of a desk, to be listened to and to be drawn."""

from __future__ import annotations

from functools import partial

from flask import Response, request
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field

from oncue.jobs.desk_model import Desk, DeskState
from oncue.jobs.desk_work import DeskTask
from oncue.jobs.errors import NotFound
from oncue.jobs.peaks import PER_SECOND, read_peaks
from service.byte_ranges import ranged
from service.conditional import is_known
from service.context import parts, tenant
from service.problems import Refused
from service.refusals import wrong
from service.routes.responses import PROBLEM_ANSWERS, file, problems
from service.schemas import JobPath

MOST_PEAKS = 500_000
"""Most pairs in one answer: twelve hours at ten a second."""

api = APIBlueprint(
    "desk_sound", __name__, url_prefix="/v1/jobs", abp_tags=[Tag(name="desk")], abp_responses=PROBLEM_ANSWERS,
    abp_security=[{}, {"key": []}],
)  # fmt: skip


class PeaksQuery(BaseModel):
    """The part of the recording to be drawn, and how finely."""

    from_ms: int = Field(0, alias="from", ge=0, le=10**9, description="Its beginning, in milliseconds.")
    to_ms: int | None = Field(None, alias="to", ge=0, le=10**9, description="Its end; else the recording's.")
    per_second: int = Field(
        PER_SECOND[0], description=f"Pairs a second: {', '.join(map(str, PER_SECOND[:-1]))} or {PER_SECOND[-1]}."
    )


@api.get(
    "/<job_id>/desk/audio",
    responses={
        200: file("What is listened to, whole.", "audio/flac", "audio/webm"),
        206: file("The range that `Range` names.", "audio/flac", "audio/webm"),
        304: {"description": "Not changed since the ETag in If-None-Match."},
        **problems(409, 412, 416),
    },
)
def get_desk_audio(path: JobPath) -> Response:
    """The recording as it was aligned, mono at 16 kHz, on the clock of the captions."""
    desk = parts().store.desk(path.job_id, tenant())
    key = _there(desk, desk.audio_key)
    blob = parts().blobs.look(key)
    if blob is None:
        raise _missing_file(desk)
    parts().store.use_desk(path.job_id)
    return ranged(request, parts().blobs, key, blob.bytes, desk.audio_type or "audio/flac", _etag(key))


@api.get(
    "/<job_id>/desk/peaks",
    responses={
        200: file("Pairs of signed octets, lowest and highest, one for each step.", "application/octet-stream"),
        304: {"description": "Not changed since the ETag in If-None-Match."},
        **problems(409, 412),
    },
)
def get_desk_peaks(path: JobPath, query: PeaksQuery) -> Response:
    """The recording's peaks, to draw its wave, from the pair that holds `from` on."""
    desk = parts().store.desk(path.job_id, tenant())
    key = _there(desk, desk.peaks_key)
    to_ms = min(desk.duration_ms or 0, 10**9 if query.to_ms is None else query.to_ms)
    _check(query, to_ms)
    etag = f"{_etag(key)}-{query.from_ms}-{to_ms}-{query.per_second}"
    if is_known(request, etag):
        answer = Response(status=304)
    else:
        try:
            pairs = read_peaks(partial(parts().blobs.read_range, key), query.per_second, query.from_ms, to_ms)
        except NotFound:
            raise _missing_file(desk) from None
        answer = Response(pairs, mimetype="application/octet-stream")
        parts().store.use_desk(path.job_id)
    answer.set_etag(etag)
    answer.cache_control.private = True
    answer.cache_control.max_age = 3600
    return answer


def _check(query: PeaksQuery, to_ms: int) -> None:
    """Raises `Refused` for what is no part of a recording."""
    if query.per_second not in PER_SECOND:
        raise wrong("per_second", f"there are {', '.join(map(str, PER_SECOND))} pairs a second. Choose one of these.")
    if query.to_ms is not None and query.to_ms < query.from_ms:
        raise wrong("to", f"it is before `from`, {query.from_ms}. Give a later time.")
    if (to_ms - query.from_ms) * query.per_second > 1000 * MOST_PEAKS:
        raise wrong("to", f"that is more than {MOST_PEAKS} pairs. Ask for less at a time, or for fewer a second.")


def _there(desk: Desk, key: str | None) -> str:
    """The key of a file of the desk's sound. Raises `Refused` where there is none."""
    if key is not None:
        return key
    if desk.state is DeskState.FAILED:
        told = desk.problem or {}
        why = told.get("detail") or "The log of the aligner says why."
        raise Refused("desk_sound_missing", f"The sound of the desk could not be made: {why}", state=desk.state.value)
    waits = (
        "" if parts().store.live_aligners(DeskTask.OPEN) else " No aligner runs: its operator must start `oncue aligner`."
    )
    detail = f"The sound of the desk is being made; POST to /v1/jobs/{desk.job_id}/desk tells when it is there.{waits}"
    raise Refused("desk_sound_missing", detail, state=desk.state.value)


def _missing_file(desk: Desk) -> Refused:
    """Has the sound made anew, as its file is gone."""
    parts().store.forget_desk_sound(desk.job_id)
    return Refused("desk_sound_missing", "The sound of the desk was lost, and is made anew. Ask again in a while.")


def _etag(key: str) -> str:
    return key.replace("/", "-")

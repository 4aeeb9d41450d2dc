"""For those who run the service: is it alive, can it take jobs, and what it is doing."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from jobs.errors import JobsError
from jobs.reaping import BEAT
from service.metrics import exposition
from service.parts import parts

blueprint = Blueprint("operations", __name__)

REAPER_INTERVALS = 6
"""A reaper that was silent for so many of its intervals is not there."""

REAPER_PATIENCE_S = 30.0


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """Jobs can be taken: the database answers, there is room, a reaper is alive. Jobs can wait without Redis."""
    checks = {"database": _database(), "disk": _disk()}
    checks["reaper"] = _reaper() if checks["database"] == "ok" else "unknown: the database does not answer"
    ready = all(state == "ok" for state in checks.values())
    answer = jsonify({"status": "ok" if ready else "unavailable", "checks": checks})
    answer.status_code = 200 if ready else 503
    return answer


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures in Prometheus' format."""
    return Response(exposition(parts()), content_type=CONTENT_TYPE_LATEST)


def _database() -> str:
    try:
        parts().store.backlog()
    except JobsError as error:
        return error.detail
    return "ok"


def _disk() -> str:
    try:
        free = parts().blobs.free_bytes()
    except OSError as error:
        return f"the folder of the files cannot be read: {error.strerror}"
    least = parts().settings.min_free_bytes
    return "ok" if free is None or free >= least else f"only {free} bytes are free, {least} are kept"


def _reaper() -> str:
    age_s = parts().store.beat_age_s(BEAT)
    if age_s is None:
        return "no reaper has run yet: start `oncue reaper`"
    patience_s = max(REAPER_PATIENCE_S, REAPER_INTERVALS * parts().settings.reaper_interval_s)
    return "ok" if age_s <= patience_s else f"the reaper has been silent for {age_s:.0f} s: start `oncue reaper`"

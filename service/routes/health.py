"""Routes for those who run the service: it is alive, it can take jobs, and what it is doing."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST

from oncue.jobs.desk_work import DeskTask
from oncue.jobs.errors import JobsError
from oncue.jobs.model import WorkerState
from oncue.jobs.reaper import BEAT
from oncue.jobs.store.metrics import STALLED_AFTER_S
from service.context import parts
from service.metrics import exposition

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
    """Jobs can be taken: the database answers, and there is room. They can wait without Redis, a reaper, and workers.

    What is wrong with those is told, for alerts; were it a reason to send requests elsewhere, nobody would take any.
    """
    checks = {"database": _asked(_database), "disk": _disk()}
    ready = all(state == "ok" for state in checks.values())
    for name, check in (("reaper", _reaper), ("claims", _claims), ("aligner", _aligner)):
        checks[name] = _asked(check) if checks["database"] == "ok" else "unknown: the database does not answer"
    answer = jsonify({"status": "ok" if ready else "unavailable", "checks": checks})
    answer.status_code = 200 if ready else 503
    return answer


@blueprint.get("/metrics")
def metrics() -> Response:
    """Figures in Prometheus' format."""
    return Response(exposition(parts()), content_type=CONTENT_TYPE_LATEST)


def _asked(check: Callable[[], str]) -> str:
    try:
        return check()
    except JobsError as error:
        return error.detail


def _database() -> str:
    parts().store.ping()
    return "ok"


def _claims() -> str:
    live = parts().store.live_workers()
    if live and all(each.state is WorkerState.RESTING for each in live):
        return "no worker takes jobs: too many failed on each of them, which tests itself until it is fit; see their logs"
    stalled_s = parts().store.stalled_s()
    if stalled_s is None or stalled_s < STALLED_AFTER_S:
        return "ok"
    return f"jobs wait and workers are idle, but for {stalled_s:.0f} s none was claimed: look into the workers' logs"


def _aligner() -> str:
    live = parts().store.live_aligners()
    if not live:
        return "no aligner runs: what is edited at desks is kept, and its times stay estimated; start `oncue aligner`"
    there = {task for each in live for task in each.tasks}
    for task, does in ((DeskTask.STRETCH, "finds the times of edited words"), (DeskTask.OPEN, "opens desks")):
        if task not in there:
            return f"no process of an aligner {does}, as others do: look into the aligners' logs"
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

"""A hand-written service on a real socket: the API's promises to clients, without alignment, and with trouble on order.

What a job comes to is written in its transcript: `WRONG` fails as a mismatch, `SLOW` is worked on until `let_go`, `DOUBTFUL`
has a warning; a recording that does not begin with `RIFF` is unreadable.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

STATES = ("queued", "processing", "completed", "error", "cancelled")


@dataclass(slots=True)
class Trouble:
    """The answer to one request instead of its own; `status` 0 breaks the connection off."""

    path: str
    status: int = 503
    code: str = "unavailable"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    after_doing_it: bool = False


class FakeApi:
    """Use it as a context manager; `url` is where it is. Attributes may be read and set between requests."""

    def __init__(self, *, key: str | None = None, port: int = 0) -> None:
        self._key = key
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._made: dict[str, tuple[str, dict[str, Any]]] = {}
        self.troubles: list[Trouble] = []
        self.asked: list[str] = []
        self.uploads = 0
        self.changes = 0
        self.keys: list[str] = []
        self.batch_page = 1000
        self.pages = True
        self.jobs: dict[str, dict[str, Any]] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self._server: BaseWSGIServer = make_server("127.0.0.1", port, self._wsgi, threaded=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FakeApi:
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def let_go(self) -> None:
        """Slow jobs end now."""
        with self._lock:
            for job in self.jobs.values():
                job["slow"] = False

    def add_job(self, filename: str, batch: str) -> str:
        """A job of a batch that is worked on until `let_go`; returns its id."""
        with self._lock:
            job = _new_job(f"job_{next(self._numbers)}", filename, {}, {}, batch)
            job.update(slow=True, wrong=False, doubtful=False, sound=True)
            self.jobs[job["id"]] = job
        return str(job["id"])

    def named(self, filename: str) -> dict[str, Any]:
        """The one job of a recording."""
        (job,) = [job for job in self.jobs.values() if job["filename"] == filename]
        return job

    def _wsgi(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        request = Request(environ)
        self.asked.append(f"{request.method} {request.path}")
        trouble = self._trouble(request)
        try:
            answer = self._answer(request) if trouble is None or trouble.after_doing_it else None
        except Refusal as refusal:
            answer = _problem(refusal.status, refusal.code, refusal.detail, refusal.headers)
        if trouble is not None:
            if trouble.status == 0:
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            elif trouble.body is not None:
                answer = Response(trouble.body, trouble.status, trouble.headers)
            else:
                answer = _problem(trouble.status, trouble.code, f"Trouble: {trouble.code}.", trouble.headers)
        return (answer or Response())(environ, start)

    def _trouble(self, request: Request) -> Trouble | None:
        with self._lock:
            for trouble in self.troubles:
                if f"{request.method} {request.path}".startswith(trouble.path):
                    self.troubles.remove(trouble)
                    return trouble
        return None

    def _answer(self, request: Request) -> Response:
        if self._key is not None and request.headers.get("Authorization") != f"Bearer {self._key}":
            raise Refusal(401, "unauthorized", "Send an API key.")
        steps = request.path.removeprefix("/v1/").split("/")
        if steps == ["jobs"] and request.method == "POST":
            return self._submit(request)
        with self._lock:
            if steps == ["jobs"]:
                return self._list(request)
            if steps == ["batches"]:
                return self._create_batch(request)
            shelf = self.batches if steps[0] == "batches" else self.jobs
            if steps[1] not in shelf:
                raise Refusal(404, "not_found", f"There is no {steps[1]}.")
            if steps[0] == "batches":
                return self._batch(self.batches[steps[1]], request.args, cancel=steps[2:] == ["cancel"])
            return self._job(self.jobs[steps[1]], steps[2:], request.args)

    def _submit(self, request: Request) -> Response:
        audio = request.files["audio"]
        beginning, digest = audio.stream.read(4), hashlib.sha256()
        digest.update(beginning)
        for piece in iter(lambda: audio.stream.read(65536), b""):
            digest.update(piece)
        text = request.files["transcript"].stream.read().decode()
        key = request.headers.get("Idempotency-Key", "")
        options, metadata = (json.loads(request.form.get(name, "{}")) for name in ("options", "metadata"))
        batch = request.form.get("batch")
        fingerprint = json.dumps([digest.hexdigest(), text, options, metadata, batch])
        with self._lock:
            self.uploads += 1
            self.keys.append(key)
            if key in self._made:
                before, job = self._made[key]
                if before != fingerprint:
                    raise Refusal(422, "idempotency_conflict", "The key was used for something else.")
                return _json(_shown(job), 202, {"Idempotency-Replayed": "true"})
            if request.form.get("audio_sha256", digest.hexdigest()) != digest.hexdigest():
                raise Refusal(422, "checksum_mismatch", "It changed on its way.")
            if not text.strip():
                raise Refusal(422, "transcript_empty", "The transcript is empty.")
            if batch is not None and self.batches[batch]["cancelled_at"]:
                raise Refusal(409, "batch_cancelled", "The batch takes no more jobs.")
            job = _new_job(f"job_{next(self._numbers)}", audio.filename or "", options, metadata, batch)
            job.update(slow="SLOW" in text, wrong="WRONG" in text, doubtful="DOUBTFUL" in text, sound=beginning == b"RIFF")
            self.jobs[job["id"]] = job
            self._made[key] = fingerprint, job
        return _json(_shown(job), 202)

    def _list(self, request: Request) -> Response:
        wanted = {name: request.args[name] for name in ("status", "batch") if name in request.args}
        found = [job for job in reversed(self.jobs.values()) if all(job[name] == value for name, value in wanted.items())]
        limit = int(request.args.get("limit", 20))
        return _json({"jobs": [_shown(job) for job in found[:limit]], "has_more": len(found) > limit})

    def _job(self, job: dict[str, Any], steps: list[str], query: Mapping[str, str]) -> Response:
        if steps == ["cancel"] and job["status"] in ("queued", "processing"):
            job.update(status="cancelled", version=job["version"] + 1)
        elif steps == ["retry"]:
            if job["status"] not in ("error", "cancelled"):
                raise Refusal(409, "not_finished", "It has not ended.")
            job.update(status="queued", error=None, version=job["version"] + 1)
        elif steps and steps[0].startswith("captions."):
            if job["status"] != "completed":
                raise Refusal(409, "not_finished", "Wait for it.")
            return Response(f"{steps[0]} of {job['filename']} {json.dumps({**job['options'], **query})}\n")
        elif not steps:
            _work(job)
        return _json(_shown(job))

    def _create_batch(self, request: Request) -> Response:
        key = request.headers.get("Idempotency-Key") or f"none {next(self._numbers)}"
        if key not in self._made:
            name = json.loads(request.get_data())["name"]
            batch = {"id": f"batch_{next(self._numbers)}", "name": name, "cancelled_at": None}
            self.batches[batch["id"]] = batch
            self._made[key] = "", batch
        return _json(self._made[key][1], 201)

    def _batch(self, batch: dict[str, Any], query: Mapping[str, str], *, cancel: bool) -> Response:
        members = [job for job in self.jobs.values() if job["batch"] == batch["id"]]
        if cancel:
            batch["cancelled_at"] = "2026-01-01T00:00:00.000Z"
        for job in members:
            if not query.get("starting_after"):
                _work(job)
            if cancel and job["status"] in ("queued", "processing"):
                job.update(status="cancelled", version=job["version"] + 1)
            if job["version"] != job["noted"]:
                self.changes += 1
                job.update(noted=job["version"], changed=self.changes)
        counts = Counter(job["status"] for job in members)
        since = int(query.get("changed_since", 0)) if self.pages else 0
        lines = [{"job": job["id"], **{name: job[name] for name in _LINE}} for job in members if job["changed"] >= since]
        first = next((n for n, line in enumerate(lines, 1) if line["job"] == query.get("starting_after")), 0)
        shown = lines[first : first + min(int(query.get("limit", 100)), self.batch_page)]
        page = {"items": shown, "has_more": first + len(shown) < len(lines), "version": None if first else self.changes + 1}
        if not self.pages:
            page = {"items": lines}
        return _json({**batch, "counts": {state: counts[state] for state in STATES}, "total": len(members), **page})


class Refusal(Exception):
    def __init__(self, status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.headers = status, code, detail, headers or {}


_LINE = ("filename", "status", "progress", "stage", "error", "links")
_ENDS = ("quality", "error", "correction")
_HIDDEN = {"slow", "wrong", "doubtful", "sound", "noted", "changed"}


def _new_job(job_id: str, filename: str, options: Any, metadata: Any, batch: str | None) -> dict[str, Any]:
    given = {"id": job_id, "filename": filename, "options": options, "metadata": metadata, "batch": batch}
    unknown = dict.fromkeys(
        ("stage", "started_at", "completed_at", "language", "duration_ms", "quality", "error", "correction")
    )
    start = {"status": "queued", "progress": 0.0, "version": 1, "attempts": 0, "created_at": "2026-01-01T00:00:00.000Z"}
    return {
        **given,
        **unknown,
        **start,
        "lane": "batch" if batch else "interactive",
        "links": {"self": f"/v1/jobs/{job_id}"},
        "noted": 0,
        "changed": 0,
    }


def _work(job: dict[str, Any]) -> None:
    """A job goes a step further each time somebody looks."""
    if job["status"] == "queued":
        job.update(status="processing", stage="recognise", progress=0.5, version=job["version"] + 1)
    elif job["status"] == "processing" and not job["slow"]:
        job.update(status="completed", stage=None, progress=1.0, version=job["version"] + 1, duration_ms=4600)
        job["quality"] = {"transcript_coverage": 1.0, "speech_coverage": 1.0, "mean_confidence": 0.9}
        job["quality"]["warnings"] = ["Listen to it."] if job["doubtful"] else []
        if job["wrong"] or not job["sound"]:
            code = "transcript_mismatch" if job["wrong"] else "audio_unreadable"
            job.update(status="error", quality=None, error={"code": code, "detail": f"Not good: {code}."})


def _shown(job: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in job.items() if name not in _HIDDEN}


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body), status, headers, mimetype="application/json")


def _problem(status: int, code: str, detail: str, headers: dict[str, str]) -> Response:
    body = {
        "type": f"urn:oncue:problem:{code}",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
        "figure": 7,
    }
    return Response(json.dumps(body), status, headers, mimetype="application/problem+json")

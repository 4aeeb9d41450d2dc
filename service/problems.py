"""Errors as answers: `application/problem+json` (RFC 9457) with a stable code, for everything that can go wrong."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from alignment.errors import OncueError
from jobs.errors import JobsError

MEDIA_TYPE = "application/problem+json"

PROBLEMS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "invalid_request": (422, "A part of the request is missing or has a wrong value"),
        "bad_request": (400, "The request cannot be understood"),
        "unauthorized": (401, "An API key is needed"),
        "forbidden": (403, "The request comes from another site"),
        "host_not_allowed": (421, "The service does not answer to this name"),
        "not_found": (404, "There is no such thing"),
        "method_not_allowed": (405, "That cannot be done here"),
        "request_timeout": (408, "The upload broke off"),
        "not_finished": (409, "The job is not in a state for that"),
        "no_captions": (409, "The job ended without captions"),
        "idempotency_in_progress": (409, "The same request is still uploading"),
        "batch_cancelled": (409, "The batch takes no more jobs"),
        "too_large": (413, "The request is too large"),
        "unsupported_media_type": (415, "The request's content type is not the one needed"),
        "usage": (422, "Options that cannot be carried out"),
        "language_unknown": (422, "Whisper does not know that language"),
        "language_unsupported": (422, "Whisper does not know the transcript's language"),
        "transcript_empty": (422, "The transcript holds no speech"),
        "transcript_unreadable": (422, "The transcript is not text"),
        "transcript_too_long": (422, "The transcript is too long"),
        "transcript_too_complex": (422, "The transcript takes too much time or memory to read"),
        "audio_empty": (422, "The recording is empty"),
        "checksum_mismatch": (422, "The recording did not arrive as it was sent"),
        "idempotency_conflict": (422, "The key was used for something else"),
        "rate_limited": (429, "Too much waits already"),
        "internal_error": (500, "Oncue made a mistake"),
        "files_damaged": (500, "A file of the job is lost or damaged"),
        "unavailable": (503, "The database or the file store does not answer"),
        "store_broken": (500, "The database refuses what Oncue asks of it"),
        "database_unusable": (500, "The database is none of Oncue's, or damaged"),
        "storage_full": (507, "The disk is full"),
    }
)
"""Status and title of every code that an answer may carry."""

RETRY_AFTER_S: Mapping[str, int] = MappingProxyType(
    {"idempotency_in_progress": 2, "rate_limited": 30, "unavailable": 2, "storage_full": 300}
)

_BY_STATUS = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
_BY_STATUS |= {408: "request_timeout", 413: "too_large", 415: "unsupported_media_type", 421: "host_not_allowed"}
_BY_STATUS |= {422: "invalid_request", 429: "rate_limited", 503: "unavailable", 507: "storage_full"}

HEARD_OUT_BYTES = 32 * 1024 * 1024
HEARD_OUT_S = 5.0

_log = logging.getLogger(__name__)


class Refused(OncueError):
    """A request that is answered with the problem `code`."""

    def __init__(self, code: str, detail: str, **data: object) -> None:
        super().__init__(detail, **data)
        self.code = code


def problem(code: str, detail: str, data: Mapping[str, Any] | None = None, headers: Any = None) -> Response:
    """The answer for a problem; a code that is not in `PROBLEMS` is an internal error."""
    status, title = PROBLEMS.get(code, PROBLEMS["internal_error"])
    body = {"type": f"urn:oncue:problem:{code}", "title": title, "status": status, "code": code, "detail": detail}
    body |= {name: value for name, value in (data or {}).items() if name not in body}
    response = Response(json.dumps(body, default=str), status, mimetype=MEDIA_TYPE)
    for name, value in headers or ():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    if code in RETRY_AFTER_S:
        response.headers["Retry-After"] = str(RETRY_AFTER_S[code])
    return response


def invalid_parts(error: ValidationError) -> tuple[str, list[dict[str, str]]]:
    """What pydantic does not accept: as one line, and each part with what is wrong with it."""
    errors = [
        {"part": ".".join(str(step) for step in each["loc"]) or "body", "message": each["msg"]}
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return "; ".join(f"{each['part']}: {each['message']}" for each in errors[:5]) + ".", errors


def invalid(error: ValidationError) -> Response:
    """The answer for a request that pydantic does not accept; `errors` names each part and what is wrong with it."""
    detail, errors = invalid_parts(error)
    return problem("invalid_request", detail, {"errors": errors})


def hear_out(response: Response) -> Response:
    """Reads what is left of a refused request's body, as far as that is not too much: a connection that is closed while its
    other side still sends is broken, and the answer lost with it."""
    if response.status_code >= 400 and (request.content_length or 0) <= HEARD_OUT_BYTES:
        deadline = time.monotonic() + HEARD_OUT_S
        with suppress(Exception):  # a body that was broken, too large, or cut off
            while time.monotonic() < deadline and request.environ["wsgi.input"].read(64 * 1024):
                pass
    return response


def install_problems(app: Flask) -> None:
    """Makes every error of the application a problem."""
    app.after_request(hear_out)

    @app.errorhandler(OncueError)
    @app.errorhandler(JobsError)
    def refused(error: OncueError | JobsError) -> Response:
        if error.code in ("internal_error", "unavailable", "storage_full"):
            _log.warning("%s %s: %s: %s", request.method, request.path, error.code, error.detail)
        return problem(error.code, error.detail, error.data)

    @app.errorhandler(ValidationError)
    def not_valid(error: ValidationError) -> Response:
        return invalid(error)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Any:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()
        code = _BY_STATUS.get(error.code or 500, "bad_request" if (error.code or 500) < 500 else "internal_error")
        return problem(code, error.description or PROBLEMS[code][1], headers=error.get_headers())

    @app.errorhandler(Exception)
    def crashed(error: Exception) -> Response:
        _log.exception("%s %s failed", request.method, request.path)
        return problem("internal_error", "Oncue made a mistake; the log says which. Nothing else was lost.")

"""Errors as answers: `application/problem+json` (RFC 9457) with a stable code, for everything that can go wrong."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from oncue.desk.refused import DESK_CODES, DeskRefused
from oncue.errors import OncueError
from oncue.jobs.errors import DISK_FULL
from service.problem_pages import problem_page, wants_page

MEDIA_TYPE = "application/problem+json"

_DESK_STATUS = {"revision_unknown": 404, "undo_conflict": 409, "undo_nothing": 409}

PROBLEMS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "invalid_request": (422, "A part of the request is missing or has a wrong value"),
        "bad_request": (400, "The request cannot be understood"),
        "unauthorized": (401, "An API key is needed"),
        "forbidden": (403, "The request comes from another site"),
        "page_expired": (403, "The page is of another sign-in"),
        "host_not_allowed": (421, "The service does not answer to this name"),
        "not_found": (404, "There is no such thing"),
        "method_not_allowed": (405, "That cannot be done here"),
        "request_timeout": (408, "The request broke off, or came too slowly"),
        "not_finished": (409, "The job is not in a state for that"),
        "no_captions": (409, "The job ended without captions"),
        "desk_sound_missing": (409, "The desk's sound is not there yet"),
        "idempotency_in_progress": (409, "The same request is still uploading"),
        "batch_cancelled": (409, "The batch takes no more jobs"),
        "desk_not_open": (404, "The job has no desk"),
        "not_approved": (409, "No revision of the captions is approved"),
        "edit_conflict": (409, "Somebody has changed the same words"),
        "text_replaced": (409, "The published text was replaced"),
        "findings_open": (409, "The captions break hard rules"),
        "desk_full": (409, "The desk has all the revisions that it may have"),
        "precondition_required": (428, "If-Match is needed"),
        "precondition_failed": (412, "It is not what If-Match names"),
        "too_large": (413, "The request is too large"),
        "uri_too_long": (414, "The request's address is too long"),
        "unsupported_media_type": (415, "The request's content is not of the type or coding needed"),
        "range_not_satisfiable": (416, "The file has no such range"),
        "expectation_failed": (417, "That cannot be expected"),
        "usage": (422, "Options that cannot be carried out"),
        "language_unknown": (422, "Whisper does not know that language"),
        "track_unknown": (422, "The recording has no such sound track"),
        "channel_unknown": (422, "The sound track has no such channel"),
        "language_unsupported": (422, "Whisper does not know the transcript's language"),
        "transcript_empty": (422, "The transcript holds no speech"),
        "transcript_unreadable": (422, "The transcript is not text"),
        "transcript_too_long": (422, "The transcript is too long"),
        "transcript_too_complex": (422, "The transcript takes too much time or memory to read"),
        "captions_unreadable": (422, "The captions cannot be read"),
        "captions_too_long": (422, "The caption file is too long"),
        "captions_too_complex": (422, "The captions take too much time or memory to check"),
        "audio_empty": (422, "The recording is empty"),
        "checksum_mismatch": (422, "The recording did not arrive as it was sent"),
        "idempotency_conflict": (422, "The key was used for something else"),
        "edit_id_reused": (422, "The edit_id was used for other edits"),
        **{code: (_DESK_STATUS.get(code, 422), meaning.rstrip(".")) for code, meaning in DESK_CODES.items()},
        "rate_limited": (429, "Too much waits already"),
        "too_many_connections": (429, "Too many connections from one address"),
        "header_too_large": (431, "The request's header is too large"),
        "internal_error": (500, "Oncue made a mistake"),
        "files_damaged": (500, "A file of the job is lost or damaged"),
        "desk_damaged": (500, "The stored edits of a desk cannot be read"),
        "store_broken": (500, "The database refuses what Oncue asks of it"),
        "not_implemented": (501, "The request's transfer coding is not known"),
        "unavailable": (503, "The database or the file store does not answer"),
        "overloaded": (503, "The service has its hands full"),
        "http_version_not_supported": (505, "That version of HTTP is not spoken"),
        "database_unusable": (500, "The database is none of Oncue's, or damaged"),
        "storage_full": (507, "The disk is full"),
    }
)
"""The status and title of every code that an answer may carry."""

RETRY_AFTER_S: Mapping[str, int] = MappingProxyType(
    {"idempotency_in_progress": 2, "rate_limited": 30, "unavailable": 2, "storage_full": 300}
    | {"too_many_connections": 5, "overloaded": 5}
)

_BY_STATUS = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
_BY_STATUS |= {408: "request_timeout", 412: "precondition_failed", 413: "too_large", 415: "unsupported_media_type"}
_BY_STATUS |= {421: "host_not_allowed", 422: "invalid_request", 429: "rate_limited", 503: "unavailable", 507: "storage_full"}

_log = logging.getLogger(__name__)


class Refused(OncueError):
    """A request that is answered with the problem `code`, and with `headers` that tell a program what to change."""

    def __init__(self, code: str, detail: str, headers: Mapping[str, str] = MappingProxyType({}), **data: object) -> None:
        super().__init__(detail, **data)
        self.code = code
        self.headers = headers


def problem_body(code: str, detail: str, data: Mapping[str, Any] | None = None) -> tuple[int, str, bytes]:
    """Status, media type and body of a problem; a code that is not in `PROBLEMS` is an internal error."""
    status, title = PROBLEMS.get(code, PROBLEMS["internal_error"])
    body = {"type": f"urn:oncue:problem:{code}", "title": title, "status": status, "code": code, "detail": detail}
    body |= {name: value for name, value in (data or {}).items() if name not in body}
    return status, MEDIA_TYPE, json.dumps(body, default=str).encode()


def problem(code: str, detail: str, data: Mapping[str, Any] | None = None, headers: Any = None) -> Response:
    """The answer for a problem, a page where a person asked for one; a code not in `PROBLEMS` is an internal error."""
    if wants_page():
        status, title = PROBLEMS.get(code, PROBLEMS["internal_error"])
        response = Response(problem_page(code, title, detail), status, mimetype="text/html")
    else:
        status, media_type, body = problem_body(code, detail, data)
        response = Response(body, status, mimetype=media_type)
    for name, value in headers or ():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    if code in RETRY_AFTER_S and "Retry-After" not in response.headers:
        response.headers["Retry-After"] = str(RETRY_AFTER_S[code])
    return response


def invalid_parts(error: ValidationError) -> tuple[str, list[dict[str, str]]]:
    """The faults that pydantic found: as one line, and each part with what is wrong with it."""
    errors = [
        {"part": ".".join(str(step) for step in each["loc"]) or "body", "message": each["msg"]}
        for each in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return "; ".join(f"{each['part']}: {each['message']}" for each in errors[:5]) + ".", errors


def invalid(error: ValidationError) -> Response:
    """The answer for a request that pydantic does not accept; `errors` names each part and what is wrong with it."""
    detail, errors = invalid_parts(error)
    return problem("invalid_request", detail, {"errors": errors})


def install_problems(app: Flask) -> None:
    """Turns every error of the application into a problem."""

    @app.errorhandler(OncueError)
    def refused(error: OncueError) -> Response:
        if error.code in ("internal_error", "unavailable", "storage_full"):
            _log.warning("%s %s: %s: %s", request.method, request.path, error.code, error.detail)
        headers = error.headers.items() if isinstance(error, Refused) else ()
        where = {"op": error.op_index} if isinstance(error, DeskRefused) and error.op_index is not None else {}
        return problem(error.code, error.detail, {**error.data, **where}, headers)

    @app.errorhandler(OSError)
    def system(error: OSError) -> Response:
        if error.errno in DISK_FULL or "No usable temporary directory" in str(error):
            _log.warning("%s %s: storage_full: %s", request.method, request.path, error)
            return problem("storage_full", "The service has no room for its temporary files. Make room, then try again.")
        _log.exception("%s %s failed: the file store, or the system, refuses", request.method, request.path)
        why = f"The service cannot use its files now ({error.strerror or error}). Its operator must look; then try again."
        return problem("unavailable", why)

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

"""Refusals of the server itself, before any application is asked: the same problems in the same form as everywhere."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from gunicorn import util
from gunicorn.http import errors

from oncue.jobs.errors import DISK_FULL
from service.problems import RETRY_AFTER_S, Refused, problem_body


class Refusal(NamedTuple):
    """A problem's code and what is wrong."""

    code: str
    detail: str


_MALFORMED = "The request is not HTTP/1.1 as RFC 9112 has it: {}. Send it again; if that happens twice, look at the client."
_CODES: tuple[tuple[type[Exception], str, str], ...] = (
    (errors.LimitRequestLine, "uri_too_long", "The request's address has more than {limit} bytes. Shorten it."),
    (errors.LimitRequestHeaders, "header_too_large", "The request's header is too large. Send fewer or shorter fields."),
    (errors.UnsupportedTransferCoding, "not_implemented", "Of Transfer-Encoding only `chunked` is known here."),
    (errors.ExpectationFailed, "expectation_failed", "Of Expect only `100-continue` is known here."),
    (errors.InvalidHTTPVersion, "http_version_not_supported", "HTTP/1.1 is spoken here, and HTTP/1.0."),
    (errors.ParseException, "bad_request", _MALFORMED),
)
LINE_BYTES = 8190
"""Most bytes of a request line, gunicorn's default."""

HEAD_BYTES = 64 * 1024
"""Most bytes of a whole request header."""

TOO_LARGE = Refusal("header_too_large", f"The request's header has more than {HEAD_BYTES} bytes. Send fewer fields.")
HEAD_TOO_SLOW = Refusal("request_timeout", "The request's header did not arrive within 10 seconds. Send it again.")
HEAD_BROKE_OFF = Refusal("bad_request", "The request's header broke off. Send it again.")
BODY_TOO_SLOW = Refusal(
    "request_timeout", "The request's body arrived slower than 1 KiB a second, on average over 30 s. Send it again."
)
BODY_BROKE_OFF = Refusal("request_timeout", "The request's body broke off. Send it again.")
BODY_TOO_LONG = Refusal(
    "bad_request", "The request's body is longer than its Content-Length says. Nothing was changed; mend the client."
)
TOO_MANY = Refusal("too_many_connections", "There are too many connections from this address. Close some, then try again.")
OVERLOADED = Refusal("overloaded", "The service has its hands full. Send the request again in a moment.")


def refusal_of(error: BaseException) -> Refusal:
    """The problem for an error of gunicorn's parser; for any other error, an internal one."""
    if isinstance(error, Refused):
        return Refusal(error.code, error.detail)
    if isinstance(error, errors.InvalidHTTPVersion) and not isinstance(error.version, tuple):
        error = errors.InvalidRequestLine(error.version)  # not even a version
    for kind, code, detail in _CODES:
        if isinstance(error, kind):
            said = str(error).replace("\\", "")[:200]
            return Refusal(code, detail.format(said, limit=LINE_BYTES))
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return Refusal("storage_full", "The service has no room for its temporary files. Make room, then try again.")
    return Refusal("internal_error", "Oncue made a mistake; the log says which. Nothing else was lost.")


def as_bytes(refused: Refusal, *, head_only: bool = False) -> bytes:
    """The whole answer, after which the connection is closed; without its body for a HEAD."""
    status, media_type, body = problem_body(*refused)
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Date: {util.http_date()}",
        "Connection: close",
        f"Content-Type: {media_type}",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-cache",
        "X-Content-Type-Options: nosniff",
    ]
    if refused.code in RETRY_AFTER_S:
        lines.append(f"Retry-After: {RETRY_AFTER_S[refused.code]}")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + (b"" if head_only else body)

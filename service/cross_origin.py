"""Cross-origin reading (CORS, in the Fetch standard): the pages of other sites that may read answers. Nothing else is
allowed.

Flask-CORS is not used: it says `Vary: Origin` only to those it allows, so that a shared cache would give a player the copy
without the header that it kept for somebody else.
"""

from __future__ import annotations

from flask import Flask, Response, request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

from oncue.jobs.origins import ANY, origins
from oncue.jobs.settings import Settings

DOWNLOADS = frozenset({"captions.get_captions", "captions.get_alignment", "jobs.get_transcript", "batches.get_captions_zip"})
"""The endpoints that `*` opens. Nobody finds these who was not told an id, and none lists ids."""

API = "/v1/"
METHODS = ("GET", "HEAD")
REQUEST_HEADERS = "Authorization, If-Match, If-None-Match, Last-Event-ID"
"""Headers that a script may send beside those it always may. A key goes in `Authorization`, where the script has to know it:
no `Access-Control-Allow-Credentials` lets a page use the one that the browser remembers."""

RESPONSE_HEADERS = "Content-Disposition, ETag, Retry-After"
"""Headers that a script may read beside those it always may."""

PREFLIGHT_S = 600


def install_cross_origin(app: Flask, settings: Settings) -> None:
    """Answers preflights, which come without a key, and says on each answer who may read it. To be installed before what
    asks for a key."""
    named = origins(settings.cors_origins)
    if not named:
        return

    @app.before_request
    def preflight() -> Response | None:
        asked = request.headers.get("Access-Control-Request-Method")
        if request.method != "OPTIONS" or asked is None or not request.path.startswith(API):
            return None
        answer = Response(status=204)
        answer.vary.update(("Access-Control-Request-Method", "Access-Control-Request-Headers"))
        if asked in METHODS and _reader(named) is not None:
            answer.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
            answer.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
            answer.headers["Access-Control-Max-Age"] = str(PREFLIGHT_S)
        return answer

    @app.after_request
    def tell(answer: Response) -> Response:
        if not request.path.startswith(API) or request.method not in (*METHODS, "OPTIONS"):
            return answer
        reader = _reader(named)
        if reader != ANY and named != {ANY}:
            answer.vary.add("Origin")
        if reader is not None:
            answer.headers["Access-Control-Allow-Origin"] = reader
            answer.headers["Access-Control-Expose-Headers"] = RESPONSE_HEADERS
        return answer


def _reader(named: frozenset[str]) -> str | None:
    """The site that may read the answer to a GET of this address: `*`, the site that asks, or None where it may not."""
    if ANY in named and _endpoint() in DOWNLOADS:
        return ANY
    origin = request.headers.get("Origin")
    return origin if origin in named - {ANY} else None


def _endpoint() -> str | None:
    """The endpoint of a GET of this address, whatever the method of this request."""
    adapter = request_ctx.url_adapter
    try:
        return None if adapter is None else str(adapter.match(method="GET")[0])
    except HTTPException:
        return None

"""Bodies before any route: refused by what their header says, read to the end where a route does not read by itself.

So nothing is read of what would be refused anyway, and nothing is done for a request that broke off.
"""

from __future__ import annotations

from flask import Flask, Response, request

from jobs.blobs import Blobs
from service.problems import Refused
from service.server import ADMITTED, HEAD_ONLY
from service.uploads import UploadLimits, ensure_acceptable

BODY_BYTES = 1024 * 1024
"""Of a request that is no upload: a batch with its metadata, a page's button."""

UPLOADS = frozenset({"jobs.submit", "pages.upload"})
CORRECTION = "jobs.put_transcript"
JSON = frozenset({"batches.create_batch"})


def install_admission(app: Flask, limits: UploadLimits, blobs: Blobs) -> None:
    """Checks the body of every request, after those checks that were installed before."""

    @app.before_request
    def check_body() -> Response | None:
        if request.routing_exception is not None:
            raise request.routing_exception
        reads_itself = request.endpoint in UPLOADS or request.endpoint == CORRECTION
        if request.endpoint in UPLOADS:
            ensure_acceptable(request, limits, blobs)
        elif request.endpoint == CORRECTION and request.mimetype == "multipart/form-data":
            ensure_acceptable(request, limits, None)
        else:
            most = limits.transcript_bytes if request.endpoint == CORRECTION else BODY_BYTES
            _ensure_small(most)
        if request.environ.get(HEAD_ONLY):
            request.environ[ADMITTED] = True
            return Response(status=204)
        if not reads_itself:
            request.max_content_length = BODY_BYTES
            request.get_data(cache=True)
        return None


def _ensure_small(most: int) -> None:
    length = request.content_length
    if length is not None and length > most:
        raise Refused("too_large", f"At most {most} bytes are accepted in this request.", limit_bytes=most)
    has_body = bool(length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()
    if has_body and request.endpoint in JSON and not request.is_json:
        raise Refused("unsupported_media_type", "Send JSON, as application/json.")

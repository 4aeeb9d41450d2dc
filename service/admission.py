"""Checks of request bodies before any route: a body is refused by its header, or read to its end.

So nothing is read of a request that would be refused anyway, and nothing is done for one that broke off. Routes that take
uploads read by themselves.
"""

from __future__ import annotations

from flask import Flask, Request, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from oncue.caption_files.caption_file import MOST_CAPTION_BYTES
from oncue.jobs.blobs import Blobs
from service.check_form import CHECK_BYTES, CHECK_PARTS
from service.problems import Refused
from service.server import ADMITTED, HEAD_ONLY
from service.strict_json import JSON_BYTES
from service.uploads import UploadLimits, ensure_acceptable

BODY_BYTES = JSON_BYTES
"""Most bytes of a request's body that is no upload: a batch with its metadata, a page's button."""

EDITED_CAPTIONS_BYTES = MOST_CAPTION_BYTES
"""Most bytes of a caption file that was edited elsewhere. It is in memory while it is read."""

UPLOADS = frozenset({"jobs.submit", "pages.upload"})
CHECKS = frozenset({"checks.post_check", "check_page.check"})
CORRECTIONS = frozenset({"jobs.put_transcript", "pages.correct"})
CAPTIONS_ENDPOINT = "desk.put_captions"
JSON = frozenset(
    {
        "batches.create_batch",
        "desk.post_edits",
        "desk.post_undo",
        "desk.post_revert",
        "desk.post_approval",
        "desk_check.post_fix",
    }
)


def install_admission(app: Flask, limits: UploadLimits, blobs: Blobs) -> None:
    """Checks the body of every request, after the checks that were installed before."""

    @app.before_request
    def check_body() -> Response | None:
        if request.routing_exception is not None:
            raise request.routing_exception
        _ensure_uncoded()
        if request.endpoint in UPLOADS:
            ensure_acceptable(request, limits, blobs, limits.request_bytes)
        elif request.endpoint in CHECKS:
            ensure_acceptable(request, limits, None, CHECK_BYTES, CHECK_PARTS)
        elif request.endpoint in CORRECTIONS and request.mimetype == "multipart/form-data":
            ensure_acceptable(request, limits, None, limits.correction_bytes)
        elif request.endpoint in CORRECTIONS:
            if (request.content_length or 0) > limits.text.most_bytes:
                raise text_too_long(limits.text.most_bytes)
        else:
            _ensure_small(_most_bytes())
        if request.environ.get(HEAD_ONLY):
            request.environ[ADMITTED] = True
            return Response(status=204)
        most = _most_bytes()
        if request.endpoint not in UPLOADS | CHECKS | CORRECTIONS and whole_body(request, most) is None:
            raise _too_large(most)
        return None


def text_too_long(most: int) -> Refused:
    """The refusal of a corrected text that is sent as the body."""
    return Refused(
        "transcript_too_long", f"The text has more than the {most} bytes accepted. Send the text alone.", limit_bytes=most
    )


def whole_body(request: Request, most: int) -> bytes | None:
    """The body, which is read once; None for one of more than `most` bytes, of which no more than that is read."""
    if (request.content_length or 0) > most:
        return None
    # Werkzeug ends a body without a length at its limit, as if it were whole: one byte more tells the two apart.
    request.max_content_length = most + 1
    try:
        data = request.get_data(cache=True)
    except RequestEntityTooLarge:
        return None
    return data if len(data) <= most else None


def _most_bytes() -> int:
    return EDITED_CAPTIONS_BYTES if request.endpoint == CAPTIONS_ENDPOINT else BODY_BYTES


def _too_large(most: int) -> Refused:
    return Refused("too_large", f"A body of at most {most} bytes is accepted here.", limit_bytes=most)


def _has_body() -> bool:
    return bool(request.content_length) or "chunked" in request.headers.get("Transfer-Encoding", "").lower()


def _ensure_uncoded() -> None:
    """Raises `Refused` for a body that was compressed on its way: a few bytes of one can be gigabytes."""
    codings = [each.strip() for each in request.headers.get("Content-Encoding", "").split(",")]
    coded = [each for each in codings if each.lower() not in ("", "identity")]
    if coded and _has_body():
        raise Refused(
            "unsupported_media_type",
            f"The body has the Content-Encoding {', '.join(coded)[:40]!r}, and none is taken here. Send its bytes as they "
            "are, without this header; a recording is compressed by its own format.",
            {"Accept-Encoding": "identity"},
            content_encoding=", ".join(coded)[:40],
        )


def _ensure_small(most: int) -> None:
    length = request.content_length
    if length is not None and length > most:
        raise _too_large(most)
    if _has_body() and request.endpoint in JSON and not request.is_json:
        raise Refused("unsupported_media_type", "Send JSON, as application/json.")

"""Ranges of a file in the file store: the answer to `Range`, read piece by piece, from a folder and from S3 alike.

Werkzeug's own answer to a range is not used: it reads S3 from the beginning to where the range starts, and refuses what RFC
9110 (section 14.2) has a server pass over, such as several ranges, or a unit that is not octets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Request, Response
from werkzeug.http import parse_range_header

from oncue.jobs.blobs import Blobs
from service.conditional import is_known
from service.problems import Refused

RANGE_PIECE_BYTES = 256 * 1024
"""Bytes that are read at once; of S3, each piece is a request."""

_LAST_NONE = re.compile(r"\s*bytes\s*=\s*-0+\s*", re.IGNORECASE)
"""The last 0 bytes, which RFC 9110 (section 14.1.2) has no file satisfy, and Werkzeug takes for no range at all."""


def ranged(request: Request, blobs: Blobs, key: str, size: int, media_type: str, etag: str) -> Response:
    """The answer to GET or HEAD with a file of `size` bytes: whole, or the one range that is asked for; 304 where it is
    known.

    Raises `Refused` (412, and 416 for a range that begins behind the end), and what the file store raises at the first
    piece.
    """
    if is_known(request, etag):
        answer = Response(status=304)
    else:
        part = _part(request, size, etag)
        start, end = part or (0, size)
        body = () if request.method == "HEAD" else _pieces(blobs, key, start, end)
        answer = Response(body, 206 if part else 200, mimetype=media_type)
        answer.content_length = end - start
        if part:
            answer.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    answer.headers["Accept-Ranges"] = "bytes"
    answer.set_etag(etag)
    return answer


def _part(request: Request, size: int, etag: str) -> tuple[int, int] | None:
    """The half-open range that is asked for; None for all of it."""
    if request.method != "GET" or "Range" not in request.headers or not _is_of(request, etag):
        return None
    if _LAST_NONE.fullmatch(request.headers["Range"]):
        raise _unsatisfiable(size)
    asked = parse_range_header(request.headers["Range"])
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    (start, end) = asked.ranges[0]
    if start < 0:
        start, end = max(0, size + start), size
    if start >= size:
        raise _unsatisfiable(size)
    return start, size if end is None else min(end, size)


def _unsatisfiable(size: int) -> Refused:
    headers = {"Content-Range": f"bytes */{size}"}
    return Refused(
        "range_not_satisfiable", f"The file has {size} bytes: ask for a range that begins in it.", headers, size=size
    )


def _is_of(request: Request, etag: str) -> bool:
    """False where the client has begun with another file (`If-Range`): then it gets all of this one."""
    if "If-Range" not in request.headers:
        return True
    return request.headers["If-Range"].strip() == f'"{etag}"'


def _pieces(blobs: Blobs, key: str, start: int, end: int) -> Iterator[bytes]:
    """Yields the bytes [start, end). The first piece is read at once, so that what is wrong is still told."""
    first = blobs.read_range(key, start, min(end, start + RANGE_PIECE_BYTES))

    def rest() -> Iterator[bytes]:
        yield first
        for at in range(start + RANGE_PIECE_BYTES, end, RANGE_PIECE_BYTES):
            yield blobs.read_range(key, at, min(end, at + RANGE_PIECE_BYTES))

    return rest()

"""Answers of desks compressed on their way: hours of words are megabytes of JSON, which repeats itself.

Flask-Compress is not used: it brings Brotli and Zstandard as packages for the images, and leaves a 304 without the ETag of
the compressed answer. Only JSON of a desk is compressed: no stream of events, whose lines must not wait for each other, and
nothing that is asked for by ranges. There is no secret in it that somebody's text beside it could tell by its size.
"""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

from service.conditional import GZIPPED

LEAST_COMPRESSED_BYTES = 500
"""Less fits into one packet with its headers anyway."""

LEVEL = 4
"""Quick rather than small: the answer waits for it."""

_BLUEPRINTS = frozenset({"desk", "desk_changes", "desk_check", "desk_departures"})


def install_compression(app: Flask) -> None:
    """Compresses the answers of desks for those who take them so."""

    @app.after_request
    def compress(answer: Response) -> Response:
        if request.blueprint not in _BLUEPRINTS or answer.is_streamed or "Content-Encoding" in answer.headers:
            return answer
        etag, _ = answer.get_etag()
        if answer.status_code == 304:
            if etag is not None and request.if_none_match.contains_weak(etag + GZIPPED):
                answer.set_etag(etag + GZIPPED)
            answer.vary.add("Accept-Encoding")
        elif answer.is_json and len(answer.get_data()) >= LEAST_COMPRESSED_BYTES:
            answer.vary.add("Accept-Encoding")
            if request.accept_encodings["gzip"] > 0:
                answer.set_data(gzip.compress(answer.get_data(), LEVEL, mtime=0))
                answer.headers["Content-Encoding"] = "gzip"
                if etag is not None:
                    answer.set_etag(etag + GZIPPED)
        return answer

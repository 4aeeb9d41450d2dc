"""Conditional requests for representations with an ETag and no date: RFC 9110, section 13.2.2."""

from __future__ import annotations

from flask import Request

from service.problems import Refused


def is_known(request: Request, etag: str) -> bool:
    """True where the client has the representation with this strong `etag` already: the answer is then 304, without it.

    `If-Match` is looked at first: where it names another representation, `Refused` (412) is raised, whatever else is asked.
    Dates (`If-Modified-Since` and `If-Unmodified-Since`) are ignored, as they are to be where there is no date to compare.
    """
    if "If-Match" in request.headers:
        wanted = request.if_match
        if not (wanted.star_tag or wanted.is_strong(etag)):
            raise Refused("precondition_failed", "It has changed since: its ETag is another than If-Match names.", etag=etag)
    known = request.if_none_match
    return known.star_tag or known.contains_weak(etag)

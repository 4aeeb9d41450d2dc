"""Conditional requests for representations with an ETag and no date: RFC 9110, section 13.2.2."""

from __future__ import annotations

import re

from flask import Request

from service.problems import Refused
from service.refusals import wrong

GZIPPED = "-gzip"
"""The end of the ETag of a representation that is compressed: it has other bytes, and is the same to who asks for news."""

_REVISION = re.compile(rf'"?([0-9]{{1,9}})(-[0-9a-f]{{1,64}})?({GZIPPED})?"?')
"""A revision as `rev` says it, or the whole ETag of a desk, which begins with it."""


def is_known(request: Request, etag: str) -> bool:
    """True where the client has the representation with this strong `etag` already: the answer is then 304, without it.

    `If-Match` is looked at first: where it names another representation, `Refused` (412) is raised, whatever else is asked.
    Dates (`If-Modified-Since` and `If-Unmodified-Since`) are ignored, as they are to be where there is no date to compare.
    """
    if "If-Match" in request.headers:
        wanted = request.if_match
        if not (wanted.star_tag or wanted.is_strong(etag) or wanted.is_strong(etag + GZIPPED)):
            raise Refused("precondition_failed", "It has changed since: its ETag is another than If-Match names.", etag=etag)
    known = request.if_none_match
    return known.star_tag or known.contains_weak(etag) or known.contains_weak(etag + GZIPPED)


def revision_named(request: Request) -> int:
    """The revision that `If-Match` names: the one that an edit was made on.

    Raises `Refused`: `precondition_required` where it names none, `invalid_request` where it cannot be understood.
    """
    named = request.headers.get("If-Match", "").strip()
    if named in ("", "*"):
        raise Refused(
            "precondition_required",
            'Say in If-Match which revision of the desk the edit was made on, such as `If-Match: "17"`: its `rev`.',
        )
    found = _REVISION.fullmatch(named)
    if found is None:
        raise wrong("If-Match", 'must be the number of one revision, such as "17".')
    return int(found[1])

"""The answers that the API's description lists for each call, beside the call's own."""

from __future__ import annotations

from typing import Any

from flask_openapi3.types import ResponseDict

from service.problems import MEDIA_TYPE, PROBLEMS

_TEXTS = frozenset({"text/plain", "text/vtt", "application/x-subrip", "application/zip"})
_ALWAYS = (400, 401, 403, 404, 405, 408, 413, 414, 415, 417, 421, 422, 429, 431, 500, 501, 503, 505, 507)


def _problem(status: int) -> dict[str, Any]:
    codes = [code for code, (each, _) in PROBLEMS.items() if each == status]
    described = "; ".join(f"`{code}`: {PROBLEMS[code][1]}" for code in codes)
    return {"description": described, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


PROBLEM_ANSWERS: ResponseDict = {status: _problem(status) for status in _ALWAYS}
"""The problems that any call may answer."""


def problems(*statuses: int) -> ResponseDict:
    """The problems that this call may answer beside `PROBLEM_ANSWERS`."""
    return {status: _problem(status) for status in statuses}


def file(description: str, *media_types: str) -> dict[str, Any]:
    """An answer that is a file. Of JSON, and of a stream of it, no more is described here."""
    schemas = {each: {"schema": {"type": "string"} if each in _TEXTS else {}} for each in media_types}
    return {"description": description, "content": schemas}


__all__ = ["PROBLEM_ANSWERS", "ResponseDict", "file", "problems"]

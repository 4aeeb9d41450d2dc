"""The service's problems as errors that every command shows alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from oncue.errors import OncueError


class ServiceUnreachable(OncueError):
    """No service answers at the address."""

    code = "service_unreachable"


class ApiProblem(OncueError):
    """The service refused a request; `code`, `detail` and figures are its own."""

    def __init__(self, code: str, detail: str, status: int, data: Mapping[str, Any]) -> None:
        super().__init__(detail, **data)
        self.code = code
        self.status = status


class JobFailed(OncueError):
    """A job ended without captions; `code` and `detail` are the job's."""

    def __init__(self, code: str, detail: str, data: Mapping[str, Any]) -> None:
        super().__init__(detail, **data)
        self.code = code


def problem_of(response: requests.Response) -> ApiProblem:
    """The problem in an answer, even where something between here and the service answered in its own words."""
    try:
        body = response.json()
        code, detail = str(body["code"]), str(body["detail"])
    except (ValueError, KeyError, TypeError):
        return unexpected(response)
    known = {"type", "title", "status", "code", "detail"}
    return ApiProblem(code, detail, response.status_code, {k: v for k, v in body.items() if k not in known})


def unexpected(response: requests.Response) -> ApiProblem:
    """The problem for an answer that is not one of Oncue's."""
    detail = f"{response.url} answers {response.status_code} {response.reason}, not as Oncue does. Check --url, and its log."
    return ApiProblem("unexpected_answer", detail, response.status_code, {})


def failure_of(job: Mapping[str, Any]) -> JobFailed | None:
    """The reason why a job has no captions, as an error; None while it may still get some, and when it has."""
    if job["status"] == "cancelled":
        return JobFailed("cancelled", "The job was cancelled. `oncue jobs retry` queues it again.", {})
    if job["status"] != "error":
        return None
    error = dict(job["error"] or {})
    return JobFailed(str(error.pop("code", "internal_error")), str(error.pop("detail", "It failed.")), error)

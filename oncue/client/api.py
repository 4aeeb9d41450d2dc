"""The client: streams uploads from disk, tries again what may succeed the next time, with the same idempotency key."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from oncue.client.problems import ApiProblem, ServiceUnreachable, problem_of

TIMEOUT_S = (10.0, 120.0)
"""To connect, and between two bytes of the answer."""

_PASSING = frozenset({"idempotency_in_progress", "rate_limited", "unavailable"})
_PASSING_STATUS = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to try what may succeed the next time, and the longest pause between two tries."""

    total_s: float = 60.0
    longest_pause_s: float = 10.0


class _Again(Exception):
    def __init__(self, error: ApiProblem | ServiceUnreachable, pause_s: float) -> None:
        super().__init__(str(error))
        self.error = error
        self.pause_s = pause_s


class Client:
    """One service. Methods raise `ApiProblem` for what it refuses and `ServiceUnreachable`; safe from any thread.

    `on_trouble` is told, while it is being tried again, why the last try failed. Jobs and batches are returned as the API
    shows them.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        patience: Patience = Patience(),
        on_trouble: Callable[[str], None] = lambda detail: None,
    ) -> None:
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._patience = patience
        self._on_trouble = on_trouble
        self._local = threading.local()

    def submit(
        self,
        audio: Path,
        transcript: Path,
        *,
        options: Mapping[str, Any],
        idempotency_key: str,
        batch: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        on_upload: Callable[[int, int], None] = lambda sent, total: None,
    ) -> dict[str, Any]:
        """The job, queued. `on_upload` is told how many bytes of how many are sent. Raises `OSError` for the files."""

        def post() -> requests.Response:
            with ExitStack() as files:
                fields: dict[str, Any] = {
                    "options": json.dumps(options),
                    "transcript": (transcript.name, files.enter_context(transcript.open("rb")), "application/octet-stream"),
                    "audio": (audio.name, files.enter_context(audio.open("rb")), "application/octet-stream"),
                }
                if batch:
                    fields["batch"] = batch
                if metadata:
                    fields["metadata"] = json.dumps(metadata)
                body = MultipartEncoder(fields)
                monitor = MultipartEncoderMonitor(body, lambda sent: on_upload(sent.bytes_read, body.len))
                headers = {"Content-Type": body.content_type, "Idempotency-Key": idempotency_key}
                return self._send("POST", "/v1/jobs", data=monitor, headers=headers)

        return self._json(post)

    def job(self, job_id: str, *, wait_s: float = 0, version: int | None = None) -> dict[str, Any]:
        """The job; with `wait_s` when it is no longer in `version`, or after that time."""
        query = {"wait": wait_s, **({} if version is None else {"version": version})} if wait_s else {}
        return self._json(lambda: self._send("GET", f"/v1/jobs/{job_id}", params=query))

    def jobs(self, **query: Any) -> dict[str, Any]:
        """A page of jobs: `status`, `batch`, `limit`, `starting_after`."""
        wanted = {name: value for name, value in query.items() if value is not None}
        return self._json(lambda: self._send("GET", "/v1/jobs", params=wanted))

    def cancel(self, job_id: str) -> dict[str, Any]:
        """The job, cancelled or about to be."""
        return self._json(lambda: self._send("POST", f"/v1/jobs/{job_id}/cancel"))

    def retry(self, job_id: str) -> dict[str, Any]:
        """The failed or cancelled job, queued again."""
        return self._json(lambda: self._send("POST", f"/v1/jobs/{job_id}/retry"))

    def captions(self, job_id: str, suffix: str, choices: Mapping[str, Any]) -> bytes:
        """The captions in a format."""
        query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in choices.items()}
        return self._answer(lambda: self._send("GET", f"/v1/jobs/{job_id}/captions.{suffix}", params=query)).content

    def create_batch(self, name: str, idempotency_key: str) -> dict[str, Any]:
        """The batch, made now or before with the same key."""
        headers = {"Idempotency-Key": idempotency_key}
        return self._json(lambda: self._send("POST", "/v1/batches", json={"name": name}, headers=headers))

    def batch(self, batch_id: str) -> dict[str, Any]:
        """The batch with a line for each job."""
        return self._json(lambda: self._send("GET", f"/v1/batches/{batch_id}"))

    def _send(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> requests.Response:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        session: requests.Session = self._local.session
        return session.request(
            method, self._url + path, headers={**self._headers, **(headers or {})}, timeout=TIMEOUT_S, **more
        )

    def _json(self, send: Callable[[], requests.Response]) -> dict[str, Any]:
        answer: dict[str, Any] = self._answer(send).json()
        return answer

    def _answer(self, send: Callable[[], requests.Response]) -> requests.Response:
        pause = wait_random_exponential(multiplier=0.5, max=self._patience.longest_pause_s)

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(pause(state), error.pause_s if isinstance(error, _Again) else 0.0)

        tries = Retrying(
            retry=retry_if_exception_type(_Again),
            stop=stop_after_delay(self._patience.total_s),
            wait=wait,
            before_sleep=lambda state: self._on_trouble(str(state.outcome.exception()) if state.outcome else ""),
            reraise=True,
        )
        try:
            return tries(self._once, send)
        except _Again as again:
            raise again.error from None

    def _once(self, send: Callable[[], requests.Response]) -> requests.Response:
        try:
            response = send()
        except (requests.ConnectionError, requests.Timeout) as error:
            unreachable = ServiceUnreachable(
                f"Nothing answers at {self._url}. Start the service (`oncue serve`), or give its address: --url."
            )
            raise _Again(unreachable, 0.0) from error
        except (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema):
            raise ServiceUnreachable(f"{self._url} is not an address: give one such as http://127.0.0.1:8000.") from None
        if response.ok:
            return response
        problem = problem_of(response)
        if problem.code in _PASSING or (response.status_code in _PASSING_STATUS):
            raise _Again(problem, _retry_after_s(response))
        raise problem


def _retry_after_s(response: requests.Response) -> float:
    value = response.headers.get("Retry-After", "")
    return min(60.0, float(value)) if value.isdigit() else 0.0

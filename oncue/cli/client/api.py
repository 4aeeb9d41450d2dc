"""A method for each call of the API, with uploads streamed from disk, and the same idempotency key at every try."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import requests
from requests_toolbelt import MultipartEncoder, MultipartEncoderMonitor

from oncue.cli.client.http import Http
from oncue.cli.client.patience import Patience, Persistence
from oncue.errors import OncueError

_BYTES = "application/octet-stream"


class UploadStopped(OncueError):
    """The upload was broken off from this side."""

    code = "interrupted"


class Client:
    """A client of one service. Methods raise `ApiProblem` for what it refuses and `ServiceUnreachable`; safe from any
    thread.

    `on_trouble` is called each time something is tried again, with the reason of the last failure. Once `stopped` is set,
    nothing is tried again, and uploads break off with `UploadStopped`. Jobs and batches are returned as the API shows them.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        patience: Patience | None = None,
        on_trouble: Callable[[str], None] = lambda detail: None,
        stopped: threading.Event | None = None,
    ) -> None:
        self._http = Http(url, key, Persistence(patience or Patience(), on_trouble, stopped or threading.Event()))

    def submit(
        self,
        audio: Path,
        transcript: Path,
        *,
        options: Mapping[str, Any],
        idempotency_key: str,
        audio_sha256: str | None = None,
        batch: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        on_upload: Callable[[int, int], None] = lambda sent, total: None,
    ) -> dict[str, Any]:
        """Submits a job and returns it: queued, or as it is where the same key has made it before.

        With `audio_sha256` (hex), a recording that does not arrive as it was hashed is refused. `on_upload` is called with
        the bytes sent and the bytes to send. Raises `OSError` for the files.
        """
        fields = {"options": json.dumps(options), "batch": batch, "audio_sha256": audio_sha256}
        fields["metadata"] = json.dumps(metadata) if metadata else None
        told = {name: value for name, value in fields.items() if value is not None}

        def sent(monitor: MultipartEncoderMonitor) -> None:
            if self._http.stopped.is_set():
                raise UploadStopped(f"The upload of {audio} was broken off.")
            on_upload(monitor.bytes_read, monitor.len)

        def post() -> requests.Response:
            with ExitStack() as files:
                body = MultipartEncoder(
                    {
                        **told,
                        "transcript": (_name(transcript), files.enter_context(transcript.open("rb")), _BYTES),
                        "audio": (_name(audio), files.enter_context(audio.open("rb")), _BYTES),
                    }
                )
                headers = {"Content-Type": body.content_type, "Idempotency-Key": idempotency_key}
                return self._http.send("POST", "/v1/jobs", data=MultipartEncoderMonitor(body, sent), headers=headers)

        return self._http.json(post)

    def job(self, job_id: str, *, wait_s: float = 0, version: int | None = None) -> dict[str, Any]:
        """The job; with `wait_s`, as soon as it is no longer in `version`, or after so many seconds."""
        return self._get(f"/v1/jobs/{job_id}", wait=wait_s or None, version=version if wait_s else None)

    def jobs(self, **query: Any) -> dict[str, Any]:
        """A page of jobs, newest first. Parameters: `status`, `batch`, `limit`, `starting_after`."""
        return self._get("/v1/jobs", **query)

    def cancel(self, job_id: str) -> dict[str, Any]:
        """Cancels a job and returns it, cancelled or about to be."""
        return self._post(f"/v1/jobs/{job_id}/cancel")

    def retry(self, job_id: str) -> dict[str, Any]:
        """Queues a failed or cancelled job again and returns it."""
        return self._post(f"/v1/jobs/{job_id}/retry")

    def captions(self, job_id: str, suffix: str, choices: Mapping[str, Any]) -> bytes:
        """The captions in a format, as bytes; `choices` go before those of the job's own options."""
        query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in choices.items()}
        return self._http.answer(
            lambda: self._http.send("GET", f"/v1/jobs/{job_id}/captions.{suffix}", params=query)
        ).content

    def check(self, job_id: str, choices: Mapping[str, Any]) -> dict[str, Any]:
        """What a job's captions break of the rules `rules` of `choices`, which has their look, too."""
        return self._get(f"/v1/jobs/{job_id}/check", **choices)

    def create_batch(self, name: str, idempotency_key: str) -> dict[str, Any]:
        """Makes a batch and returns it, or the one made before with the same key."""
        return self._post("/v1/batches", json={"name": name}, headers={"Idempotency-Key": idempotency_key})

    def batch_page(self, batch_id: str, **query: Any) -> dict[str, Any]:
        """The batch with its counts and a page of lines: `limit` (0: counts alone), `starting_after`, `changed_since`."""
        return self._get(f"/v1/batches/{batch_id}", **query)

    def cancel_batch(self, batch_id: str) -> dict[str, Any]:
        """Closes a batch, cancels its jobs that have not finished, and returns it."""
        return self._post(f"/v1/batches/{batch_id}/cancel")

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        wanted = {name: value for name, value in query.items() if value is not None}
        return self._http.json(lambda: self._http.send("GET", path, params=wanted))

    def _post(self, path: str, **more: Any) -> dict[str, Any]:
        return self._http.json(lambda: self._http.send("POST", path, **more))


def _name(path: Path) -> str:
    """The name of a file, with characters that UTF-8 cannot carry replaced."""
    return path.name.encode("utf-8", "replace").decode()

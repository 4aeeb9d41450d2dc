"""An editor at a desk over HTTP: it edits, hears of new times by the stream of events, and reads what has changed."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import requests

TIMES_PATIENCE_S = 60.0


class DeskClient:
    """A client of one job's desk. Answers that are no success raise `requests.HTTPError`."""

    def __init__(self, url: str, job: str) -> None:
        self.address = f"{url}/v1/jobs/{job}/desk"
        self.rev = self.retimed = 0
        self._session = requests.Session()

    def open(self, patience_s: float = 60) -> Mapping[str, Any]:
        """Opens the desk, and returns it once it has its sound. Raises `RuntimeError` where it cannot have it in time."""
        ends = time.monotonic() + patience_s
        while (state := self._answer(self._session.post(self.address, timeout=60))["state"]) != "open":
            if state == "failed" or time.monotonic() > ends:
                raise RuntimeError(f"the desk has no sound: it is {state}")
            time.sleep(1)
        return self.read()

    def read(self) -> Mapping[str, Any]:
        """The whole desk."""
        found = self._answer(self._session.get(self.address, timeout=60))
        self.rev, self.retimed = found["rev"], found["retimed"]
        return found

    def changes(self, since: int, retimed: int) -> Mapping[str, Any]:
        """The rows that changed since a revision with so many retimings; the whole desk where that is not remembered."""
        query = {"since": since, "retimed": retimed}
        found = self._answer(self._session.get(f"{self.address}/changes", params=query, timeout=60))
        if found["words"] is None:
            return self.read()
        self.rev, self.retimed = found["rev"], found["retimed"]
        return found

    def edit(self, ops: Sequence[Mapping[str, Any]], edit_id: str | None = None) -> Mapping[str, Any]:
        """Saves an edit of the revision that was last seen."""
        sent = {"edit_id": edit_id or uuid.uuid4().hex, "ops": ops}
        query = {"retimed": self.retimed}
        headers = {"If-Match": f'"{self.rev}"'}
        answer = self._session.post(f"{self.address}/edits", json=sent, params=query, headers=headers, timeout=60)
        saved = self._answer(answer)
        self.rev, self.retimed = saved["rev"], saved["retimed"]
        return saved

    @staticmethod
    def _answer(answer: requests.Response) -> Mapping[str, Any]:
        answer.raise_for_status()
        found: Mapping[str, Any] = answer.json()
        return found


class EventFollower:
    """Follows a desk's stream of events in a thread, until it is closed."""

    def __init__(self, client: DeskClient) -> None:
        self._answer = requests.get(f"{client.address}/events", stream=True, timeout=(60, 60))
        self._answer.raise_for_status()
        self._told: list[tuple[float, Mapping[str, Any]]] = []
        self._news = threading.Condition()
        threading.Thread(target=self._follow, daemon=True).start()

    def retimed_beyond(self, retimed: int) -> float | None:
        """When (`time.monotonic`) an event first told of more retimings; None where none does in time."""
        ends = time.monotonic() + TIMES_PATIENCE_S
        with self._news:
            while True:
                for at, event in self._told:
                    if event.get("retimed", 0) > retimed:
                        return at
                if not self._news.wait(ends - time.monotonic()) and time.monotonic() >= ends:
                    return None

    def close(self) -> None:
        """Ends it."""
        self._answer.close()

    def _follow(self) -> None:
        with suppress(requests.RequestException, AttributeError, ValueError):
            for line in self._answer.iter_lines(chunk_size=1):
                if line.startswith(b"data: "):
                    with self._news:
                        self._told.append((time.monotonic(), json.loads(line[6:])))
                        self._news.notify_all()

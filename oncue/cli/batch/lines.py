"""The lines that the API has for a batch's jobs, kept up to date by asking only for those that changed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from oncue.cli.client import Client

PAGE = 50
"""Lines asked for at once. While the service writes a page, it answers nobody else, and 50 take it 3 ms."""

BETWEEN_PAGES_S = 0.05
"""Seconds of pause between two pages, for other clients. Ten thousand lines, read once at the start, take 11 s with it."""


class BatchLines:
    """The lines of all jobs of a batch, by job. Not safe from several threads.

    A batch of ten thousand that is asked for whole, each second, keeps the service from answering anybody else.
    """

    def __init__(self, client: Client, batch_id: str) -> None:
        self._client = client
        self._batch_id = batch_id
        self._lines: dict[str, Mapping[str, Any]] = {}
        self._version: int | None = None
        self.batch: Mapping[str, Any] = {}

    def refresh(self) -> Mapping[str, Mapping[str, Any]]:
        """All lines as they are now, by job; `batch` then holds the batch, with its counts.

        Raises what the client raises.
        """
        total = self._sweep(self._version)
        if total < len(self._lines):  # jobs were deleted: only asking for all tells which
            self._lines = {}
            self._sweep(None)
        return self._lines

    def _sweep(self, version: int | None) -> int:
        """Takes the lines that changed since `version`, or all; returns the count of jobs in the batch."""
        page = self.batch = self._client.batch_page(self._batch_id, limit=PAGE, changed_since=version)
        while True:
            self._lines |= {line["job"]: line for line in page["items"]}
            if not page.get("has_more"):
                break
            time.sleep(BETWEEN_PAGES_S)
            last = page["items"][-1]["job"]
            page = self._client.batch_page(self._batch_id, limit=PAGE, changed_since=version, starting_after=last)
        self._version = self.batch.get("version")
        return int(self.batch["total"])

"""The run of a batch between pairing and the report: uploads, follows jobs, and fetches captions."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from oncue.cli.batch.fetch import fetch_captions
from oncue.cli.batch.item import Item, ItemStatus
from oncue.cli.batch.lines import BatchLines
from oncue.cli.batch.state import BatchState
from oncue.cli.client import ApiProblem, Client, ServiceUnreachable
from oncue.cli.client.content import content_of
from oncue.cli.client.problems import failure_of
from oncue.errors import OncueError

BATCH_POLL_S = 1.0
"""Longest pause between two looks at the jobs, in seconds."""

FIRST_LOOK_S = 0.1
"""The first pause: what a service has at once, a batch of a few, need not wait for a second."""

_LATER = frozenset({"unauthorized", "unexpected_answer", "moved"})
"""Codes of refusals that are not the item's own fault, beside those of the service's mistakes (5xx). They leave an item for
the next run."""


class BatchRun:
    """One run over the items that wait. `shown` is called about once a second, to draw the progress.

    `client` was given `stopped` too: setting it ends uploads and retries.
    """

    def __init__(
        self,
        client: Client,
        state: BatchState,
        items: Sequence[Item],
        options: Mapping[str, Any],
        *,
        uploads: int,
        shown: Callable[[], None],
        stopped: threading.Event,
        look_every_s: float = BATCH_POLL_S,
    ) -> None:
        self._client = client
        self._state = state
        self._items = [item for item in items if item.status is ItemStatus.WAITING]
        self._options = options
        self._uploads = uploads
        self._shown = shown
        self._stopped = stopped
        self._look_every_s = look_every_s
        self._lock = threading.Lock()
        self._by_job: dict[str, list[Item]] = defaultdict(list)
        self._known: frozenset[str] = frozenset()
        self.batch: str | None = None

    def run(self, name: str, url: str) -> None:
        """Works until every item is captioned, has failed or is left for later. Ctrl-C ends it and loses nothing.

        Raises `ServiceUnreachable` and `ApiProblem` where the service stays away or refuses the batch, and `OSError` where
        the state cannot be kept; the items that wait then are still to be done.
        """
        if not self._items:
            return
        try:
            lines = self._open(name, url)
            batch = self.batch = str(lines.batch["id"])
            with (
                ThreadPoolExecutor(self._uploads, "upload") as uploads,
                ThreadPoolExecutor(self._uploads, "fetch") as fetches,
            ):
                try:
                    sending = [uploads.submit(self._guarded, item, self._send, batch) for item in self._items]
                    self._follow(lines, sending, fetches)
                except BaseException:
                    self._stopped.set()
                    uploads.shutdown(wait=False, cancel_futures=True)
                    fetches.shutdown(wait=False, cancel_futures=True)
                    raise
        finally:
            self._state.save()
        if all(item.status in (ItemStatus.CAPTIONED, ItemStatus.FAILED) for item in self._items):
            self._state.finish()

    def _open(self, name: str, url: str) -> BatchLines:
        """The unfinished batch, with the jobs it has; a new one where there is none, or where it was cancelled."""
        batch = self._client.create_batch(name, self._state.batch_key(url))
        if batch["cancelled_at"] is not None:
            self._state.finish()
            batch = self._client.create_batch(name, self._state.batch_key(url))
        lines = BatchLines(self._client, batch["id"])
        self._known = frozenset(lines.refresh())
        return lines

    def _follow(self, known: BatchLines, sending: Sequence[Future[None]], fetches: ThreadPoolExecutor) -> None:
        pause_s = min(FIRST_LOOK_S, self._look_every_s)
        while True:
            all_sent = all(each.done() for each in sending)
            with self._lock:
                sent = {job: list(items) for job, items in self._by_job.items()}
            lines = known.refresh()
            for job, items in sent.items():
                for item in items:
                    if item.status is ItemStatus.WAITING and not item.fetching:
                        self._look(item, lines.get(job), fetches)
            self._state.save()
            self._shown()
            if all_sent and all(item.status is not ItemStatus.WAITING for item in self._items):
                return
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, self._look_every_s)

    def _look(self, item: Item, line: Mapping[str, Any] | None, fetches: ThreadPoolExecutor) -> None:
        if line is None:
            item.fail("not_found", "Its job was deleted from the service. Run this again.")
            return
        item.stage, item.progress = line["stage"], line["progress"]
        failure = failure_of(line)
        if failure is not None:
            item.fail(failure.code, failure.detail)
        elif line["status"] == "completed":
            item.fetching = True
            fetches.submit(self._guarded, item, self._fetch)

    def _guarded(self, item: Item, act: Callable[..., None], *arguments: Any) -> None:
        """Does one step for one item: an error is the item's own failure, and an item that a stop breaks off stays as it
        is."""
        if self._stopped.is_set():
            return
        try:
            act(item, *arguments)
        except Exception as error:
            if not self._stopped.is_set():
                _blame(item, error)

    def _send(self, item: Item, batch: str) -> None:
        assert item.audio is not None
        assert item.transcript is not None
        options = {**self._options, **item.options}
        content = content_of(item.audio, item.transcript)
        key = content.key({**options, "metadata": dict(item.metadata)}, batch)
        item.job = self._state.job(key)
        if item.job not in self._known:
            item.job = self._upload(item, batch, options=options, idempotency_key=key, audio_sha256=content.audio_sha256)
            with suppress(OSError):  # without the note, the next run asks the service, which knows the content
                self._state.add_job(key, item.job)
        item.stage = None
        with self._lock:
            self._by_job[item.job].append(item)  # the same content twice is one job, and captions for both

    def _upload(self, item: Item, batch: str, **told: Any) -> str:
        assert item.audio is not None
        assert item.transcript is not None

        def on_upload(sent: int, total: int) -> None:
            item.stage, item.progress = "upload", sent / max(1, total)

        while True:
            try:
                job = self._client.submit(
                    item.audio, item.transcript, batch=batch, metadata=item.metadata, on_upload=on_upload, **told
                )
                return str(job["id"])
            except ApiProblem as problem:
                # A full queue empties as jobs finish: that may take hours, and is no reason to give up.
                if problem.code != "rate_limited" or self._stopped.is_set():
                    raise

    def _fetch(self, item: Item) -> None:
        fetch_captions(self._client, self._state, item)


def _blame(item: Item, error: Exception) -> None:
    match error:
        case OncueError() if _is_not_its_fault(error):
            item.leave(error.code, f"{error.detail} Then run this again.")
        case OncueError() if item.fetching and not isinstance(error, ApiProblem):
            item.leave(error.code, error.detail)
        case OncueError():
            item.fail(error.code, error.detail)
        case OSError() if item.fetching:
            why = f"{error.filename or item.name}: {error.strerror or error}"
            item.leave("cannot_write", f"Its captions cannot be written: {why}. Mend that, then run this again.")
        case OSError():
            item.fail("file_unreadable", f"{error.filename or item.name}: {error.strerror or error}. Check the file.")
        case _:
            item.fail("internal_error", f"{type(error).__name__}: {error}. Please report this.")


def _is_not_its_fault(error: OncueError) -> bool:
    refused = isinstance(error, ApiProblem) and (error.code in _LATER or error.status >= 500)
    return refused or isinstance(error, ServiceUnreachable)


def mark_unfinished(items: Sequence[Item], code: str, detail: str) -> None:
    """Marks the items that a run leaves undone as it ends early; the next run does them."""
    for item in items:
        if item.status is ItemStatus.WAITING:
            item.leave(code, detail)

"""Uploading, following and fetching: what happens to the items between pairing and the report."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from alignment.errors import OncueError
from alignment.formats import caption_format
from oncue.batch.item import Fate, Item
from oncue.batch.state import BatchState
from oncue.client import ApiProblem, Client, ServiceUnreachable
from oncue.client.content import content_key
from oncue.client.problems import failure_of
from oncue.outputs import Output, write_files

LOOK_EVERY_S = 1.0


class BatchRun:
    """One run over `items`. `shown` is called about once a second with the items, to draw how far they are."""

    def __init__(
        self,
        client: Client,
        state: BatchState,
        items: Sequence[Item],
        options: Mapping[str, Any],
        *,
        uploads: int,
        shown: Callable[[], None],
    ) -> None:
        self._client = client
        self._state = state
        self._items = [item for item in items if item.fate is Fate.WAITING]
        self._options = options
        self._uploads = uploads
        self._shown = shown
        self._by_job: dict[str, list[Item]] = defaultdict(list)
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def run(self, name: str, url: str) -> None:
        """Until every item is captioned or has failed, or the service is gone for good. Ctrl-C ends it and loses nothing."""
        if not self._items:
            return
        batch = self._client.create_batch(name, self._state.batch_key(url))["id"]
        with ThreadPoolExecutor(self._uploads, "upload") as uploads, ThreadPoolExecutor(self._uploads, "fetch") as fetches:
            try:
                sending = [uploads.submit(self._guarded, item, lambda item: self._send(item, batch)) for item in self._items]
                self._follow(batch, sending, fetches)
            except BaseException:
                self._stopped.set()
                uploads.shutdown(wait=False, cancel_futures=True)
                fetches.shutdown(wait=False, cancel_futures=True)
                raise
        if all(item.fate in (Fate.CAPTIONED, Fate.FAILED) for item in self._items):
            self._state.finish()

    def _follow(self, batch: str, sending: Sequence[Future[None]], fetches: ThreadPoolExecutor) -> None:
        while True:
            all_sent = all(each.done() for each in sending)
            for line in self._client.batch(batch)["items"]:
                with self._lock:
                    items = list(self._by_job.get(line["job"], ()))
                for item in items:
                    self._look(item, line, fetches)
            self._shown()
            if all_sent and all(item.fate is not Fate.WAITING for item in self._items):
                return
            time.sleep(LOOK_EVERY_S)

    def _look(self, item: Item, line: Mapping[str, Any], fetches: ThreadPoolExecutor) -> None:
        if item.fate is not Fate.WAITING or item.fetching:
            return
        item.stage, item.progress = line["stage"], line["progress"]
        failure = failure_of(line)
        if failure is not None:
            item.fail(failure.code, failure.detail)
        elif line["status"] == "completed":
            item.fetching = True
            fetches.submit(self._guarded, item, self._fetch)

    def _guarded(self, item: Item, act: Callable[[Item], None]) -> None:
        """Whatever goes wrong with one item is its own failure."""
        if self._stopped.is_set():
            return
        try:
            act(item)
        except ServiceUnreachable as error:
            item.fate, item.code, item.detail = Fate.UNFINISHED, error.code, f"{error.detail} Then run this again."
        except OncueError as error:
            if isinstance(error, ApiProblem) and error.code in ("rate_limited", "unavailable", "storage_full"):
                item.fate, item.code, item.detail = Fate.UNFINISHED, error.code, error.detail
            else:
                item.fail(error.code, error.detail)
        except OSError as error:
            item.fail("file_unreadable", f"{error.filename or item.name}: {error.strerror or error}. Check the file.")

    def _send(self, item: Item, batch: str) -> None:
        assert item.audio is not None
        assert item.transcript is not None
        options = {**self._options, **item.options}
        job = self._client.submit(
            item.audio,
            item.transcript,
            options=options,
            batch=batch,
            metadata=item.metadata,
            idempotency_key=content_key(item.audio, item.transcript, {**options, "metadata": dict(item.metadata)}, batch),
        )
        item.job = job["id"]
        with self._lock:
            self._by_job[job["id"]].append(item)  # the same content twice is one job, and captions for both

    def _fetch(self, item: Item) -> None:
        assert item.job is not None
        contents = []
        for path in item.outputs:
            path.parent.mkdir(parents=True, exist_ok=True)
            form = caption_format(path.suffix)
            contents.append((Output(path, form), self._client.captions(item.job, form.suffix, {})))
        write_files(contents)
        with self._lock:
            self._state.add_written(item.outputs)
        quality = self._client.job(item.job)["quality"] or {}
        item.warnings = tuple(quality.get("warnings", ()))
        item.fate, item.progress = Fate.CAPTIONED, 1.0


def mark_unfinished(items: Sequence[Item], code: str, detail: str) -> None:
    """What is not done when a run ends early: to be done by the next."""
    for item in items:
        if item.fate is Fate.WAITING:
            item.fate, item.code, item.detail = Fate.UNFINISHED, code, detail

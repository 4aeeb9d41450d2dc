"""Reading processes shared by many threads: a bounded number, kept warm, and a bounded wait for one of them."""

from __future__ import annotations

import logging
import os
import queue
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock

from oncue.transcript import DEFAULT_LIMITS, SizeLimits
from oncue.transcript.sandbox.file_naming import named
from oncue.transcript.sandbox.messages import ReadReply, ReadTranscript
from oncue.transcript.sandbox.read_limits import ReadLimits
from oncue.transcript.sandbox.reader import Reader, ReadersBusy
from oncue.transcript.sandbox.reading_process import ReaderBroken, ReadingProcess

MOST_READERS = 4
LEAST_TIME_S = 2.0
"""Who would have less than this left for its text after the wait is sent away while it waits."""

MOST_WAITING = 80
"""The wait is bounded in time, too."""

_BUSY = "Too many files are being read. Try again in a moment."

_log = logging.getLogger(__name__)


class Readers:
    """At most `count` processes (default: one for each core, 2 to 4), started as they are needed and replaced when they
    end; `waiting` threads at most wait for one. Safe from any thread."""

    def __init__(
        self,
        count: int | None = None,
        limits: ReadLimits | None = None,
        waiting: int = MOST_WAITING,
        process: Callable[[ReadLimits], ReadingProcess] = ReadingProcess,
    ) -> None:
        self._most_waiting = waiting
        self._limits = limits or ReadLimits()
        # Processes die with the thread that started them: one that lives as long as this process starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="readers-start")
        self._warmer = ThreadPoolExecutor(1, thread_name_prefix="readers-warm")
        self._free: queue.LifoQueue[Reader] = queue.LifoQueue()  # the one that read last is warm
        for _ in range(count or max(2, min(MOST_READERS, _cores()))):
            self._free.put(Reader(self._limits, self._started, process))
        self._waiting = 0
        self._lock = Lock()

    def read(
        self, data: bytes, *, name: str | None = None, language: str | None = None, limits: SizeLimits = DEFAULT_LIMITS
    ) -> ReadTranscript:
        """As `Reader.read`; what is wrong with the text is told with the file's name. Raises `ReadersBusy`, too, where too
        many wait, or none became free in time."""
        with self._lent() as (reader, deadline), named(name):
            return reader.read(data, name=name, language=language, limits=limits, deadline=deadline)

    def ask(self, request: bytes) -> tuple[ReadReply, bytes, bytes]:
        """As `Reader.ask`. Raises `ReadersBusy`, too, as `read` does."""
        with self._lent() as (reader, deadline):
            return reader.ask(request, deadline)

    def warm(self) -> None:
        """Starts one process in the background, if none is ready, so that the next text need not wait for it."""
        self._warmer.submit(self._warm_one)

    def close(self) -> None:
        """Ends all processes that are not reading."""
        while True:
            try:
                self._free.get_nowait().close()
            except queue.Empty:
                return

    @contextmanager
    def _lent(self) -> Iterator[tuple[Reader, float]]:
        """A reader, and the moment by which it has to answer."""
        deadline = time.monotonic() + self._limits.total_s
        reader = self._taken(deadline - LEAST_TIME_S)
        try:
            yield reader, deadline
        finally:
            self._free.put(reader)
            if reader.pid is None:  # its process ended: the next text shall not wait for another one's start
                self.warm()

    def _taken(self, until: float) -> Reader:
        with self._lock:
            if self._waiting >= self._most_waiting + self._free.qsize():
                raise ReadersBusy(_BUSY)
            self._waiting += 1
        try:
            return self._free.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            raise ReadersBusy(_BUSY) from None
        finally:
            with self._lock:
                self._waiting -= 1

    def _warm_one(self) -> None:
        try:
            reader = self._free.get_nowait()
        except queue.Empty:
            return
        try:
            reader.warm()
        except (OSError, ReaderBroken) as error:
            _log.warning("no process to read transcripts could be started: %s", error)
        finally:
            self._free.put(reader)

    def _started(self, begin: Callable[[], None]) -> None:
        self._starter.submit(begin).result()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

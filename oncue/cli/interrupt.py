"""Runs work so that Ctrl-C stops it within a second, even while it is inside C++ code that does not look at signals."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TypeVar

from oncue.progress import Progress

_Result = TypeVar("_Result")

GRACE_S = 0.5
"""Seconds that the work may take to clean up after itself before it is ended by force."""


class Stopped(Exception):
    """The error that is raised inside the work at its next report of progress, so that its own clean-up runs."""


def run_interruptibly(work: Callable[[Callable[[Progress], Progress]], _Result]) -> _Result:
    """The result of `work`, which runs in a thread while this one waits for it or for Ctrl-C (or SIGTERM).

    `work` is given a wrapper for its progress callback; wrapped, the callback raises `Stopped` once the user has had enough.
    Work that does not get there in time is left behind; the caller must then end with `os._exit`, since an interpreter that
    unwinds under running C++ threads crashes. Raises what `work` raises, and `KeyboardInterrupt`.
    """
    stop = threading.Event()
    outcome: list[_Result] = []
    failure: list[BaseException] = []

    def stoppable(callback: Progress) -> Progress:
        def report(stage: str, done: float, audio_ms: int | None = None) -> None:
            if stop.is_set():
                raise Stopped
            callback(stage, done, audio_ms)

        return report

    def run() -> None:
        try:
            outcome.append(work(stoppable))
        except BaseException as error:
            failure.append(error)

    previous = signal.signal(signal.SIGTERM, _interrupt)
    thread = threading.Thread(target=run, name="work", daemon=True)
    try:
        thread.start()
        while thread.is_alive():
            thread.join(0.1)
    except KeyboardInterrupt:
        stop.set()
        with suppress(KeyboardInterrupt):
            thread.join(GRACE_S)
        raise
    finally:
        signal.signal(signal.SIGTERM, previous)
    if failure:
        raise failure[0]
    return outcome[0]


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt

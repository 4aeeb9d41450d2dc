"""A process that does an aligner's work, kept running: a stretch that ends it costs the others a second.

It is no process of Celery's pool: while Redis is away, Celery makes no new ones, and edits are to be timed all the same.
"""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

PAUSE_S = 0.5
MOST_PAUSE_S = 30.0
WELL_STARTED_S = 20.0
"""Seconds after which a process counts as started well. One that ends before is started again after a pause that doubles."""

PROCESS_STOP_S = 8.0
"""Seconds in which all processes of an aligner end once they are asked to: `oncue serve` waits for 10."""

KILLED_S = 0.5
"""Seconds within which a process that was killed is gone."""

_log = logging.getLogger(__name__)


class ProcessKeeper:
    """Runs a command, which does `task`. Its standard input is for wake-ups, a line each; it ends with it, too."""

    def __init__(self, task: str, program: Sequence[str]) -> None:
        self._task = task
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._writing = threading.Lock()
        # The process ends with the thread that starts it: this one lives as long as this program.
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Starts the process, and from now on starts it again whenever it ends."""
        self._thread.start()

    def wake(self) -> None:
        """Passes a wake-up on. One that is lost costs nothing: the process looks by itself."""
        with self._writing, suppress(OSError, ValueError):
            if self._process is not None and self._process.stdin is not None:
                self._process.stdin.write(b"\n")
                self._process.stdin.flush()

    def ask_to_stop(self) -> None:
        """Asks the process to end, and starts no other."""
        self._stopping.set()
        process = self._process
        if process is not None:
            with suppress(OSError):
                process.terminate()

    def close(self, within_s: float = PROCESS_STOP_S) -> None:
        """Waits for the process to end; kills it where it does not within so many seconds."""
        ends = time.monotonic() + within_s
        self.ask_to_stop()
        process = self._process
        if process is not None:
            try:
                process.wait(max(0.0, ends - time.monotonic()))
            except subprocess.TimeoutExpired:
                _log.warning("the aligner's process (%s) did not end when asked: killed", self._task)
                process.kill()
        if self._thread.ident is not None:
            self._thread.join(max(KILLED_S, ends - time.monotonic()))

    def _keep(self) -> None:
        pause_s = PAUSE_S
        while not self._stopping.is_set():
            try:
                process = subprocess.Popen(self._program, stdin=subprocess.PIPE)
            except OSError as error:  # no memory, or no process more, for a moment
                pause_s = min(MOST_PAUSE_S, 2 * pause_s)
                _log.warning(
                    "the aligner's process (%s) cannot be started (%s); again in %.1f s", self._task, error, pause_s
                )
                self._stopping.wait(pause_s)
                continue
            self._process = process
            if self._stopping.is_set():
                process.terminate()
            settled = not self._ends_within(process, WELL_STARTED_S)
            if settled:
                process.wait()
            pause_s = PAUSE_S if settled else min(MOST_PAUSE_S, 2 * pause_s)
            if not self._stopping.is_set():
                _log.warning(
                    "the aligner's process (%s) ended (%d); started again in %.1f s", self._task, process.returncode, pause_s
                )
                self._stopping.wait(pause_s)

    @staticmethod
    def _ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def close_all(keepers: Sequence[ProcessKeeper], within_s: float = PROCESS_STOP_S) -> None:
    """Asks all processes to end, and waits for them at the same time; kills those that have not ended after so many
    seconds."""
    ends = time.monotonic() + within_s
    for keeper in keepers:
        keeper.ask_to_stop()
    for keeper in keepers:
        keeper.close(max(0.0, ends - time.monotonic()))

"""Processes that are kept running: started again when they end, stopped in order, none of them left behind."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from oncue.system.parent_death import leashed_command

SETTLED_S = 10.0
"""Seconds after which a process counts as started well: when it ends then, it is started again at once."""

HOPELESS_STARTS = 5
"""Failed starts in a row after which a process is given up."""

_log = logging.getLogger(__name__)


class ChildHopeless(Exception):
    """A process ends again and again right after its start."""

    def __init__(self, name: str, returncode: int, log: Path | None) -> None:
        why = f"{log} says why" if log else "its last log lines say why"
        super().__init__(f"{name} does not stay up ({_how(returncode)}); {why}")
        self.name = name


@dataclass(slots=True)
class Child:
    """One program. `grace_s` is how many seconds it may take to end when asked to, `log` its file, if not standard error.

    It is started again after `pause_s`, which doubles with each failure.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace_s: float = 10.0
    log: Path | None = None
    pause_s: float = 0.5
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        """Starts it in a session of its own, so that a terminal's Ctrl-C reaches only the supervisor, which stops things in
        order.

        It must be called from the main thread, whose end is the program's end.
        """
        environment = {**os.environ, **self.environment}
        self.process = subprocess.Popen(
            leashed_command(self.command), env=environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        self.started_at = time.monotonic()

    def tend(self) -> None:
        """Starts it again if it has ended and its pause is over. Raises `ChildHopeless`."""
        now = time.monotonic()
        if self.process is not None and _has_ended(self.process):
            returncode = _reap(self.process)
            self.process = None
            self.failures = 0 if now - self.started_at > SETTLED_S else self.failures + 1
            if self.failures >= HOPELESS_STARTS:
                raise ChildHopeless(self.name, returncode, self.log)
            pause_s = self.pause_s * 2 ** max(0, self.failures - 1)
            self.next_start = now + pause_s
            _log.warning("%s ended (%s); started again in %.1f s", self.name, _how(returncode), pause_s)
        if self.process is None and now >= self.next_start:
            self.start()

    def stop(self, hurried: Callable[[], bool] = lambda: False) -> None:
        """Asks it to end and waits; kills it after its grace, or as soon as `hurried` returns True."""
        process, self.process = self.process, None
        if process is None:
            return
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)  # not Popen's: that one may reap
        deadline = time.monotonic() + self.grace_s
        while not _has_ended(process) and time.monotonic() < deadline and not hurried():
            time.sleep(0.05)
        if not _has_ended(process):
            _log.warning("%s did not end when asked: killed", self.name)
        _reap(process)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """True where it has ended.

    It is not reaped: until then its number, which is its group's too, is given to nobody else.
    """
    if process.returncode is not None:
        return True
    if not hasattr(os, "waitid"):  # macOS, before Python 3.13
        return process.poll() is not None
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _reap(process: subprocess.Popen[bytes]) -> int:
    """Kills what is left of its group, reaps it, and returns its exit code."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def _how(returncode: int) -> str:
    return f"exit code {returncode}" if returncode >= 0 else f"killed by signal {-returncode}"

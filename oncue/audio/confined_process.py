"""Starts a program within limits, in a session of its own, and ends all of it whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from oncue.system.parent_death import leashed_command

# What reads untrusted media sees no keys, and FFREPORT cannot make it write log files.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel allows one process; see `oncue/system/parent_death.py`."""

    cpu_s: int
    memory_bytes: int
    """Address space, not resident memory."""
    output_bytes: int
    """The largest file it may write."""


@contextlib.contextmanager
def started(
    command: Sequence[str],
    folder: Path,
    limits: Limits,
    *,
    stdout: int = subprocess.DEVNULL,
    stderr: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `command` in `folder`; it and its process group are dead when the context is left, and on Linux it also dies with
    this process. `stdout` and `stderr` as in `subprocess.Popen`."""
    process = subprocess.Popen(
        leashed_command(command, (limits.cpu_s, limits.memory_bytes, limits.output_bytes)),
        cwd=folder,
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ} | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # Its own session makes it the leader of its group. Not yet waited for, so the id cannot be another's.
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()

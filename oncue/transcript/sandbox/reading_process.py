"""One process that reads files, as its owner sees it: a start with limits, pipes with a deadline, an end."""

from __future__ import annotations

import os
import selectors
import subprocess
import time
from contextlib import suppress

from oncue.system.own_python import module_command, own_path
from oncue.transcript.sandbox.messages import LIMITS, LONGEST_HEAD, OWNER_VARIABLE
from oncue.transcript.sandbox.read_limits import ReadLimits

_PASSED_ON = ("PATH", "PYTHON", "LD_", "DYLD_", "LANG", "LC_", "TZ", "VIRTUAL_ENV")
"""Beginnings of the variables that the process gets: keys and passwords are none of its business."""


class ReaderBroken(Exception):
    """The reading process does not start, or says what cannot be understood."""


class ProcessEnded(Exception):
    """The process has closed a pipe."""


class DeadlinePassed(Exception):
    """The deadline passed before the process took or said what was wanted."""


class ReadingProcess:
    """A process that has begun to start: the program `module` with `arguments`.

    It ends with the thread that made it, as Linux ends it with its parent.

    Deadlines are moments of the monotonic clock. Methods with one raise `ProcessEnded` and `DeadlinePassed`.
    """

    def __init__(self, limits: ReadLimits, module: str = "oncue.transcript.sandbox", *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if name.startswith(_PASSED_ON)}
        threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._process = subprocess.Popen(
            module_command(module, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",  # it writes no file anywhere
            env={
                **environment,
                **own_path(),
                **threads,
                OWNER_VARIABLE: str(os.getpid()),
                LIMITS: f"{limits.cpu_s} {limits.memory_bytes}",
                "MALLOC_ARENA_MAX": "1",
            },
            start_new_session=True,  # a terminal's Ctrl-C does not reach it
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout
        self._unread = b""
        os.set_blocking(self._input.fileno(), False)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """True where it has not ended."""
        return self._process.poll() is None

    def exit_code(self, patience_s: float) -> int | None:
        """Its exit code, negative for a signal, once it has ended; None where it has not after so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)
        return self._process.poll()

    def kill(self) -> None:
        """Ends it, and closes its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self._output):
            with suppress(OSError):
                pipe.close()

    def send(self, data: bytes, deadline: float) -> None:
        """Writes all of `data` to it."""
        pipe = self._input.fileno()
        rest = memoryview(data)
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_WRITE)
            while rest:
                _wait(selector, deadline)
                try:
                    rest = rest[os.write(pipe, rest[: 64 * 1024]) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    raise ProcessEnded from None

    def line(self, deadline: float) -> bytes:
        """The next line that it writes, with its end. Raises `ReaderBroken` for one that is too long."""
        while b"\n" not in self._unread:
            if len(self._unread) > LONGEST_HEAD:
                raise ReaderBroken("the process that reads transcripts does not end its line")
            self._unread += self._chunk(deadline)
        line, _, self._unread = self._unread.partition(b"\n")
        return line + b"\n"

    def take(self, size: int, deadline: float) -> bytes:
        """The next `size` bytes that it writes."""
        parts, self._unread = [self._unread], b""
        missing = size - len(parts[0])
        while missing > 0:
            parts.append(self._chunk(deadline))
            missing -= len(parts[-1])
        whole = b"".join(parts)
        self._unread = whole[size:]
        return whole[:size]

    def _chunk(self, deadline: float) -> bytes:
        with selectors.DefaultSelector() as selector:
            selector.register(self._output.fileno(), selectors.EVENT_READ)
            _wait(selector, deadline)
        data = os.read(self._output.fileno(), 1024 * 1024)
        if not data:
            raise ProcessEnded
        return data


def _wait(selector: selectors.BaseSelector, deadline: float) -> None:
    if not selector.select(max(0.0, deadline - time.monotonic())):
        raise DeadlinePassed

"""The owner's side of the engine: starts it, asks it, and kills it with everything it started. Imports nothing heavy."""

from __future__ import annotations

import logging
import os
import selectors
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from oncue.jobs.scratch import Scratch
from oncue.system.own_python import module_command, own_path
from worker.engine.messages import ENGINE_OWNER, EngineProgress, EngineRequest, EngineResult, Reply, reply_from_line

STOP_CHECK_S = 0.25
"""Seconds between two times that the owner is asked whether to stop."""

CLOSE_PATIENCE_S = 2.0
"""Seconds that an engine is given to end by itself."""

LONGEST_REPLY = 16 * 1024 * 1024
"""Most bytes of a reply, which is one line."""

_log = logging.getLogger(__name__)


class EngineError(Exception):
    """Base of the ways in which a job ends without a result."""


class EngineStopped(EngineError):
    """A job was stopped by its owner; `reason` is what `should_stop` said."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EngineTimedOut(EngineError):
    """A job took longer than `limit_s`."""

    def __init__(self, limit_s: float) -> None:
        super().__init__(f"took longer than {limit_s:.0f} s")
        self.limit_s = limit_s


class EngineDied(EngineError):
    """The engine ended without an answer: killed, out of memory, or crashed."""

    def __init__(self, returncode: int) -> None:
        how = f"exit code {returncode}"
        if returncode < 0:
            how = f"killed by {_signal_name(-returncode)}"
            if returncode == -signal.SIGKILL:
                how += " (out of memory?)"
        super().__init__(how)
        self.returncode = returncode


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal
        return f"signal {number}"


class EngineRefused(EngineError):
    """The job itself is at fault: its recording, its transcript, its options.

    What was recognised before is kept all the same.
    """

    def __init__(self, code: str, detail: str, data: Mapping[str, Any], recognition_key: str | None = None) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.data = data
        self.recognition_key = recognition_key


class EngineFailed(EngineError):
    """The engine made a mistake, or cannot work here."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Engine:
    """One engine process, started when it is first needed and kept warm.

    It is for one thread: the one that starts the engine must outlive it, as Linux ends a process that dies with its parent
    when that thread ends.

    `command` starts it; `environment` is added to this process's own. `scratch` is where its temporary files go, which are
    removed with it; without, they go where the system wants them.
    """

    def __init__(
        self,
        command: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        scratch: Scratch | None = None,
    ) -> None:
        self._command = list(command) or module_command("worker.engine")
        self._environment = {**os.environ, **own_path(), **(environment or {})}
        self._scratch = scratch
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""

    @property
    def pid(self) -> int | None:
        """The process id of the running engine; None where none runs."""
        return None if self._process is None else self._process.pid

    def run(
        self,
        request: EngineRequest,
        *,
        on_progress: Callable[[EngineProgress], None],
        should_stop: Callable[[], str | None],
        time_limit: Callable[[int | None], float],
    ) -> EngineResult:
        """The result of one job. `should_stop` is asked several times a second; `time_limit` says how many seconds a
        recording of so many milliseconds (None: not known yet) may take.

        Raises `EngineRefused`, which leaves it as it is, and `EngineStopped`, `EngineTimedOut`, `EngineDied` and
        `EngineFailed`, after which the next call starts a new engine: a broken CUDA context would answer every job alike.
        Raises `OSError` where its folder cannot be made.
        """
        process = self._started()
        started = time.monotonic()
        audio_ms: int | None = None
        try:
            self._send(process, request)
            while True:
                for reply in self._replies(process):
                    if isinstance(reply, EngineProgress):
                        audio_ms = reply.audio_ms or audio_ms
                        on_progress(reply)
                    elif isinstance(reply, EngineResult):
                        return reply
                    elif reply.is_job:
                        raise EngineRefused(reply.code, reply.detail, reply.data, reply.recognition_key)
                    else:
                        raise EngineFailed(reply.code, reply.detail)
                reason = should_stop()
                if reason is not None:
                    raise EngineStopped(reason)
                limit_s = time_limit(audio_ms)
                if time.monotonic() - started > limit_s:
                    raise EngineTimedOut(limit_s)
        except EngineRefused:
            raise
        except BaseException:
            self._kill()
            raise

    def close(self) -> None:
        """Ends the engine: nicely if it is idle, else by force."""
        if self._process is None:
            return
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(CLOSE_PATIENCE_S)
        self._kill()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            _log.warning("the engine ended while it was idle: %s", EngineDied(self._process.returncode))
            self._kill()
        if self._process is not None and self._folder is not None and not Path(self._folder.name).exists():
            _log.warning("the engine's folder for temporary files was removed: %s", self._folder.name)
            self._kill()
        if self._process is None:
            self._unread = b""
            environment = {**self._environment, ENGINE_OWNER: str(os.getpid())}
            if self._scratch is not None:
                self._folder = self._scratch.new_folder("engine-")
                environment["TMPDIR"] = self._folder.name
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                    start_new_session=True,  # a group of its own, to be killed as one; Ctrl-C does not reach it
                )
            except OSError as error:
                self._kill()
                why = f"the engine cannot be started: {error}; check ONCUE_ENGINE_COMMAND"
                raise EngineFailed("engine_unavailable", why) from error
        return self._process

    def _send(self, process: subprocess.Popen[bytes], request: EngineRequest) -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(request.to_line().encode())
            process.stdin.flush()
        except BrokenPipeError:
            raise self._death(process) from None

    def _replies(self, process: subprocess.Popen[bytes]) -> list[Reply]:
        """The replies since the last call; waits for some, though not for long."""
        assert process.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(STOP_CHECK_S):
                return []
        data = os.read(process.stdout.fileno(), 65_536)
        if not data:
            raise self._death(process)
        *lines, self._unread = (self._unread + data).split(b"\n")
        replies: list[Reply] = []
        for line in [*lines, self._unread] if len(self._unread) > LONGEST_REPLY else lines:
            try:
                replies.append(reply_from_line(line.decode()))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                raise EngineFailed("internal_error", f"the engine said {line[:200]!r}") from None
        return replies

    def _death(self, process: subprocess.Popen[bytes]) -> EngineDied:
        """The error for an engine that has ended. One that has closed a pipe and does not end by itself is ended."""
        try:
            return EngineDied(process.wait(CLOSE_PATIENCE_S))
        except subprocess.TimeoutExpired:
            _log.warning("the engine closed a pipe and did not end: killed")
            self._kill()
            return EngineDied(process.returncode)

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

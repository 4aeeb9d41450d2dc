"""`oncue serve` as a process, as its users start it: for tests, measurements and the demo. Standard library only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PROGRAM = (sys.executable, "-m", "oncue")
START_PATIENCE_S = 120.0
STOP_PATIENCE_S = 60.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServeProcess:
    """One `oncue serve` on a data folder. `start` after `stop`, or after a kill, goes on where it was.

    `log` takes its standard error, which is this process's where there is none; `environment` is the whole of its
    environment, and `on_line` is called with each line that it prints.
    """

    def __init__(
        self,
        data_dir: Path,
        *arguments: str,
        log: Path | None = None,
        port: int = 0,
        environment: Mapping[str, str] | None = None,
        program: Sequence[str] = PROGRAM,
        on_line: Callable[[str], None] = lambda line: None,
    ) -> None:
        self.url = ""
        """Where it answers, without a slash at the end; empty before the first start."""
        self._command = [*program, "serve", "--port", str(port), "--data-dir", str(data_dir), *arguments]
        self._log = log
        self._environment = dict(os.environ if environment is None else environment)
        self._on_line = on_line
        self._process: subprocess.Popen[str] | None = None

    def start(self, patience_s: float = START_PATIENCE_S) -> None:
        """Starts it and returns when it says that it is ready.

        Raises `RuntimeError`, with the end of its log, where it ends instead, or is ended for not being ready in time.
        """
        errors = None if self._log is None else self._log.open("ab")
        try:
            self._process = process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
            )
        finally:
            if errors is not None:
                errors.close()
        too_late = threading.Timer(patience_s, process.kill)
        too_late.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                self._on_line(line)
                if "ready: " in line:
                    self.url = line.partition("ready: ")[2].split()[0].rstrip("/")
                    threading.Thread(target=self._go_on_reading, args=(process,), daemon=True).start()
                    return
        finally:
            too_late.cancel()
        why = "its lines above say why" if self._log is None else self._log.read_text(errors="replace")[-4000:]
        raise RuntimeError(f"oncue serve ended with {process.wait()} before it was ready: {why}")

    def _go_on_reading(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            for line in process.stdout:
                self._on_line(line)

    @property
    def pid(self) -> int:
        """The process id of the supervisor; everything else is its child."""
        assert self._process is not None
        return self._process.pid

    def is_running(self) -> bool:
        """True where it was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def stop(self, number: int = signal.SIGTERM, patience_s: float = STOP_PATIENCE_S) -> int:
        """Sends it a signal and returns its exit code, 0 where it was not started.

        It is killed, with its children, if it does not end in time.
        """
        process, self._process = self._process, None
        if process is None:
            return 0
        process.send_signal(number)
        try:
            return process.wait(patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

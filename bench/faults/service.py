"""The service under test: `oncue serve` as users run it, with short leases, and its processes by what they are."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import requests

from oncue.jobs.desk_work import DeskTask
from scripts.serving import ServeProcess

LEASE_S = 6.0

SETTINGS = {
    "ONCUE_LEASE_S": str(LEASE_S),
    "ONCUE_HEARTBEAT_S": "2",
    "ONCUE_REAPER_INTERVAL_S": "1",
    "ONCUE_COLLECT_AFTER_S": "30",
    "ONCUE_MIN_FREE_BYTES": str(8 * 1024 * 1024),
    "ONCUE_ENGINE_COMMAND": f"{sys.executable} -m bench.faults.stub_engine",
    "ONCUE_WORKER_PROCESSES": "2",
    "ONCUE_RETRY_AFTER_S": "1",
    "ONCUE_LOG_LEVEL": "INFO",
    "ONCUE_LOG_FORMAT": "json",
}


class Service:
    """One data folder and one `oncue serve` on it. `start` after `stop`, or after a kill, goes on where it was."""

    def __init__(self, folder: Path, port: int, database_url: str, log: Path) -> None:
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.log = log
        self.environment = {**os.environ, **SETTINGS, "ONCUE_DATABASE_URL": database_url}
        oncue = shutil.which("oncue", path=Path(sys.executable).parent)
        self._serve = ServeProcess(
            folder, "--workers", "2", log=log, port=port, environment=self.environment, program=[str(oncue)]
        )

    def start(self) -> None:
        """Starts the service and returns when it is ready."""
        self._serve.start()
        self.wait_ready()

    def wait_ready(self, patience_s: float = 120) -> None:
        """Waits until /readyz says that it is ready."""
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            with suppress(requests.RequestException):
                if requests.get(f"{self.url}/readyz", timeout=2).ok:
                    return
            if not self._serve.is_running():
                raise RuntimeError(f"the service ended; see {self.log}")
            time.sleep(0.2)
        raise RuntimeError(f"the service is not ready after {patience_s} s; see {self.log}")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Asks it to end and waits for it."""
        self._serve.stop(number)

    def processes(self) -> list[psutil.Process]:
        """All processes that it has started, and those that these have."""
        if not self._serve.is_running():
            return []
        return [each for each in psutil.Process(self._serve.pid).children(recursive=True) if each.is_running()]

    def of_role(self, role: str) -> list[psutil.Process]:
        """The processes of a role: `api`, `worker` (the main process), `pool`, `engine`, `aligner` (the main process),
        `timer` (which finds the times of words), `opener` (which opens desks), `reaper`, `redis`."""
        found = []
        for process in self.processes():
            with suppress(psutil.Error):
                if role_of(process) == role:
                    found.append(process)
        return found

    def redis_socket(self) -> str:
        """The socket on which the embedded Redis listens now."""
        (redis,) = self.of_role("redis")
        return redis.cmdline()[0].rpartition("unixsocket:")[2] or _argument(redis.cmdline(), "--unixsocket")


def role_of(process: psutil.Process) -> str:
    """The role of a process of the service; empty for ffmpeg and the like."""
    line = " ".join(process.cmdline())
    if "stub_engine" in line or "worker.engine" in line:
        return "engine"
    if f"worker.aligner.process {DeskTask.STRETCH.value}" in line:
        return "timer"
    if f"worker.aligner.process {DeskTask.OPEN.value}" in line:
        return "opener"
    if "worker.aligner" in line:
        return "aligner"
    if "gunicorn" in line:
        return "api"
    if "oncue reaper" in line:
        return "reaper"
    if "redis-server" in line or "valkey" in line:
        return "redis"
    if "-m worker" in line:
        parent = process.parent()
        return "pool" if parent is not None and "-m worker" in " ".join(parent.cmdline()) else "worker"
    return ""


def _argument(command: Sequence[str], name: str) -> str:
    return command[command.index(name) + 1] if name in command else ""

"""The real service, as `oncue serve` starts it, in a data folder of its own; its worker can be held still."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench.settings import ROOT

START_S = 60
STOP_S = 45
SAMPLE_S = 0.05
MIB = 1024 * 1024


@dataclass(slots=True)
class Memory:
    """Resident memory of the API's process, in MiB, sampled twenty times a second."""

    process: psutil.Process
    peak: float = 0.0
    _ended: threading.Event = field(default_factory=threading.Event)

    def now(self) -> float:
        return float(self.process.memory_info().rss) / MIB

    def restart(self) -> float:
        """Forgets the peak; returns what is used now."""
        self.peak = self.now()
        return self.peak

    def watch(self) -> None:
        """Until `stop`."""
        while not self._ended.wait(SAMPLE_S):
            with suppress(psutil.Error):
                self.peak = max(self.peak, self.now())

    def stop(self) -> None:
        self._ended.set()


@dataclass(frozen=True, slots=True)
class Service:
    """`memory` is the API's; `supervisor` is `oncue serve` itself."""

    url: str
    data_dir: Path
    log: Path
    supervisor: psutil.Process
    memory: Memory

    def hold_worker(self) -> None:
        """The worker and its engine stand still: they take nothing from the queue and nothing of the processor."""
        self._signal_worker(signal.SIGSTOP)

    def free_worker(self) -> None:
        """It goes on."""
        self._signal_worker(signal.SIGCONT)

    def _signal_worker(self, number: signal.Signals) -> None:
        main = next(each for each in self.supervisor.children() if each.cmdline()[-1] == "worker")
        for process in [main, *main.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)


@contextmanager
def running_service(data_dir: Path) -> Iterator[Service]:
    """The service, ready, for the time of the block. Only processes that were started here are ended."""
    log = data_dir.with_suffix(".log")
    command = [sys.executable, "-m", "oncue", "serve", "--port", "0", "--data-dir", str(data_dir)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONCUE_")}
    for kept in ("ONCUE_CACHE_DIR", "ONCUE_MODEL"):
        if kept in os.environ:
            environment[kept] = os.environ[kept]
    environment |= {"ONCUE_LOG_LEVEL": "INFO", "ONCUE_LOG_FORMAT": "json", "PYTHONUNBUFFERED": "1"}
    out = data_dir.with_suffix(".out")
    with log.open("wb") as errors, out.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=errors)
    try:
        url = _wait_until_ready(process, out, log)
        supervisor = psutil.Process(process.pid)
        memory = Memory(_api(supervisor))
        threading.Thread(target=memory.watch, daemon=True).start()
        service = Service(url, data_dir, log, supervisor, memory)
        try:
            yield service
        finally:
            memory.stop()
            with suppress(StopIteration, psutil.Error):
                service.free_worker()
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()  # its children end with it
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], out: Path, log: Path) -> str:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"ready: (http://\S+?)/ ", out.read_text())
        if found:
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"the service did not start:\n{log.read_text(errors='replace')[-4000:]}")


def _api(supervisor: psutil.Process) -> psutil.Process:
    """gunicorn's one worker, which answers the requests; its parent only looks after it."""
    serving = [each for each in supervisor.children(recursive=True) if "service.wsgi:app" in each.cmdline()]
    parents = {each.ppid() for each in serving}
    return next(each for each in serving if each.pid not in parents)

"""The real service, as `oncue serve` starts it, in a data folder of its own; its worker can be held still."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from scripts.serving import ServeProcess

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
        """Forgets the peak; returns what is used now, in MiB."""
        self.peak = self.now()
        return self.peak

    def watch(self) -> None:
        """Samples until `stop`."""
        while not self._ended.wait(SAMPLE_S):
            with suppress(psutil.Error):
                self.peak = max(self.peak, self.now())

    def stop(self) -> None:
        self._ended.set()


@dataclass(frozen=True, slots=True)
class Service:
    """The running service. `memory` is the API's; `supervisor` is `oncue serve` itself."""

    url: str
    data_dir: Path
    log: Path
    supervisor: psutil.Process
    memory: Memory

    def hold_worker(self) -> None:
        """Stops the worker and its engine: they take nothing from the queue and nothing of the processor."""
        self._signal_worker(signal.SIGSTOP)

    def free_worker(self) -> None:
        """Lets them go on."""
        self._signal_worker(signal.SIGCONT)

    def _signal_worker(self, number: signal.Signals) -> None:
        main = next(each for each in self.supervisor.children() if each.cmdline()[-1] == "worker")
        for process in [main, *main.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)


@contextmanager
def running_service(data_dir: Path) -> Iterator[Service]:
    """A context manager with the service, ready. Only processes that were started here are ended."""
    log = data_dir.with_suffix(".log")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ONCUE_")}
    for kept in ("ONCUE_CACHE_DIR", "ONCUE_MODEL"):
        if kept in os.environ:
            environment[kept] = os.environ[kept]
    environment |= {"ONCUE_LOG_LEVEL": "INFO", "ONCUE_LOG_FORMAT": "json", "PYTHONUNBUFFERED": "1"}
    serving = ServeProcess(data_dir, log=log, environment=environment)
    try:
        serving.start()
        supervisor = psutil.Process(serving.pid)
        memory = Memory(_api(supervisor))
        threading.Thread(target=memory.watch, daemon=True).start()
        service = Service(serving.url, data_dir, log, supervisor, memory)
        try:
            yield service
        finally:
            memory.stop()
            with suppress(StopIteration, psutil.Error):
                service.free_worker()
    finally:
        serving.stop()


def _api(supervisor: psutil.Process) -> psutil.Process:
    """The process of gunicorn's one worker, which answers the requests; its parent only looks after it."""
    serving = [each for each in supervisor.children(recursive=True) if "service.wsgi:app" in each.cmdline()]
    parents = {each.ppid() for each in serving}
    return next(each for each in serving if each.pid not in parents)

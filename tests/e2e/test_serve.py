"""`oncue serve` as a whole: every part of it killed, every way to stop it, and what may lie around where it is started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import requests
from redis import Redis
from redis.exceptions import RedisError

from tests.servers import free_port

pytestmark = pytest.mark.timeout(180)

PARTS = {
    "api": "service.wsgi:app",
    "worker": "-m worker ",
    "aligner": "-m worker.aligner",
    "reaper": "oncue reaper",
    "redis": "unixsocket",
}
"""What the command line of each part has in it."""


@dataclass
class Served:
    """A running `oncue serve`."""

    process: subprocess.Popen[str]
    url: str
    lines: list[str]
    """What it said when it was ready."""

    def part(self, name: str) -> psutil.Process | None:
        """The process that it started for this part."""
        for child in psutil.Process(self.process.pid).children():
            if PARTS[name] in f"{_command(child)} ":
                return child
        return None

    def redis(self) -> Redis:
        part = self.part("redis")
        assert part is not None
        line = _command(part)
        return Redis(
            unix_socket_path=line.partition("unixsocket:" if "unixsocket:" in line else "--unixsocket ")[2].split()[0]
        )


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children()
    except psutil.Error:
        return []


@contextmanager
def serving(folder: Path, *arguments: str, lines: int = 1, **environment: str) -> Iterator[Served]:
    """The installed command, started in `folder`, its data in `folder/data`; `lines` are read when it is ready."""
    oncue = Path(sys.executable).with_name("oncue")
    port = free_port()
    hang_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under nohup, what is started ignores it as the tests do
    process = subprocess.Popen(
        [str(oncue), "serve", "--data-dir", "data", "--port", str(port), *arguments],
        cwd=folder,
        env={**os.environ, "ONCUE_MIN_FREE_BYTES": "0", **environment},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    signal.signal(signal.SIGHUP, hang_up)
    try:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(lines)]
        yield Served(process, f"http://127.0.0.1:{port}/", said)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.communicate()


def wait_until(happened: Callable[[], object]) -> None:
    while not happened():
        time.sleep(0.05)


def _is_ready(url: str) -> bool:
    try:
        return requests.get(f"{url}readyz", timeout=5, proxies={"http": ""}).ok
    except requests.RequestException:
        return False


def _takes_wake_ups(served: Served) -> bool:
    try:
        with served.redis() as client:
            return bool(client.ping())
    except (RedisError, AssertionError):
        return False


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder of somebody's own program, some of whose modules are called as ours and our libraries' are."""
    for name in (
        "jobs",
        "oncue",
        "service",
        "worker",
        "alignment",
        "redis",
        "celery",
        "flask",
        "gunicorn",
        "json",
        "random",
    ):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a module of the current folder was imported')")
    return tmp_path


def test_each_part_that_is_killed_comes_back_and_a_hang_up_stops_everything(foreign: Path) -> None:
    proxy = f"http://127.0.0.1:{free_port()}"
    with serving(foreign, "--host", "0.0.0.0", lines=2, http_proxy=proxy, HTTP_PROXY=proxy) as served:
        ready = f"Oncue is ready: {served.url} (data in {foreign / 'data'}). Ctrl-C stops it.\n"
        no_key = f"oncue keys create NAME --data-dir {foreign / 'data'}\n"
        assert served.lines[0] == ready
        assert served.lines[1].endswith(no_key), "off loopback, keys are needed"
        killed: list[psutil.Process] = []
        for name in PARTS:
            part = served.part(name)
            assert part is not None
            killed += [part, *part.children(recursive=True)]
            part.kill()
        for name in PARTS:
            wait_until(lambda name=name: served.part(name) not in (None, *killed))  # type: ignore[misc]
        wait_until(lambda: _takes_wake_ups(served))
        wait_until(lambda: _is_ready(served.url))
        assert psutil.wait_procs(killed, timeout=30)[1] == [], "what a killed part had started ends too"

        with served.redis() as client:
            runtime = Path(client.connection_pool.connection_kwargs["path"]).parent
        everything = psutil.Process(served.process.pid).children(recursive=True)
        served.process.send_signal(signal.SIGHUP)
        assert served.process.wait() == 0
        assert psutil.wait_procs(everything, timeout=30)[1] == []
        assert not runtime.exists()


def test_kill_9_during_the_start_leaves_nothing_behind(tmp_path: Path) -> None:
    with serving(tmp_path, lines=0) as served:
        supervisor = psutil.Process(served.process.pid)
        wait_until(lambda: all(served.part(name) for name in PARTS))
        wait_until(lambda: any(_children(child) for child in supervisor.children()))
        everything = supervisor.children(recursive=True)
        served.process.kill()
        assert psutil.wait_procs(everything, timeout=30)[1] == []


def test_a_part_that_does_not_come_up_ends_everything_with_one_line_that_names_it(tmp_path: Path) -> None:
    environment = {**os.environ, "GUNICORN_CMD_ARGS": "--no-such-option", "ONCUE_LOG_LEVEL": "ERROR"}
    done = subprocess.run(
        [sys.executable, "-m", "oncue", "serve", "--data-dir", str(tmp_path), "--port", "0"],
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "oncue: service_failed: api does not stay up (exit code 2); its last log lines say why. "
        "Mend it, then start again: nothing is lost."
    )

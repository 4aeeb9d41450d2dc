"""Runs the real `oncue` against a service, and the real service."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port

COMMAND = [sys.executable, "-m", "oncue"]


def oncue(*arguments: str | Path, url: str | None = None, key: str | None = None) -> subprocess.CompletedProcess[str]:
    """What the command said and how it ended."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, encoding="utf-8", timeout=200, env=_environment(url, key)
    )


@contextmanager
def running_oncue(*arguments: str | Path, url: str) -> Iterator[subprocess.Popen[str]]:
    """The command while it runs; killed at the end of the block if it still does."""
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=_environment(url, None),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def running_service() -> Iterator[str]:
    """The address of a whole service with one worker, and a data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="oncue-data-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        command = [*COMMAND, "serve", "--port", str(port), "--data-dir", folder]
        environment = {**os.environ, "ONCUE_MIN_FREE_BYTES": "0"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as process:
            too_late = threading.Timer(120, process.kill)
            too_late.start()
            try:
                assert process.stdout is not None
                first = process.stdout.readline()
                too_late.cancel()
                assert "ready" in first, first
                yield f"http://127.0.0.1:{port}"
            finally:
                too_late.cancel()
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    process.kill()


def _environment(url: str | None, key: str | None) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("ONCUE_")}
    given = {"ONCUE_URL": url, "ONCUE_KEY": key}
    return {**own, **{name: value for name, value in given.items() if value is not None}}

"""Runs the real `oncue` against a service."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.serving import PROGRAM


def oncue(*arguments: str | Path, url: str | None = None, key: str | None = None) -> subprocess.CompletedProcess[str]:
    """What the command said and how it ended."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        timeout=200,
        env=command_environment(url, key),
    )


@contextmanager
def running_oncue(*arguments: str | Path, url: str) -> Iterator[subprocess.Popen[str]]:
    """The command while it runs; killed at the end of the block if it still does."""
    process = subprocess.Popen(
        [*PROGRAM, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=command_environment(url, None),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def command_environment(url: str | None, key: str | None) -> dict[str, str]:
    """This process's environment with no variables of Oncue's but those given."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ONCUE_")}
    given = {"ONCUE_URL": url, "ONCUE_KEY": key}
    return {**own, **{name: value for name, value in given.items() if value is not None}}

"""A built image without Docker: commands run in its folder, with its environment."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.e2e.dockerfile import Dockerfile
from tests.servers import free_port

OWN = ("service", "worker", "aligner", "reaper")
"""The compose file's services that read settings."""


class Image:
    """A built image: a folder in place of the root, and its environment."""

    def __init__(self, root: Path, dockerfile: Dockerfile, target: str) -> None:
        self.root = root
        self.port = free_port()
        self.environment = {
            **dockerfile.environment(target, root),
            "PATH": f"{root}/app/.venv/bin:{os.environ['PATH']}",
            "HOME": str(root / "home"),
            "ONCUE_PORT": str(self.port),
            "ONCUE_MIN_FREE_BYTES": "0",
            "ONCUE_REDIS_URL": f"redis+socket://{root}/there-is-none.sock",
        }

    def run(self, *command: str, timeout_s: float = 60) -> subprocess.CompletedProcess[str]:
        """Runs a command in it to its end."""
        return subprocess.run(
            [self._program(command[0]), *command[1:]],
            cwd=self.root / "data",
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout_s,
        )

    def _program(self, name: str) -> str:
        """As the image's own PATH has it: not the one of this machine, where there is none."""
        return str(self.root / "app" / ".venv" / "bin" / name)

    @contextmanager
    def running(
        self, command: list[str], grace_s: float, environment: Mapping[str, str] | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A container's life: at the end of the block it is told to stop, and gets `grace_s` for it."""
        given = {**self.environment, **(environment or {})}
        with (self.root / "log").open("ab") as log:
            process = subprocess.Popen(
                [self._program(command[0]), *command[1:]], cwd=self.root / "data", env=given, stdout=log, stderr=log
            )
        try:
            yield process
            process.terminate()
            assert process.wait(grace_s) == 0, (self.root / "log").read_text()
        finally:
            process.kill()
            process.wait()

    def files(self) -> set[Path]:
        """All that is in it, but for what containers may write to, and what programs do without: bytecode, caches."""
        inside = (path for folder in ("app", "home") for path in (self.root / folder).rglob("*"))
        return {path for path in inside if not {"__pycache__", ".cache"} & set(path.parts)}


def until(what: str, url: str, process: subprocess.Popen[bytes], log: Path, said: str = "") -> None:
    """Returns when the address answers 200 and its answer holds `said`."""
    deadline = time.monotonic() + 60
    while True:
        try:
            answer = requests.get(url, timeout=5)
            if answer.status_code == 200 and said in answer.text:
                return
        except requests.RequestException:  # on a busy machine it may listen for long before it answers
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"{what}: {log.read_text()}")
        time.sleep(0.1)


def filled(value: str) -> str:
    """With a password in place of each variable."""
    return re.sub(r"\$\{\w+:\?[^}]*\}", "secret", value)

"""Runs `oncue` in this process, as `python -m oncue` would, without the seconds in which a new Python imports it all.

For what a command does with what it is given; how it ends as a process is for tests that start one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TextIO

import pytest

from oncue.cli.main import main
from tests.e2e.oncue_runs import command_environment


def oncue_here(*arguments: str | Path, url: str | None = None, key: str | None = None) -> subprocess.CompletedProcess[str]:
    """What the command said and its exit code; also what C libraries and programs that it starts say."""
    words = ["oncue", *map(str, arguments)]
    environment = command_environment(url, key)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        said, complained = Path(folder) / "stdout", Path(folder) / "stderr"
        for name in os.environ.keys() - environment.keys():
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", words)
        with (
            said.open("a", encoding="utf-8") as stdout,
            complained.open("a", encoding="utf-8") as stderr,
            _descriptor(1, stdout),
            _descriptor(2, stderr),
            redirect_stdout(stdout),
            redirect_stderr(stderr),
            pytest.raises(SystemExit) as ended,
        ):
            main()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return subprocess.CompletedProcess(words, code, said.read_text("utf-8"), complained.read_text("utf-8"))


def align_here(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """`oncue align`, in this process."""
    return oncue_here("align", *arguments)


@contextmanager
def _descriptor(number: int, file: TextIO) -> Iterator[None]:
    """Has a file descriptor of this process, which what it starts inherits, be another file's."""
    kept = os.dup(number)
    os.dup2(file.fileno(), number)
    try:
        yield
    finally:
        os.dup2(kept, number)
        os.close(kept)

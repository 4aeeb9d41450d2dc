"""The process of an aligner is kept running, whatever keeps it from starting."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from worker.aligner.keeper import ProcessKeeper


def wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def test_a_process_that_cannot_be_started_now_is_started_later(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    program, started = tmp_path / "program", tmp_path / "started"
    keeper = ProcessKeeper([str(program)])
    keeper.start()
    try:
        wait_until(lambda: "cannot be started" in caplog.text)
        (tmp_path / "made").write_text(
            f"#!{sys.executable}\nopen({str(started)!r}, 'w').close()\n__import__('time').sleep(60)\n"
        )
        (tmp_path / "made").chmod(0o700)
        (tmp_path / "made").rename(program)
        wait_until(started.exists)
    finally:
        keeper.close()

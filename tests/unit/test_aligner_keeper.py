"""The process of an aligner is kept running, whatever keeps it from starting."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from worker.aligner.keeper import ProcessKeeper, close_all


def wait_until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def test_a_process_that_cannot_be_started_now_is_started_later(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    program, started = tmp_path / "program", tmp_path / "started"
    keeper = ProcessKeeper("stretch", [str(program)])
    keeper.start()
    try:
        wait_until(lambda: "(stretch) cannot be started" in caplog.text)
        (tmp_path / "made").write_text(
            f"#!{sys.executable}\nopen({str(started)!r}, 'w').close()\n__import__('time').sleep(60)\n"
        )
        (tmp_path / "made").chmod(0o700)
        (tmp_path / "made").rename(program)
        wait_until(started.exists)
    finally:
        keeper.close()


def test_processes_that_do_not_end_when_asked_are_killed_each_by_the_same_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    stubborn = "import pathlib, signal, sys, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    stays = f"{stubborn}pathlib.Path(sys.argv[1]).touch()\ntime.sleep(60)"
    names = "open", "stretch"
    keepers = [ProcessKeeper(name, [sys.executable, "-c", stays, str(tmp_path / name)]) for name in names]
    for keeper in keepers:
        keeper.start()
    wait_until(lambda: all((tmp_path / name).exists() for name in names))
    began = time.monotonic()
    close_all(keepers, 4)
    assert time.monotonic() - began < 8, "they are not waited for one after the other"
    assert [f"({name}) did not end when asked" in caplog.text for name in names] == [True, True]

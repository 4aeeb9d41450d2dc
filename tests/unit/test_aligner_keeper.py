"""The process of an aligner is kept running, whatever keeps it from starting."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from worker.aligner.keeper import ProcessKeeper


def test_a_process_that_cannot_be_started_now_is_started_later(tmp_path: Path) -> None:
    program, started = tmp_path / "program", tmp_path / "started"
    keeper = ProcessKeeper([str(program)])
    keeper.start()
    try:
        time.sleep(0.2)
        (tmp_path / "made").write_text(
            f"#!{sys.executable}\nopen({str(started)!r}, 'w').close()\n__import__('time').sleep(60)\n"
        )
        (tmp_path / "made").chmod(0o700)
        (tmp_path / "made").rename(program)
        ends = time.monotonic() + 60
        while not started.exists() and time.monotonic() < ends:
            time.sleep(0.05)
        assert started.exists()
    finally:
        keeper.close()

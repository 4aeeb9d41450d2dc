"""`oncue align` beside a user's own modules, which PYTHONPATH may even name; `test_wheel.py` has the service there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.own_modules import write_own_modules

WAYS = {
    "the installed command": [str(Path(sys.executable).with_name("oncue"))],
    "python -m": [sys.executable, "-m", "oncue"],
}


@pytest.fixture
def folder(tmp_path: Path, radio_address: Recording) -> Path:
    """With modules that end whoever imports them, and a recording with its text."""
    write_own_modules(tmp_path)
    ffmpeg("-i", radio_address.audio, "-t", "8", tmp_path / "a.wav")
    (tmp_path / "a.txt").write_text(radio_address.transcript.read_text(encoding="utf-8")[:103], encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("way", WAYS)
def test_align_writes_captions(folder: Path, way: str) -> None:
    environment = {**os.environ, "PYTHONPATH": "."}
    run = [*WAYS[way], "align", "a.wav", "a.txt", "-o", "a.srt", "--quiet"]
    done = subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Good morning" in (folder / "a.srt").read_text(encoding="utf-8")

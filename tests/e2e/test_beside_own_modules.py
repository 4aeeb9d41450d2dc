"""The commands in a folder that holds a user's own `jobs.py`, `service.py` and the like, which PYTHONPATH may even name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from oncue.cli.client import Client
from tests.conftest import Recording
from tests.e2e.align_runs import ffmpeg
from tests.e2e.test_serve import serving

OWN = ("alignment", "jobs", "parsing", "service", "worker")
WAYS = {
    "the installed command": [str(Path(sys.executable).with_name("oncue"))],
    "python -m": [sys.executable, "-m", "oncue"],
}


@pytest.fixture
def folder(tmp_path: Path, radio_address: Recording) -> Path:
    """With modules that end whoever imports them, and a recording with its text."""
    for name in OWN:
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a module of the current folder was imported')")
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


def test_serve_captions_a_job(folder: Path) -> None:
    with serving(folder, PYTHONPATH=".") as served:
        assert served.lines[0].startswith("Oncue is ready")
        client = Client(served.url.rstrip("/"))
        job = client.submit(folder / "a.wav", folder / "a.txt", options={}, idempotency_key="a")
        while job["status"] in ("queued", "processing"):
            job = client.job(job["id"], wait_s=30, version=job["version"])
        assert (job["status"], job["error"]) == ("completed", None)
        assert b"Good morning" in client.captions(job["id"], "srt", {})

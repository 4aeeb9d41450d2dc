"""The time from the user's cancel to the job's end, at each stage of its work: `python -m bench.cancel [--write]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.settings import ROOT, machine
from bench.tables import table, write_between
from oncue.audio.ffmpeg import find_ffmpeg
from oncue.cli.client import Client
from oncue.progress import Stage
from scripts.serving import ServeProcess

DOCUMENT = ROOT / "docs" / "reliability.md"
RECORDING = ROOT / "demo" / "radio-address-2008"
TIMES = 8
"""Repetitions of the recording, so that each stage lasts long enough to be met."""

RUNS = 3

STAGES = [stage.value for stage in Stage]


def main() -> int:
    """Measures, and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.cancel", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/reliability.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="oncue-cancel-") as name:
        folder = Path(name)
        recording = _long_recording(folder)
        service = ServeProcess(folder / "data", log=folder / "serve.log")
        try:
            service.start()
            client = Client(service.url)
            rows = [(stage, *_measure(client, folder, recording, stage)) for stage in STAGES]
        finally:
            service.stop()
    text = table(("stage", "times", "median s", "longest s"), rows)
    print(text)
    if options.write:
        write_between(DOCUMENT, "cancel", f"Measured with `python -m bench.cancel` ({machine()}):\n\n{text}")
    return 0


def _measure(client: Client, folder: Path, recording: bytes, stage: str) -> tuple[int, float | None, float | None]:
    seconds = []
    for run in range(RUNS):
        audio = folder / "recording.flac"
        audio.write_bytes(recording + f"{stage} {run}".encode())
        job = client.submit(audio, RECORDING / "transcript.txt", options={}, idempotency_key=f"{stage}-{run}")
        if _reaches(client, job["id"], stage):
            asked = time.monotonic()
            client.cancel(job["id"])
            if _ended(client, job["id"])["status"] == "cancelled":
                seconds.append(time.monotonic() - asked)
        else:
            client.cancel(job["id"])
            _ended(client, job["id"])
    ordered = sorted(seconds)
    return len(ordered), ordered[len(ordered) // 2] if ordered else None, ordered[-1] if ordered else None


def _reaches(client: Client, job_id: str, stage: str) -> bool:
    while True:
        job = client.job(job_id)
        if job["stage"] == stage:
            return True
        if job["status"] not in ("queued", "processing"):
            return False
        if job["stage"] is not None and STAGES.index(job["stage"]) > STAGES.index(stage):
            return False
        time.sleep(0.02)


def _ended(client: Client, job_id: str) -> dict[str, Any]:
    job = client.job(job_id)
    while job["status"] in ("queued", "processing"):
        job = client.job(job_id, wait_s=5, version=job["version"])
    return job


def _long_recording(folder: Path) -> bytes:
    path = folder / "long.flac"
    command = [find_ffmpeg(), "-v", "error", "-stream_loop", str(TIMES - 1), "-i", str(RECORDING / "audio.flac")]
    subprocess.run([*command, "-c:a", "flac", str(path)], check=True)
    return path.read_bytes()


if __name__ == "__main__":
    sys.exit(main())

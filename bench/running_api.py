"""The service in processes of its own, as it runs for users: the API alone, or all of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import requests

from scripts.serving import PROGRAM, ServeProcess, free_port


@contextmanager
def running_api(data_dir: Path, **settings: str) -> Iterator[str]:
    """Its address, for the time of the block; `settings` are those of the environment, without their prefix."""
    port = free_port()
    environment = {
        **os.environ,
        "ONCUE_DATA_DIR": str(data_dir),
        "ONCUE_PORT": str(port),
        "ONCUE_MIN_FREE_BYTES": "0",
        "ONCUE_REDIS_URL": f"redis+socket://{data_dir}/there-is-none.sock",
        **{f"ONCUE_{name.upper()}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:service.gunicorn_conf", "service.wsgi:app"]
    with (data_dir / "api.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                requests.get(f"{url}/livez", timeout=2).raise_for_status()
                break
            except requests.RequestException:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise RuntimeError((data_dir / "api.log").read_text(errors="replace")) from None
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class RunningService(ServeProcess):
    """`oncue serve` on a data folder, as its user sees it; its log is JSON lines. `program` is another `oncue` to run."""

    def __init__(self, data_dir: Path, *, program: Sequence[str] = PROGRAM, **settings: str) -> None:
        environment = {**os.environ, "ONCUE_LOG_LEVEL": "INFO", "ONCUE_LOG_FORMAT": "json", "ONCUE_MIN_FREE_BYTES": "0"}
        environment |= {f"ONCUE_{name.upper()}": value for name, value in settings.items()}
        self.data_dir = data_dir
        self.log = data_dir.with_suffix(".log")
        super().__init__(data_dir, log=self.log, environment=environment, program=program)

    def processes(self) -> list[psutil.Process]:
        """Everything it has started."""
        return psutil.Process(self.pid).children(recursive=True)

    def stop(self, number: int = signal.SIGINT, patience_s: float = 40) -> int:
        """As Ctrl-C does."""
        return super().stop(number, patience_s)

    def log_lines(self) -> list[dict[str, Any]]:
        """Its log, parsed: every line is JSON."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line.strip()]

    def submit(self, audio: Path, transcript: Path, **fields: str) -> dict[str, Any]:
        """A queued job."""
        with audio.open("rb") as sound, transcript.open("rb") as text:
            files = {"audio": (audio.name, sound), "transcript": (transcript.name, text)}
            answer = requests.post(f"{self.url}/v1/jobs", files=files, data=fields, timeout=60)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    def job(self, job_id: str, wait: float = 0, version: int | None = None) -> dict[str, Any]:
        """The job, perhaps after a change."""
        query: dict[str, float] = {"wait": wait} if version is None else {"wait": wait, "version": version}
        return dict(requests.get(f"{self.url}/v1/jobs/{job_id}", params=query, timeout=90).json())

    def wait_for(self, job_id: str, wanted: Callable[[dict[str, Any]], bool], patience_s: float = 180) -> dict[str, Any]:
        """The job once `wanted` holds. Raises `TimeoutError`."""
        deadline = time.monotonic() + patience_s
        job = self.job(job_id)
        while not wanted(job):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{job}\n{self.log.read_text(errors='replace')[-3000:]}")
            job = self.job(job_id, wait=5, version=job["version"])
        return job

    def wait_until_over(self, job_id: str) -> dict[str, Any]:
        """The job when it has ended, one way or another."""
        return self.wait_for(job_id, lambda job: job["status"] in ("completed", "error", "cancelled"))

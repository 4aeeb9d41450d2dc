"""The API as its own process, as it runs for users: gunicorn on a port of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.servers import free_port


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
        deadline = time.monotonic() + 30
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

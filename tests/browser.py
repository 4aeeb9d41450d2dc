"""A real browser: from PATH, else installed where that is simple."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def page_in_browser(url: str, folder: Path) -> str:
    """The page at `url` after its scripts have run, as HTML. Without a browser the test is skipped, but never in CI."""
    command = [
        *(browser(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
        *(f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", "--dump-dom", url),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "<html" in done.stdout, f"the browser shows nothing: {done.stderr[-2000:]}"
    return done.stdout


def browser() -> str:
    """A Chromium's program."""
    if program := on_path():
        return program
    if shutil.which("apt-get") and os.geteuid() == 0:
        unattended = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(command, capture_output=True, check=False, timeout=250, env=unattended)
        if program := on_path():
            return program
    reason = "there is no Chromium on PATH and none could be installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def on_path() -> str | None:
    """Where a Chromium is; None: nowhere."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

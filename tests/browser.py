"""A page as a real browser shows it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import browser_session
from bench.browser_session import Page
from tests.debian import wanted_program


def page_in_browser(url: str, folder: Path) -> str:
    """The page at `url` after its scripts have run, as HTML. Without a browser the test is skipped, but never in CI."""
    command = [
        *(
            str(wanted_program("chromium")),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
        *(f"--user-data-dir={folder / 'profile'}", "--virtual-time-budget=20000", "--dump-dom", url),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "<html" in done.stdout, f"the browser shows nothing: {done.stderr[-2000:]}"
    return done.stdout


@contextmanager
def browser_page(folder: Path) -> Iterator[Page]:
    """A browser with one empty page; see `bench.browser_session`. Without a browser the test is skipped, but never in CI."""
    wanted_program("chromium")
    with browser_session.browser_page(folder) as page:
        yield page

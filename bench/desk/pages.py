"""What axe-core finds wrong with the service's pages, wide and narrow, light and dark, and with each panel of the desk."""

from __future__ import annotations

from pathlib import Path

import requests

from bench.axe import wrong_by_axe
from bench.browser_session import Page, browser_page
from bench.desk.by_keyboard import spoken_desk
from bench.desk.chromium import READY
from bench.desk.reached import Reached
from bench.desk.stored import DataFolder
from bench.running_api import running_api
from oncue.jobs.ids import new_id
from oncue.jobs.model import NewJob, Problem, Upload

PAGES = ("/", "/jobs", "/batches", "/worklist", "/docs", "/check", "/nothing", "/sign-in")
WIDTHS = (375, 1280)
DESK_WIDTH = 1280
DEPARTURE = {"op": "replace", "from": "w5", "text": "evening", "why": "misprint"}
PANELS = "[...document.querySelectorAll('#tabs [role=tab]')]"


def pages(folder: Path) -> list[Reached]:
    """Findings on all pages, and on the desk."""
    data = DataFolder.at(folder / "data")
    done = spoken_desk(data)
    failed = _failed(data)
    paths = [*PAGES, f"/jobs/{done}", f"/jobs/{failed}"]
    paths += [f"/jobs/{done}/{page}" for page in ("captions", "correct", "departures")]
    wrong: list[str] = []
    looked = 0
    with running_api(folder / "data") as url, browser_page(folder) as page:
        desk = f"{url}/v1/jobs/{done}/desk"
        requests.post(desk, timeout=60).raise_for_status()
        sent = {"edit_id": "a-departure", "ops": [DEPARTURE]}
        requests.post(f"{desk}/edits", json=sent, headers={"If-Match": '"0"'}, timeout=60).raise_for_status()
        for dark in (False, True):
            for width in WIDTHS:
                page.resize(width, 800, dark=dark)
                for path in paths:
                    page.open(url + path)
                    wrong += [f"{path}: {each}" for each in wrong_by_axe(page)]
                    looked += 1
        page.resize(DESK_WIDTH, 800)
        page.open(f"{url}/jobs/{done}/desk")
        page.until(lambda: page.ask(READY))
        found, panels = wrong_on_desk(page)
    return [
        Reached(
            f"axe on {len(paths)} pages, {' and '.join(map(str, WIDTHS))} px, light and dark: {looked} looks",
            "0 findings",
            f"{len(wrong)} findings{': ' + '; '.join(wrong)[:300] if wrong else ''}",
            not wrong,
        ),
        Reached(
            f"axe on the desk with each of its {panels} panels, light and dark",
            "0 findings",
            f"{len(found)} findings{': ' + '; '.join(found)[:300] if found else ''}",
            not found,
        ),
    ]


def wrong_on_desk(page: Page) -> tuple[list[str], int]:
    """The findings on an open desk, and how many panels it has."""
    wrong: list[str] = []
    panels = page.ask(f"{PANELS}.length")
    for scheme in ("dark", "light"):
        page.ask(f"document.documentElement.dataset.scheme = '{scheme}'")
        for panel in range(panels):
            page.click(f"{PANELS}[{panel}]")
            page.ask("new Promise(done => setTimeout(done, 300))")
            wrong += [f"{scheme}, panel {panel}: {each}" for each in wrong_by_axe(page)]
    return wrong, panels


def _failed(data: DataFolder) -> str:
    job = new_id("job")
    sent = Upload(f"jobs/{job}/audio", "evening.wav", 3, "00" * 32)
    text = Upload(f"jobs/{job}/transcript", "evening.txt", 3, "00" * 32)
    data.store.create(NewJob(id=job, audio=sent, transcript=text, text_key=text.key, fingerprint=job))
    claim = data.store.claim()
    if claim is None:
        raise RuntimeError("the job that is to fail was taken by somebody else")
    data.store.fail(claim, Problem("transcript_mismatch", "The recording and the text differ."), None)
    return job

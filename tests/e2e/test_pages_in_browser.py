"""The pages in a real browser, under their own content security policy, with the service in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oncue.jobs.model import Outcome, Problem
from tests.api import ALIGNMENT, TEXT, Api, api_of
from tests.axe import wrong_by_axe
from tests.browser_session import Page, browser_page
from tests.job_makers import claimed
from tests.running import running_api
from tests.unit.test_pages_ledger import QUALITY

STATE = "document.querySelector('#state .state').textContent"


@dataclass(frozen=True, slots=True)
class Desk:
    """The service at an address, what changes its jobs as workers do, and the browser."""

    url: str
    api: Api
    page: Page
    folder: Path

    def arrived(self, path: str) -> None:
        """Waits until the browser has gone to an address that begins so, and has loaded it."""
        self.page.until(lambda: self.page.ask("document.readyState") == "complete" and self.is_at(path))

    def is_at(self, path: str) -> bool:
        return str(self.page.ask("location.pathname")).startswith(path)

    def show(self, path: str) -> None:
        self.page.log.clear()
        self.page.open(self.url + path)
        self.page.ask("window.sameDocument = true")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("pages")
    data = folder / "data"
    data.mkdir()
    for name in ("one", "two", "three"):
        (folder / f"{name}.mp3").write_bytes(b"sound")
        (folder / f"{name}.txt").write_text(TEXT)
    with running_api(data) as url, browser_page(folder) as page:
        yield Desk(url, api_of(data), page, folder)


def finish(desk: Desk, job: str) -> None:
    claim = claimed(desk.api.store)
    assert claim.job.id == job
    complete(desk, claim)


def complete(desk: Desk, claim: object) -> None:
    job = claim.job.id  # type: ignore[attr-defined]
    desk.api.blobs.put(f"jobs/{job}/1/alignment.json", json.dumps(ALIGNMENT).encode())
    assert desk.api.store.finish(claim, Outcome(f"jobs/{job}/1/alignment.json", 3000, "en", QUALITY))  # type: ignore[arg-type]


def test_a_job_is_followed_to_its_end_without_a_reload_and_the_focus_stays(desk: Desk) -> None:
    page = desk.page
    job = desk.api.submit(name="Nachrichten <1>.mp3").json["id"]
    desk.show(f"/jobs/{job}")
    page.ask("document.getElementById('cancel').focus()")
    claim = claimed(desk.api.store)
    desk.api.store.heartbeat(claim, "recognise", 0.4)
    page.until(lambda: "listening 40" in page.ask(STATE))
    assert page.ask("document.activeElement.id") == "cancel"
    page.until(lambda: "listening" in page.ask("document.getElementById('said').textContent"))
    complete(desk, claim)
    page.until(lambda: page.ask(STATE) == "ready")
    assert page.ask(f"document.querySelector('[href=\"/v1/jobs/{job}/captions.vtt\"]') !== null")
    assert page.ask("document.activeElement.id") == "state", "what had the focus is gone, its place has it"
    assert page.ask("window.sameDocument")
    assert page.ask("document.title").startswith("Nachrichten <1>.mp3: completed")
    asked = [address for address in page.requests if address.endswith("/events")]
    page.ask("new Promise(done => setTimeout(done, 100))")
    assert [address for address in page.requests if address.endswith("/events")] == asked, "nothing more is asked"
    assert page.log == []


def test_a_list_changes_in_place_and_offers_what_is_new(desk: Desk) -> None:
    page = desk.page
    job = desk.api.submit(name="evening.mp3").json["id"]
    desk.show("/jobs")
    page.ask(f"document.querySelector('a[href=\"/jobs/{job}\"]').focus()")
    claim = claimed(desk.api.store)
    newer = desk.api.submit(name="later.mp3").json["id"]
    desk.api.store.fail(claim, Problem("audio_silent", "Nobody speaks."), None)
    page.until(lambda: "failed" in page.ask(f"document.getElementById('how-{job}').textContent"))
    assert page.ask("document.activeElement.getAttribute('href')") == f"/jobs/{job}"
    assert page.ask(f"document.getElementById('how-{newer}')") is None, "no line comes in under the pointer"
    assert "1 more" in page.ask("document.getElementById('line').textContent")
    assert "evening.mp3: failed" in page.ask("document.getElementById('said').textContent")
    assert page.ask("window.sameDocument")
    finish(desk, newer)


def test_what_is_refused_keeps_files_and_text_and_then_goes_through(desk: Desk) -> None:
    page = desk.page
    desk.show("/")
    page.choose("#audio", desk.folder / "one.mp3")
    page.choose("#transcript", desk.folder / "one.txt")
    page.ask("document.getElementById('language').value = 'Klingon'")
    page.click("document.getElementById('send')")
    page.until(lambda: page.ask("document.querySelector('#problem [role=alert]') !== null"))
    assert page.ask("document.activeElement.id") == "language"
    assert page.ask("[document.getElementById('language').value, audio.files[0].name]") == ["Klingon", "one.mp3"]
    assert wrong_by_axe(page) == []
    page.ask("document.getElementById('language').value = 'en-GB'")
    page.click("document.getElementById('send')")
    desk.arrived("/jobs/job_")
    finish(desk, page.ask("location.pathname").rpartition("/")[2])

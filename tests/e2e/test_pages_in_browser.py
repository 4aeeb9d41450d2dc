"""The pages in a real browser, under their own content security policy, with the service in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.axe import wrong_by_axe
from bench.browser_session import Page
from bench.running_api import running_api
from oncue.jobs.api_keys import create_api_key
from oncue.jobs.model import Outcome, Problem
from tests.api import ALIGNMENT, TEXT, Api, api_of
from tests.job_makers import claimed
from tests.unit.desk_api import edit, replaced
from tests.unit.test_pages_ledger import QUALITY

LONG = f"2026-11-27_{'a-name-that-nobody-shortened_' * 6}final.wav"
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
        self.page.until(lambda: self.is_at(path) and self.page.ask("document.readyState") == "complete")

    def is_at(self, path: str) -> bool:
        return str(self.page.ask("location.pathname")).startswith(path)

    def show(self, path: str) -> None:
        self.page.log.clear()
        self.page.open(self.url + path)
        self.page.ask("window.sameDocument = true")


@dataclass(frozen=True, slots=True)
class Service:
    """The service at an address, its jobs, and a folder with recordings."""

    url: str
    api: Api
    folder: Path


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("pages")
    data = folder / "data"
    data.mkdir()
    for name in ("one", "two", "three"):
        (folder / f"{name}.mp3").write_bytes(b"sound")
        (folder / f"{name}.txt").write_text(TEXT)
    with running_api(data) as url:
        yield Service(url, api_of(data), folder)


@pytest.fixture
def desk(service: Service, page: Page) -> Desk:
    return Desk(service.url, service.api, page, service.folder)


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


def test_what_is_pressed_is_not_replaced_before_it_is_released(desk: Desk) -> None:
    page = desk.page
    job = desk.api.submit(name="held.mp3").json["id"]
    desk.show(f"/jobs/{job}")
    page.requests.clear()
    with page.pressed("document.getElementById('cancel')"):
        finish(desk, job)
        page.until(lambda: any(address.endswith(f"/jobs/{job}") for address in page.requests))
        page.ask("new Promise(done => setTimeout(done, 300))")
        assert page.ask("document.getElementById('cancel') !== null"), "it is known, and not drawn yet"
        page.call("Input.dispatchMouseEvent", type="mouseMoved", x=1, y=1, button="left", buttons=1)
        page.call("Input.dispatchMouseEvent", type="mouseReleased", x=1, y=1, button="left", clickCount=1)
        page.until(lambda: page.ask(STATE) == "ready")


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


def test_files_that_are_dropped_together_become_a_batch_by_their_names(desk: Desk) -> None:
    page = desk.page
    desk.show("/")
    names = ("two.txt", "one.mp3", "three.mp3", "one.txt", "two.mp3")
    page.drop("document.getElementById('files')", *(desk.folder / name for name in names))
    cells = "[row.cells[0].textContent, row.cells[1].textContent].join(' ')"
    shown = f"[...document.querySelectorAll('#pairs tbody tr')].map(row => {cells})"
    page.until(lambda: page.ask(shown) == ["one.mp3 one.txt", "three.mp3 ", "two.mp3 two.txt"])
    page.click("document.getElementById('send')")
    assert "no text" in page.ask("document.getElementById('problem').textContent")
    page.drop("document.getElementById('files')", desk.folder / "three.txt")
    page.until(lambda: "three.mp3 three.txt" in page.ask(shown))
    page.ask("document.getElementById('batch_name').value = 'Three of them'")
    page.click("document.getElementById('send')")
    desk.arrived("/batches/")
    batch = desk.api.store.get_batch(page.ask("location.pathname").rpartition("/")[2], "default")
    jobs = desk.api.store.batch_page(batch.id, "default").jobs
    assert (batch.name, [job.audio.name for job in jobs]) == ("Three of them", ["one.mp3", "three.mp3", "two.mp3"])
    desk.api.store.cancel_batch(batch.id, "default")
    assert page.log == []


def test_axe_finds_nothing_wide_or_narrow_light_or_dark(desk: Desk) -> None:
    page = desk.page
    batch = desk.api.client.post("/v1/batches", json={"name": LONG}).json["id"]
    done = desk.api.submit(name=LONG, batch=batch).json["id"]
    finish(desk, done)
    failed = desk.api.submit(name=LONG).json["id"]
    desk.api.store.fail(claimed(desk.api.store), Problem("transcript_mismatch", "They differ."), None)
    waiting = desk.api.submit(name="waiting.mp3").json["id"]
    pages = ["/", "/jobs", "/batches", f"/batches/{batch}", "/worklist", "/check", "/docs", "/nothing", f"/jobs/{waiting}"]
    pages += [f"/jobs/{done}", f"/jobs/{failed}", f"/jobs/{done}/captions", f"/jobs/{done}/correct"]
    assert desk.api.client.post(f"/v1/jobs/{done}/desk").status_code == 202
    edited = replaced("w14", "That" * 40), {"op": "note", "word": "w14", "text": "Really?"}
    assert edit(desk.api, f"/v1/jobs/{done}", 0, *edited).status_code == 200
    pages.append(f"/jobs/{done}/departures")
    for width, dark in ((375, False), (1280, True)):
        page.resize(width, 800, dark=dark)
        for path in pages:
            desk.show(path)
            assert page.ask("document.documentElement.scrollWidth") <= width, (path, width)
            assert wrong_by_axe(page) == [], (path, width)
            assert [each for each in page.log if "404" not in each] == []
    desk.api.store.cancel(waiting, "default")
    page.resize(1280, 800)


def test_a_person_signs_in_once_and_sends_by_form_and_by_script(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    _, secret = create_api_key(api_of(tmp_path).store, "Anna")
    with running_api(tmp_path, require_api_key="always") as url:
        page.open(f"{url}/worklist")
        assert page.ask("location.pathname + location.search") == "/sign-in?next=/worklist"
        assert wrong_by_axe(page) == []
        page.ask(f"document.getElementById('key').value = {secret!r}; document.querySelector('main button').click()")
        desk.arrived("/worklist")
        assert page.ask("document.cookie") == ""
        page.open(url)
        page.choose("#audio", desk.folder / "one.mp3")
        page.choose("#transcript", desk.folder / "one.txt")
        page.click("document.getElementById('send')")
        desk.arrived("/jobs/job_")
        page.ask("window.before = true")
        page.click("document.getElementById('cancel')")
        page.until(lambda: page.ask("!window.before && document.readyState === 'complete'"))
        assert page.ask("document.getElementById('state').dataset.status") == "cancelled"
        page.click("document.querySelector('header button')")
        desk.arrived("/sign-in")

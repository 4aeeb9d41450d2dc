"""Whose the edits are that a browser keeps: one's own are sent, others' may be copied or discarded."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bench.browser_session import Page
from oncue.jobs.desk_model import Editor
from tests.e2e.desk_at_work import CARD, KEPT, TEXT, show, type_over
from tests.fake_desk import FakeDesk, desk_page

KEPT_WHOSE = """new Promise(done => { const opening = indexedDB.open('oncue-desk'); opening.onsuccess = () => {
const asked = opening.result.transaction('edits').objectStore('edits').getAll();
asked.onsuccess = () => { opening.result.close(); done(asked.result.map(each => 'who' in each)) } } })"""
"""Of each edit that the browser keeps, whether it is kept whose it is."""
MAKE_KEPT_OF = """new Promise(done => { const opening = indexedDB.open('oncue-desk'); opening.onsuccess = () => {
const change = opening.result.transaction('edits', 'readwrite'); const store = change.objectStore('edits');
const asked = store.getAll(); asked.onsuccess = () => asked.result.forEach(each => { each.who = WHO; store.put(each) });
change.oncomplete = () => { opening.result.close(); done(1) } } })"""
BUTTONS = f"[...{CARD}.querySelectorAll('button')]"


@pytest.fixture
def desk() -> FakeDesk:
    """Ann's, which answers no edit until they are let through."""
    return FakeDesk.of(TEXT, who=Editor("key-2", "Ann"), held={"/desk/edits": threading.Semaphore(0)})


@pytest.fixture
def url(page: Page, desk: FakeDesk) -> Iterator[str]:
    """The address of the desk, at which nobody is."""
    with desk_page(desk) as url:
        yield url
        let_through(desk)
        page.open("about:blank")


def let_through(desk: FakeDesk) -> None:
    gates = list(desk.held.values())
    desk.held.clear()
    for gate in gates:
        gate.release(9)


def leave_an_edit(page: Page, url: str) -> None:
    """One that is on its way as the page is left."""
    show(page, url)
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: page.ask(KEPT) == 1)
    page.open("about:blank")


def make_of(page: Page, url: str, who: str) -> None:
    """Has what the browser keeps be of somebody else; a page of the same origin does it."""
    page.open(url.replace("/jobs/j1/desk", "/static/favicon.svg"))
    page.ask(MAKE_KEPT_OF.replace("WHO", who))


@pytest.mark.parametrize(
    "who",
    [
        "{id: 'key-1', name: 'Ann'}",
        "{id: '', name: 'anonymous'}",
        "{id: undefined, name: undefined}",
        "undefined",
    ],
    ids=["a key that was replaced", "before keys were asked for", "a page of an older service", "older scripts"],
)
def test_ones_own_edits_are_sent_by_whatever_key(page: Page, desk: FakeDesk, url: str, who: str) -> None:
    leave_an_edit(page, url)
    make_of(page, url, who)
    let_through(desk)
    show(page, url)
    page.until(lambda: page.ask(KEPT) == 0)
    assert desk.rev == 1
    assert page.ask(f"{CARD} === null")


def test_a_page_that_does_not_say_of_whom_it_is_keeps_no_edit_as_anybodys(page: Page, url: str) -> None:
    untold = "document.addEventListener('readystatechange', () => { delete document.body.dataset.who })"
    script = page.call("Page.addScriptToEvaluateOnNewDocument", source=untold)["identifier"]
    show(page, url)
    assert page.ask("document.body.dataset.who === undefined")
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: page.ask(KEPT) == 1)
    assert page.ask(KEPT_WHOSE) == [False]
    page.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)


def test_edits_of_others_can_be_copied_and_discarded(page: Page, desk: FakeDesk, url: str) -> None:
    leave_an_edit(page, url)
    make_of(page, url, "{id: 'key-9', name: 'Bo'}")
    show(page, url)
    page.until(lambda: page.ask(f"{CARD} !== null"))
    assert page.ask(f"{BUTTONS}.map(each => each.textContent)") == ["Copy them", "Discard them", "Close"]
    page.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.click(f"{BUTTONS}[0]")
    page.until(lambda: page.ask("document.getElementById('said').textContent") == "Copied.")
    assert page.ask("navigator.clipboard.readText()").startswith("Good evening to")
    page.ask(f"window.card = {CARD}; dispatchEvent(new Event('focus'))")  # which looks for what was left again
    for answer in ("false", "true"):
        page.ask(f"window.confirm = (asked) => {{ window.asked = asked; return {answer} }}; window.asked = ''")
        page.click(f"{BUTTONS}[1]")
        page.until(lambda: page.ask("window.asked").startswith("An edit of Bo:"))
        if answer == "false":
            assert page.ask(KEPT) == 1
            assert page.ask(f"{CARD} !== null")
    page.until(lambda: page.ask(KEPT) == 0 and page.ask(f"{CARD} === null"))
    assert desk.rev == 0

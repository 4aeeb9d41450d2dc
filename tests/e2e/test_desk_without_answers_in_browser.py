"""Reads of the desk that are never answered: they are given up in time, the page says so, and goes on once answers come."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from bench.browser_session import Page
from bench.desk.chromium import READY, SAVED
from tests.e2e.desk_at_work import CARD, KEPT, saved, show, shown, type_over
from tests.fake_desk import FakeDesk, desk_page

HURRIED = """(timeout => { AbortSignal.timeout = ms => timeout.call(AbortSignal, ms / 60) })(AbortSignal.timeout);
(timer => { window.setTimeout = (done, ms, ...more) => timer(done, ms / 10, ...more) })(window.setTimeout)"""
"""The page's patience ends sooner: that with an answer sixty times, that until it asks again ten times."""

PAUSES = (5000, 10_000, 20_000)
COUNTED = """window.pauses = []; window.waits = 0; window.isHidden = false;
Object.defineProperty(document, 'hidden', { get: () => { window.waits += window.isHidden; return window.isHidden } });
(timer => { window.setTimeout = (done, ms, ...more) => { window.pauses.push(ms); return timer(done, ms, ...more) } })(
window.setTimeout)"""
"""The page tells how long it pauses, and how often it was found hidden."""

UNREACHED = "The service cannot be reached."
PEAKS = "/desk/peaks?"
ANSWERED = f"""performance.getEntriesByType('resource').filter(({{ name, responseStatus }}) =>
name.includes('{PEAKS}') && responseStatus === 200).length"""


def held(desk: FakeDesk, end: str, *, after: int = 0) -> threading.Semaphore:
    """Has the addresses that end so give no answer, after so many that do, until what comes of this is released."""
    desk.held[end] = threading.Semaphore(after)
    return desk.held[end]


@pytest.fixture
def hurried(page: Page) -> Iterator[Page]:
    """The page, which does not wait long."""
    with page.beginning_with(HURRIED):
        yield page
    page.open("about:blank")


@pytest.fixture
def url(hurried: Page, desk: FakeDesk) -> Iterator[str]:
    """The address of the desk, which is open."""
    with desk_page(desk) as url:
        show(hurried, url)
        yield url
        for gate in desk.held.values():
            gate.release(1000)


@pytest.mark.parametrize("answered", [0, 1])
def test_a_desk_whose_opening_is_never_answered_says_so_and_opens_once_it_is(
    hurried: Page, desk: FakeDesk, answered: int
) -> None:
    gate = held(desk, "/v1/jobs/j1/desk", after=answered)
    with desk_page(desk) as url:
        hurried.open(url)
        hurried.until(lambda: UNREACHED in hurried.ask(f"{CARD}?.innerText ?? ''"))
        assert UNREACHED in hurried.ask(SAVED)
        assert not hurried.ask(READY)
        gate.release(1000)
        hurried.until(lambda: hurried.ask(READY) and shown(hurried))
        hurried.until(lambda: hurried.ask(f"{CARD} === null"))


@pytest.mark.usefixtures("url")
def test_what_others_do_comes_once_it_is_answered_and_until_then_the_page_says_that_it_is_behind(
    hurried: Page, desk: FakeDesk
) -> None:
    gate = held(desk, "/desk/changes")
    desk.edit(0, [{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}])
    hurried.until(lambda: f"not up to date: {UNREACHED}" in hurried.ask(SAVED))
    assert "evening" not in shown(hurried)[0]
    type_over(hurried, 1, 0, 4, "nine")
    hurried.until(lambda: hurried.ask(KEPT) == 0 and desk.rev == 2)
    gate.release(1000)
    hurried.until(
        lambda: saved(hurried, 2) and "evening" in shown(hurried)[0] and "not up to date" not in hurried.ask(SAVED)
    )


@pytest.mark.usefixtures("url")
def test_a_history_that_never_comes_is_said_not_to_and_can_be_asked_for_again(hurried: Page, desk: FakeDesk) -> None:
    panel = "document.getElementById('panel').innerText"
    gate = held(desk, "/desk/revisions")
    hurried.click("document.getElementById('tab-history')")
    hurried.until(lambda: f"The history cannot be read now: {UNREACHED}" in hurried.ask(panel))
    gate.release(1000)
    hurried.click("document.getElementById('tab-doubts')")
    hurried.click("document.getElementById('tab-history')")
    hurried.until(lambda: "Oncue" in hurried.ask(panel) and UNREACHED not in hurried.ask(panel))


def test_the_wave_is_drawn_once_its_loudness_comes_though_nobody_does_anything(hurried: Page, desk: FakeDesk) -> None:
    gate = held(desk, "/desk/peaks")
    with desk_page(desk) as url:
        hurried.requests.clear()
        show(hurried, url)
        hurried.until(lambda: max(Counter(each for each in hurried.requests if PEAKS in each).values(), default=0) > 1)
        assert hurried.ask(ANSWERED) == 0
        gate.release(1000)
        hurried.until(lambda: hurried.ask(ANSWERED) >= 2)


def test_a_wave_that_is_refused_is_asked_for_after_longer_and_longer_pauses_and_not_while_the_page_is_hidden(
    hurried: Page, desk: FakeDesk
) -> None:
    desk.loudness = False
    asked = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/desk/peaks?')).length"
    paused = f"window.pauses.filter(each => [{', '.join(map(str, PAUSES))}].includes(each))"
    with hurried.beginning_with(COUNTED), desk_page(desk) as url:
        show(hurried, url)
        hurried.until(lambda: set(PAUSES) <= set(hurried.ask(paused)))
        hurried.ask("window.isHidden = true")
        hurried.until(lambda: hurried.ask("window.waits") >= 2)
        before = hurried.ask(asked)
        desk.loudness = True
        hurried.ask("window.isHidden = false; document.dispatchEvent(new Event('visibilitychange'))")
        hurried.until(lambda: hurried.ask(ANSWERED) == 2)
        assert hurried.ask(asked) == before + 2

"""Edits that wait behind one on its way to the service: the caption desk in a real browser, and in two tabs of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from bench.browser_session import CTRL, Page
from bench.desk.chromium import FIELDS, READY, SAVED, USE_MINE, press
from tests.e2e.desk_at_work import CARD, FIELD, KEPT, TEXT, faster, go_into, ops, saved, show, shown, type_over, unreachable
from tests.fake_desk import FakeDesk, desk_page

WATCHED = "navigator.locks.query().then(({ pending }) => pending.some((lock) => lock.name.startsWith('oncue-desk-tab-')))"
SEEN = "Object.defineProperty(document, 'hidden', { value: false, configurable: true }); dispatchEvent(new Event('focus'))"
OFTEN = 10_000
"""As long as a test wants."""


@pytest.fixture
def desk() -> FakeDesk:
    """One that answers no edit until its `waiting` is set."""
    desk = FakeDesk.of(TEXT)
    desk.waiting.clear()
    return desk


@pytest.fixture
def url(page: Page, desk: FakeDesk) -> Iterator[str]:
    """The address of the desk, which is open."""
    with desk_page(desk) as url:
        show(page, url)
        yield url
        desk.waiting.set()
        page.open("about:blank")


def texts(desk: FakeDesk) -> list[str]:
    return [word[1] for word in desk.words]


@pytest.mark.usefixtures("url")
def test_what_is_typed_while_the_same_caption_is_on_its_way_is_saved_behind_it(page: Page, desk: FakeDesk) -> None:
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    page.ask(f"{FIELD}.setSelectionRange(0, 4)")
    page.call("Input.insertText", text="Fine")
    page.until(lambda: page.ask(KEPT) == 2)
    page.ask(f"{FIELD}.setSelectionRange({FIELD}.value.length, {FIELD}.value.length)")
    page.call("Input.insertText", text=" too")  # while the second waits in the queue
    typed = page.ask(f"{FIELD}.value")
    desk.waiting.set()
    page.call("Input.insertText", text=", my dear")  # while the first is answered
    page.until(lambda: page.ask(KEPT) == 0 and saved(page, desk.rev))
    assert typed.startswith("Fine evening to")
    assert " ".join(texts(desk)).startswith("Fine evening to you all. It is half too, my dear eight")
    assert page.ask(f"{FIELD}.value").replace("\n", " ") == "Fine evening to you all. It is half too, my dear"
    assert page.ask(f"{CARD} === null")
    assert ops(desk)[0] == [{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}], "as it was sent at first"


@pytest.mark.usefixtures("url")
def test_a_conflict_is_asked_about_and_what_waits_behind_it_goes_on(page: Page, desk: FakeDesk) -> None:
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    end = len(shown(page)[0])
    type_over(page, 0, end, end, " indeed")  # behind the words that somebody else has changed
    page.until(lambda: page.ask(KEPT) == 2)
    type_over(page, 1, 0, 5, "nine")
    page.until(lambda: page.ask(KEPT) == 3)
    desk.edit(desk.rev, [{"op": "replace", "from": "w5", "to": "w5", "text": "night"}])
    desk.refuse.append((409, {"code": "edit_conflict", "detail": "Somebody has changed the same words since."}))
    desk.waiting.set()
    page.until(lambda: page.ask(KEPT) == 1 and page.ask(f"{CARD} !== null"))
    assert " ".join(texts(desk)).startswith("Good night to you all. It is half indeed nine here")
    assert "Good evening to" in page.ask(f"{CARD}.innerText")
    page.click(f"{CARD}.querySelector('button')")
    page.until(lambda: page.ask(KEPT) == 0)
    assert " ".join(texts(desk)).startswith("Good evening to you all. It is half indeed nine here")


@pytest.mark.usefixtures("url")
def test_undo_takes_back_what_waits_and_lets_what_is_on_its_way_go_through(page: Page, desk: FakeDesk) -> None:
    before = shown(page)
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    type_over(page, 1, 0, 5, "nine")
    page.until(lambda: page.ask(KEPT) == 2)
    press(page, "z", CTRL)
    page.until(lambda: page.ask(KEPT) == 1)
    desk.waiting.set()
    page.until(lambda: saved(page, 1))
    assert shown(page) == [before[0].replace("morning", "evening"), *before[1:]]
    assert len(desk.posted) == 1


def test_two_tabs_of_one_person_send_each_its_own_edits_and_show_both(page: Page, desk: FakeDesk, url: str) -> None:
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    with page.other_tab() as other:
        other.resize(1280, 800)
        show(other, url)
        type_over(other, 1, 0, 5, "nine")
        other.until(lambda: len(desk.posted) == 2)
        desk.waiting.set()
        for tab in (page, other):
            tab.until(partial(_has_both, tab))
        assert other.ask(KEPT) == 0
    assert len({edit["edit_id"] for edit in desk.posted}) == len(desk.posted) == desk.rev == 2


def _has_both(tab: Page) -> bool:
    return saved(tab, 2) and "evening" in shown(tab)[0] and shown(tab)[1].startswith("nine")


@pytest.mark.usefixtures("url")
def test_a_join_kept_over_a_new_published_text_is_told_and_not_offered_again(page: Page, desk: FakeDesk) -> None:
    desk.more["first_rev"] = 0
    page.reload()
    page.until(lambda: page.ask(READY) and shown(page))
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    go_into(page, 1)
    page.ask(f"{FIELD}.setSelectionRange(0, 0)")
    press(page, "Backspace")
    page.until(lambda: page.ask(KEPT) == 2)
    desk.more["first_rev"] = desk.rev = 7
    desk.per_cue = 30  # the new text has both in one caption
    desk.refuse.append((409, {"code": "text_replaced", "detail": "The published text was replaced."}))
    desk.waiting.set()
    page.until(lambda: page.ask(f"{CARD} !== null"))
    assert "text was replaced since" in page.ask(f"{CARD}.innerText")
    assert page.ask(f"[...{CARD}.querySelectorAll('button')].map(each => each.textContent)") == ["Leave it"]
    assert texts(desk)[1] == "evening"


@pytest.mark.usefixtures("url")
def test_what_was_left_is_sent_before_what_is_typed_since_though_a_script_could_not_be_fetched(
    page: Page, desk: FakeDesk
) -> None:
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    with unreachable(page, "intents.js"):
        page.reload()
        page.until(lambda: page.ask(READY) and shown(page))
        type_over(page, 0, 5, 12, "midnight")
        desk.waiting.set()
        page.until(lambda: page.ask(SAVED).startswith("Offline: 1 edit") or page.ask(SAVED).startswith("Offline: 2 edits"))
        assert page.ask(KEPT) in {1, 2}
    page.until(lambda: page.ask(KEPT) == 0)
    page.until(lambda: saved(page, 2))
    assert texts(desk)[1] == "midnight"
    assert desk.rev == 2


@pytest.mark.parametrize("turned_to", ["visibilitychange", "focus"])
def test_what_a_closed_tab_left_is_sent_by_the_one_that_is_still_open(
    page: Page, desk: FakeDesk, url: str, turned_to: str
) -> None:
    with page.other_tab() as other:
        other.resize(1280, 800)
        show(other, url)
        type_over(other, 0, 5, 12, "evening")
        other.until(lambda: len(desk.posted) == 1)
        type_over(other, 1, 0, 5, "nine")
        other.until(lambda: other.ask(KEPT) == 2)
    desk.waiting.set()
    if turned_to == "focus":
        page.ask("dispatchEvent(new Event('focus'))")  # of two windows side by side none is hidden
    hidden = "Object.defineProperty(document, 'hidden', {{ value: {}, configurable: true }})"
    for value in ("true", "false") if turned_to == "visibilitychange" else ():  # a browser without a window hides no tab
        page.ask(f"{hidden.format(value)}; document.dispatchEvent(new Event('visibilitychange'))")
    page.until(lambda: page.ask(KEPT) == 0)
    assert texts(desk)[1] == "evening"
    assert texts(desk)[8] == "nine"
    assert desk.rev == 2, "the one that was on its way is made once"
    page.until(lambda: "evening" in shown(page)[0])
    assert page.ask(f"{FIELDS}.length") > 1


def test_a_page_that_is_loaded_anew_has_its_name_again_where_the_browser_lets_go_of_it_late(
    page: Page, desk: FakeDesk, url: str
) -> None:
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    name = page.ask("sessionStorage.getItem('oncue-desk-tab')")
    with page.other_tab() as other:
        other.open(f"{url}/nothing")
        lock = f"'oncue-desk-tab-{name}'"
        other.ask(f"navigator.locks.request({lock}, () => new Promise(done => setTimeout(done, 300))).then(() => 0), 0")
        other.until(lambda: other.ask("navigator.locks.query().then(({ pending }) => pending.length)") == 1)
        page.reload()
        page.until(lambda: page.ask(READY))
    assert page.ask("sessionStorage.getItem('oncue-desk-tab')") == name
    assert "evening" in shown(page)[0], "what it left is its own at once"
    desk.waiting.set()
    page.until(lambda: page.ask(KEPT) == 0)


UNMEASURED = "window.ResizeObserver = class { observe() {} unobserve() {} disconnect() {} }"
"""Rows are drawn where something else than their height asks for it."""


def test_what_is_typed_on_a_text_that_was_left_goes_on_from_it_also_where_captions_are_cut_anew(
    page: Page, desk: FakeDesk, url: str
) -> None:
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    desk.edit(0, [{"op": "break", "before": desk.words[4][0], "kind": "cue"}])
    with page.beginning_with(UNMEASURED):
        page.reload()
        page.until(lambda: page.ask(READY))
    assert shown(page)[0].startswith("Good evening")
    type_over(page, 0, 0, 4, "Fine")
    typed = page.ask(f"{FIELD}.value").replace("\n", " ")
    page.until(lambda: page.ask(KEPT) == 2)
    desk.waiting.set()
    page.until(lambda: page.ask(KEPT) == 0)
    assert typed == "Fine evening to you all. It is half"
    assert " ".join(texts(desk)).startswith("Fine evening to you all. It is half eight here and")
    assert page.ask(f"{CARD} === null")


@pytest.mark.usefixtures("url")
def test_one_question_is_asked_of_a_caption_in_which_much_was_typed_while_somebody_changed_it(
    page: Page, desk: FakeDesk
) -> None:
    type_over(page, 1, 0, 4, "nine")
    page.until(lambda: len(desk.posted) == 1)
    for kept, text in ((2, "evening"), (3, "afternoon"), (4, "midnight")):
        type_over(page, 0, 5, page.ask(f"{FIELDS}[0].value.indexOf(' to')"), text)
        page.ask(f"{FIELD}.blur()")
        page.until(lambda kept=kept: page.ask(KEPT) == kept)  # type: ignore[misc]
    desk.edit(0, [{"op": "replace", "from": "w5", "to": "w5", "text": "day"}])
    desk.waiting.set()
    page.until(lambda: page.ask(f"{CARD} !== null") and page.ask(KEPT) == 1)
    assert page.ask("document.querySelectorAll('.notice-card').length") == 1
    assert "Good midnight to you all." in page.ask(f"{CARD}.innerText").replace("\n", " ")
    desk.waiting.clear()
    page.click(USE_MINE)
    assert "Good midnight to" in shown(page)[0]
    type_over(page, 0, 5, 13, "noon")  # before the answer has come
    page.until(lambda: page.ask(KEPT) == 2)
    desk.waiting.set()
    page.until(lambda: page.ask(KEPT) == 0)
    assert texts(desk)[1] == "noon"
    assert page.ask(f"{CARD} === null")


def test_events_that_were_refused_are_asked_for_again_and_meanwhile_the_page_says_so(page: Page, desk: FakeDesk) -> None:
    desk.stay_away(OFTEN)
    with desk_page(desk) as url, faster(page, 20):
        show(page, url)
        page.until(lambda: page.ask(SAVED) == "Saved 0, not up to date: The database is away.")
        desk.edit(0, [{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}])
        desk.present = [{"who": "Bo", "me": False}]
        desk.stay_away(0)
        page.until(lambda: saved(page, 1) and "evening" in shown(page)[0])
        page.until(lambda: page.ask("document.getElementById('present').textContent") == "Also here: Bo")
        page.until(lambda: page.ask(SAVED) == "Saved 1")
        desk.waiting.set()
        page.open("about:blank")


def test_a_desk_that_cannot_be_opened_says_what_to_do_and_opens_once_it_can(page: Page, desk: FakeDesk) -> None:
    said = f"{CARD}?.innerText ?? ''"
    desk.closed = [(409, {"code": "no_captions", "detail": "POST /v1/jobs/j1/retry"})] * OFTEN
    with desk_page(desk) as url, faster(page, 20):
        page.open(url)
        page.until(lambda: "ended without captions" in page.ask(said))
        assert page.ask(f"[...{CARD}.querySelectorAll('button')].map(each => each.textContent)")[:2] == [
            "Try again",
            "To the job",
        ]
        tab = page.ask("sessionStorage.getItem('oncue-desk-tab')")
        desk.closed = [(409, {"code": "not_finished", "detail": "x"})] * OFTEN
        page.click(f"{CARD}.querySelector('button')")
        page.until(lambda: "not ready yet" in page.ask(said))
        desk.closed = []
        page.until(lambda: page.ask(READY) and shown(page))  # by itself
        assert page.ask(f"{CARD} === null")
        assert page.ask("sessionStorage.getItem('oncue-desk-tab')") == tab
        desk.closed = [(404, {"code": "not_found", "detail": "There is no job j1."})]
        page.open("about:blank")
        page.open(url)
        page.until(lambda: "no such job any more" in page.ask(said))
        page.open("about:blank")


def test_a_look_that_finds_nothing_new_asks_for_no_more(page: Page, desk: FakeDesk) -> None:
    desk.stay_away(1)  # the events: it looks by itself until they come
    page.requests.clear()
    with desk_page(desk) as url, faster(page, 20):
        show(page, url)

        def asked(address: str) -> int:
            return sum(address in each for each in page.requests)

        page.until(lambda: asked("/desk/changes") >= 1 and asked("/desk/events") >= 2)
        page.ask("new Promise(done => setTimeout(done, 4000))")
        assert asked("/desk?since") == 0
        desk.edit(0, [{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}])
        page.until(lambda: asked("/desk?since") >= 1)
        desk.waiting.set()
        page.open("about:blank")


@pytest.mark.parametrize(("code", "says"), [("not_finished", "not ready yet"), ("no_captions", "ended without captions")])
def test_a_desk_that_cannot_be_opened_yet_opens_by_itself_and_its_card_stays_as_it_is(
    page: Page, desk: FakeDesk, code: str, says: str
) -> None:
    desk.closed = [(409, {"code": code, "detail": "x"})] * OFTEN
    with desk_page(desk) as url, faster(page, 20):
        page.open(url)
        page.until(lambda: says in page.ask(f"{CARD}?.innerText ?? ''"))
        page.ask(f"window.card = {CARD}; {CARD}.querySelectorAll('button')[1].focus(); window.held = document.activeElement")
        left = len(desk.closed)
        page.until(lambda: len(desk.closed) < left - 1)  # the one before it was answered
        assert page.ask(f"{CARD} === window.card && {FIELD} === window.held")
        desk.closed = []
        page.until(lambda: page.ask(READY) and shown(page))
        assert page.ask(f"{CARD} === null")
        page.open("about:blank")


@pytest.mark.usefixtures("url")
def test_what_could_be_undone_before_it_was_told_whose_it_is_can_be_undone_still(page: Page) -> None:
    page.ask("sessionStorage.removeItem('oncue-desk-undo-j1-'); sessionStorage['oncue-desk-undo-j1'] = '[[1], []]'")
    for _ in range(2):
        page.reload()
        page.until(lambda: page.ask(READY) and shown(page))
        assert page.ask("document.getElementById('undo').disabled") is False
        assert page.ask("Object.keys(sessionStorage).filter(each => each.includes('undo'))") == ["oncue-desk-undo-j1-"]
    page.ask("sessionStorage.clear()")


def test_a_tab_that_is_closed_only_after_one_looks_at_another_leaves_nothing_behind(
    page: Page, desk: FakeDesk, url: str
) -> None:
    with page.other_tab() as other:
        other.resize(1280, 800)
        show(other, url)
        type_over(other, 0, 5, 12, "evening")
        other.until(lambda: len(desk.posted) == 1)
        page.ask(SEEN)  # the other tab is open still
        page.until(lambda: page.ask(WATCHED))
        assert page.ask(KEPT) == 1
    desk.waiting.set()
    page.until(lambda: page.ask(KEPT) == 0)
    page.until(lambda: "evening" in shown(page)[0])
    assert desk.rev == 1

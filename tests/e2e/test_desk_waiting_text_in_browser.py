"""Texts that wait for the service while others edit and the person goes on: the caption desk in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.browser_session import CTRL, Page
from bench.desk.chromium import FIELDS, READY, USE_MINE, press
from tests.e2e.desk_at_work import CARD, FIELD, KEPT, TEXT, go_into, show, shown, type_over, unreachable
from tests.fake_desk import FakeDesk, desk_page

NOTE = "document.querySelector('#panel textarea')"


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk.of(TEXT)


@pytest.fixture
def url(page: Page, desk: FakeDesk) -> Iterator[str]:
    """The address of the desk, which is open; its third caption's text is on its way, and no edit is answered."""
    desk.waiting.clear()
    with desk_page(desk) as url:
        show(page, url)
        type_over(page, 2, 0, 3, "all")
        page.until(lambda: len(desk.posted) == 1)
        yield url
        desk.waiting.set()
        page.open("about:blank")


def said(desk: FakeDesk) -> str:
    return " ".join(word[1] for word in desk.words)


def wait_kept(page: Page, count: int) -> None:
    page.until(lambda: page.ask(KEPT) == count)


@pytest.mark.usefixtures("url")
def test_what_was_left_is_taken_up_before_anybody_types_also_where_a_script_comes_late(page: Page, desk: FakeDesk) -> None:
    type_over(page, 0, 5, 12, "evening")
    wait_kept(page, 2)
    with unreachable(page, "adopt.js"):
        page.reload()
        page.until(lambda: shown(page))
        page.ask("new Promise(done => setTimeout(done, 1500))")
        assert not page.ask(READY)
    page.until(lambda: page.ask(READY))
    assert shown(page)[0].startswith("Good evening")
    desk.waiting.set()
    wait_kept(page, 0)
    assert said(desk).startswith("Good evening to you")


@pytest.mark.usefixtures("url")
def test_undo_of_the_upper_of_two_waiting_texts_leaves_the_lower_one_in_the_field(page: Page, desk: FakeDesk) -> None:
    type_over(page, 0, 5, 12, "evening")
    wait_kept(page, 2)
    page.ask("new Promise(done => setTimeout(done, 900))")  # the pause in typing that makes a text of its own of it
    page.ask(f"{FIELD}.setSelectionRange(0, 4)")
    page.call("Input.insertText", text="Fine")
    wait_kept(page, 3)
    page.ask("new Promise(done => setTimeout(done, 900))")
    press(page, "z", CTRL)
    page.until(lambda: page.ask(f"{FIELD}.value").startswith("Good evening"))
    wait_kept(page, 2)
    desk.waiting.set()
    wait_kept(page, 0)
    assert said(desk).startswith("Good evening to you")


@pytest.mark.usefixtures("url")
def test_a_text_that_waits_stays_in_the_field_whatever_others_do_around_it(page: Page, desk: FakeDesk) -> None:
    type_over(page, 1, 0, 5, "nine")
    page.ask(f"{FIELD}.blur()")
    wait_kept(page, 2)
    added = [{"op": "replace", "after": desk.words[7][0], "text": "sharp"}]
    desk.edit(0, [*added, {"op": "break", "before": desk.words[8][0], "kind": "cue"}])
    page.until(lambda: any("sharp" in text for text in shown(page)))
    place = page.ask(f"{FIELDS}.findIndex(field => field.value.startsWith('nine'))")
    go_into(page, place)
    desk.edit(desk.rev, [{"op": "replace", "from": "w0", "to": "w0", "text": "Fine"}])
    page.until(lambda: shown(page)[0].startswith("Fine"))
    assert page.ask(f"{FIELD}.value").startswith("nine")
    desk.waiting.set()
    wait_kept(page, 0)
    assert page.ask(f"{CARD} === null")


@pytest.mark.usefixtures("url")
def test_a_caption_whose_last_word_is_undone_is_not_the_rest_of_the_programme(page: Page, desk: FakeDesk) -> None:
    desk.waiting.set()
    wait_kept(page, 0)
    rev = desk.rev
    desk.edit(rev, [{"op": "replace", "after": desk.words[6][0], "text": "sharp"}])
    page.until(lambda: "sharp" in shown(page)[0])
    go_into(page, 0)
    longest = len(page.ask(f"{FIELD}.value"))
    desk.edit(desk.rev, [{"op": "undo", "rev": rev + 1}])
    page.until(lambda: "sharp" not in page.ask(f"{FIELD}.value"))
    assert len(page.ask(f"{FIELD}.value")) < longest


@pytest.mark.usefixtures("url")
def test_a_note_that_is_being_written_stays_when_somebody_comes_back_to_the_window(page: Page) -> None:
    go_into(page, 0)
    page.click("document.getElementById('tab-notes')")
    page.until(lambda: page.ask(f"{NOTE} !== null"))
    page.click(NOTE)
    page.call("Input.insertText", text="long remark")
    page.ask("document.getElementById('tab-notes').focus(); dispatchEvent(new Event('focus'))")
    page.ask("new Promise(done => setTimeout(done, 500))")
    assert page.ask(f"{NOTE}.value") == "long remark"


@pytest.mark.usefixtures("url")
def test_an_answer_is_asked_again_where_it_is_taken_back_and_no_other_text_is_lost(page: Page, desk: FakeDesk) -> None:
    type_over(page, 0, 5, 12, "evening")
    wait_kept(page, 2)
    desk.edit(0, [{"op": "replace", "from": "w5", "to": "w5", "text": "day"}])
    desk.waiting.set()
    page.until(lambda: page.ask(f"{CARD} !== null") and page.ask(KEPT) == 1)
    desk.waiting.clear()
    type_over(page, 2, 0, 3, "both")
    page.until(lambda: len(desk.posted) == 2)
    type_over(page, 1, 0, 5, "nine")
    page.ask(f"{FIELD}.blur()")
    wait_kept(page, 3)
    page.click(USE_MINE)
    press(page, "z", CTRL)
    page.until(lambda: page.ask(f"{CARD} !== null"))
    assert page.ask(KEPT) == 3
    page.click(USE_MINE)
    desk.waiting.set()
    wait_kept(page, 0)
    assert said(desk).startswith("Good evening to you all. It is half nine")


@pytest.mark.usefixtures("url")
def test_a_split_of_a_caption_that_reads_otherwise_is_not_made_at_another_word(page: Page, desk: FakeDesk) -> None:
    type_over(page, 0, 5, 12, "evening")
    wait_kept(page, 2)
    page.ask(f"{FIELD}.setSelectionRange(13, 13)")
    press(page, "Enter", CTRL)
    wait_kept(page, 3)
    desk.edit(0, [{"op": "replace", "from": "w5", "to": "w5", "text": "day"}])
    desk.waiting.set()
    page.until(lambda: page.ask("document.querySelectorAll('.notice-card').length") == 2)
    assert not any(op["op"] == "break" for edit in desk.posted for op in edit["ops"])

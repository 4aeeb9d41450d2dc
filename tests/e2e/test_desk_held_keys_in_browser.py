"""Keys that are held down at the caption desk, in a real browser: letters repeat, and what changes captions does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.browser_session import CTRL, Page
from bench.desk.chromium import press
from tests.e2e.desk_at_work import FIELD, go_into, is_in, ops, saved, show, shown
from tests.fake_desk import FakeDesk, desk_page

PAUSE_MS = 900
"""Longer than the desk waits after the last key until it saves."""


@pytest.fixture
def at_desk(page: Page, desk: FakeDesk) -> Iterator[Page]:
    with desk_page(desk) as url:
        show(page, url)
        page.until(lambda: page.ask("!document.getElementById('play').disabled"))
        yield page
        page.open("about:blank")


def caret(page: Page, caption: int, at: int) -> None:
    go_into(page, caption)
    page.ask(f"{FIELD}.setSelectionRange({at}, {at})")


def a_while(page: Page) -> None:
    page.ask(f"new Promise(done => setTimeout(done, {PAUSE_MS}))")


def test_a_letter_that_is_held_is_typed_as_often_as_it_comes_and_all_of_it_is_saved(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    caret(page, 0, 4)
    press(page, "d", held=40)
    page.until(lambda: saved(page, desk.rev) and desk.words[0][1] == "Good" + 41 * "d")
    assert page.ask(f"{FIELD}.value").startswith("Good" + 41 * "d" + " morning")
    press(page, "Backspace", held=40)
    page.until(lambda: desk.words[0][1] == "Good" and saved(page, desk.rev))


def test_backspace_that_is_held_empties_its_caption_and_no_other_and_can_be_taken_back(
    at_desk: Page, desk: FakeDesk
) -> None:
    page = at_desk
    before = shown(page)
    caret(page, 1, len(before[1]))
    press(page, "Backspace", held=len(before[1]) + 20)
    assert page.ask(f"{FIELD}.value") == ""
    a_while(page)
    assert desk.posted == [], "an empty caption is none that was removed, as long as somebody is in it"
    assert shown(page) == [before[0], "", *before[2:]]
    press(page, "z", CTRL)
    assert shown(page) == before
    assert page.ask("document.getElementById('count').textContent") == str(len(before))


def test_what_changes_captions_is_done_once_for_each_press(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    caret(page, 0, 13)
    press(page, "Enter", CTRL, held=5)
    page.until(lambda: saved(page, 1) and is_in(page, 2))
    press(page, "Backspace", held=3)
    page.until(lambda: saved(page, 2) and is_in(page, 1))
    assert desk.words[1][1] == "morning"
    press(page, "Escape")
    press(page, "o", held=5)
    page.until(lambda: saved(page, 3))
    press(page, "z", CTRL, held=5)
    page.until(lambda: saved(page, 4))
    page.ask("document.getElementById('undo').focus()")
    press(page, "Enter", held=5)
    page.until(lambda: saved(page, 5))
    a_while(page)
    assert [op["op"] for made in ops(desk) for op in made] == ["break", "break", "show", "undo", "undo"]
    is_paused = "document.getElementById('audio').paused"
    page.ask("document.activeElement.blur()")
    press(page, " ", held=4)
    page.until(lambda: not page.ask(is_paused))
    press(page, " ", held=3)
    page.until(lambda: page.ask(is_paused))


def test_a_caption_that_is_joined_twice_in_haste_is_joined_once(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    desk.waiting.clear()
    caret(page, 1, 0)
    for _ in range(2):
        press(page, "Backspace")
    desk.waiting.set()
    page.until(lambda: saved(page, 1) and is_in(page, 1))
    a_while(page)
    assert len(desk.posted) == 1
    assert page.ask("document.querySelector('.notice-card') === null")


def test_keys_that_go_from_place_to_place_go_on_while_they_are_held(at_desk: Page) -> None:
    page = at_desk
    press(page, "ArrowRight", held=3)
    assert page.ask("Math.round(document.getElementById('audio').currentTime * 10)") == 16, "four words of 0.4 s"

"""What others do is not drawn between a press and its release, and leaves the keyboard and the view where they are."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest

from bench.browser_session import CTRL, Page
from bench.desk.chromium import press
from tests.e2e.desk_at_work import saved, type_over
from tests.fake_desk import FakeDesk

CHECK = "document.getElementById('tab-check').textContent"
LAST_FIX = "[...document.querySelectorAll('#panel li:last-child button')].at(-1)"
FIX_ALL = "[...document.querySelectorAll('#panel button')].find(each => each.textContent.startsWith('Fix all'))"
FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
NOTE_START = """(audio => { window.startMs = null;
const own = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'currentTime');
Object.defineProperty(audio, 'currentTime', { get: () => own.get.call(audio),
set: at => { window.startMs ??= 1000 * at; own.set.call(audio, at) } }) })(document.getElementById('audio'))"""
"""Notes where the sound is first sent to: once it is there, it plays on."""
NUMBERS = "[...document.querySelectorAll('.cue .number')].map(each => each.textContent).sort().join(' ')"


@pytest.fixture
def desk() -> FakeDesk:
    """A desk with more findings than the panel has room for."""
    desk = FakeDesk.of(" ".join(f"word{n}" for n in range(320)))
    desk.findings = [finding(cue, n) for n, cue in enumerate(desk.cues, 1)]
    return desk


def finding(cue: list[Any], number: int) -> dict[str, Any]:
    return {
        "id": f"too_short:{cue[0]}", "code": "too_short", "cue": number, "first": cue[0], "last": cue[1],
        "start_ms": cue[2], "at_ms": cue[2], "figure": 1, "limit": 2, "unit": "ms", "severity": "hard", "rule": "A rule",
        "text": f"too short, as {number} is.", "fix": True,
    }  # fmt: skip


def show_findings(page: Page) -> None:
    page.until(lambda: page.ask(CHECK) == "Check 40")
    page.click("document.getElementById('tab-check')")
    page.until(lambda: page.ask(f"!!{LAST_FIX}"))


def somebody_mends(page: Page, desk: FakeDesk) -> None:
    """Another person's edit, by which one finding goes; the page has heard of it."""
    gone = desk.findings.pop(0)
    desk.edit(desk.rev, [{"op": "show", "word": gone["last"]}])
    page.until(lambda: page.ask(CHECK) == f"Check {len(desk.findings)}")


def test_a_button_that_is_held_while_the_panel_changes_is_pressed_all_the_same(at_desk: Page, desk: FakeDesk) -> None:
    show_findings(at_desk)
    with at_desk.pressed(LAST_FIX):
        somebody_mends(at_desk, desk)
        at_desk.ask(FRAMES)
        assert at_desk.ask("document.querySelectorAll('#panel li').length") == 40, "it is as it was pressed"
    at_desk.until(lambda: desk.posted)
    assert desk.posted[-1]["findings"] == [f"too_short:{desk.cues[-1][0]}"]
    at_desk.until(lambda: at_desk.ask("document.querySelectorAll('#panel li').length") == 38)


def test_space_that_is_held_while_the_panel_changes_presses_its_button(at_desk: Page, desk: FakeDesk) -> None:
    show_findings(at_desk)
    at_desk.ask(f"{LAST_FIX}.focus()")
    key = {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32}
    at_desk.call("Input.dispatchKeyEvent", type="keyDown", text=" ", **key)
    somebody_mends(at_desk, desk)
    at_desk.call("Input.dispatchKeyEvent", type="keyUp", **key)
    at_desk.until(lambda: desk.posted)
    assert desk.posted[-1]["findings"] == [f"too_short:{desk.cues[-1][0]}"]


def test_a_panel_that_changes_keeps_the_keyboard_on_the_same_button_and_its_place(at_desk: Page, desk: FakeDesk) -> None:
    show_findings(at_desk)
    at_desk.ask(f"{LAST_FIX}.focus(); {LAST_FIX}.scrollIntoView()")
    name = at_desk.ask("document.activeElement.ariaLabel")
    top = at_desk.ask("document.getElementById('panel').scrollTop")
    assert top > 0
    somebody_mends(at_desk, desk)
    at_desk.until(lambda: at_desk.ask("document.querySelectorAll('#panel li').length") == 39)
    assert at_desk.ask("document.activeElement.ariaLabel") == name
    assert top - at_desk.ask("document.getElementById('panel').scrollTop") < 100, "no more than the row that went"
    at_desk.ask(f"{FIX_ALL}.focus()")
    somebody_mends(at_desk, desk)
    at_desk.until(lambda: at_desk.ask("document.activeElement.textContent") == "Fix all that can be (38)")
    desk.findings = []
    desk.edit(desk.rev, [{"op": "show", "word": desk.cues[0][1]}])
    at_desk.until(lambda: at_desk.ask(CHECK) == "Check")
    at_desk.until(lambda: at_desk.ask("document.activeElement.id") == "panel")


def test_a_history_that_is_read_anew_keeps_the_keyboard(at_desk: Page, desk: FakeDesk) -> None:
    desk.edit(0, [{"op": "show", "word": desk.cues[0][1]}])
    at_desk.click("document.getElementById('tab-history')")
    back = "[...document.querySelectorAll('#panel button')].at(-1)"
    at_desk.until(lambda: at_desk.ask(f"{back}?.textContent") == "Back to this")
    at_desk.ask(f"{back}.focus(); window.held = document.activeElement")
    desk.edit(1, [{"op": "show", "word": desk.cues[0][1]}])
    at_desk.until(lambda: at_desk.ask("document.querySelectorAll('#panel button').length") == 2)
    assert at_desk.ask(f"document.activeElement === {back} && document.activeElement !== window.held")


def test_a_history_is_drawn_though_news_come_before_it_is_read(at_desk: Page, desk: FakeDesk) -> None:
    page, rows = at_desk, "document.querySelectorAll('#panel li').length"
    desk.edit(0, [{"op": "show", "word": desk.cues[0][1]}])
    page.until(lambda: saved(page, 1))
    desk.held["/desk/revisions"] = gate = threading.Semaphore(0)
    page.click("document.getElementById('tab-history')")
    for rev in (2, 3, 4):
        desk.edit(rev - 1, [{"op": "show", "word": desk.cues[0][1]}])
        page.until(partial(saved, page, rev))
        gate.release()  # the oldest that is asked; later ones wait
        page.until(partial(_shows, page, rows))
        page.ask("document.getElementById('panel').replaceChildren()")
    desk.held.clear()
    gate.release(9)
    page.until(lambda: page.ask(rows) == 5)


def _shows(page: Page, rows: str) -> bool:
    return bool(page.ask(rows))


def test_search_words_go_into_the_panel_though_news_come_before_it_is_there(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    type_over(page, 0, 0, 5, "first")
    page.until(lambda: saved(page, 1))
    desk.held["/find.js"] = gate = threading.Semaphore(0)
    press(page, "f", CTRL)
    somebody_edits = [{"op": "show", "word": desk.cues[0][1]}]
    for rev in (2, 3):
        desk.edit(rev - 1, somebody_edits)
        page.until(partial(saved, page, rev))
    assert not page.ask("document.querySelectorAll('#panel input').length")
    desk.held.clear()
    gate.release(9)
    page.until(lambda: page.ask("document.activeElement.matches('#panel [data-first]')"))
    page.call("Input.insertText", text="word7")
    desk.edit(3, somebody_edits)
    page.until(lambda: saved(page, 4))
    page.ask(FRAMES)
    assert page.ask("document.activeElement.value") == "word7"
    assert desk.words[0][1] == "first"


def split_above(desk: FakeDesk) -> None:
    """Another person splits the first caption."""
    ids = [word[0] for word in desk.words]
    desk.edit(desk.rev, [{"op": "break", "before": ids[at], "kind": "cue"} for at in (4, 8)])


def test_captions_stay_under_a_pointer_that_is_down_on_one(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    third = "[...document.querySelectorAll('.cue .time')].find(each => each.closest('.cue').place === 2)"
    numbers = page.ask(NUMBERS)
    with page.pressed(third):
        split_above(desk)
        page.until(lambda: page.ask("document.getElementById('count').textContent") == "41")
        page.ask(FRAMES)
        assert page.ask(NUMBERS) == numbers
        page.ask(NOTE_START)
    page.until(lambda: page.ask("window.startMs !== null"))
    assert 6400 <= page.ask("window.startMs") < 6700
    page.until(lambda: page.ask("document.querySelector('.cue.active').place") == 3)


def test_a_caption_pressed_while_another_is_typed_in_is_the_one_that_is_taken(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    type_over(page, 0, 0, 5, "first")
    page.until(lambda: desk.rev == 1)
    with page.pressed("[...document.querySelectorAll('.cue textarea')].find(each => each.closest('.cue').place === 2)"):
        split_above(desk)
        page.until(lambda: page.ask("document.getElementById('count').textContent") == "41")
    page.until(lambda: page.ask("document.activeElement.closest('.cue')?.place") == 3)
    assert page.ask("document.activeElement.value.split(/\\s/)[0]") == "word16"

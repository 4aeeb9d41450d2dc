"""The desk in a browser: its keys, its waveform, its frames, and the links that lead into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bench.browser_session import SHIFT, Page
from bench.desk.chromium import READY, press
from oncue.frame_rate import FRAME_RATES
from tests.e2e.desk_at_work import FIELD, faster, go_into, ops, saved, show
from tests.fake_desk import FakeDesk, desk_page

NOTE_STARTS_AND_STOPS = """window.heard = [];
for (const kind of ['play', 'pause']) document.getElementById('audio').addEventListener(kind, () => heard.push(kind));
window.hasLit = false; new MutationObserver(() => { window.hasLit ||= document.querySelector('.behind .lit') !== null })
.observe(document.getElementById('cues'), { subtree: true, childList: true })"""
"""Notes that the sound starts and stops, and whether a word is ever lit: a caption is soon over."""


def test_keys_play_go_from_place_to_place_and_list_themselves(page: Page) -> None:
    # Two captions of half a minute, and typing keeps the sound for as long: it goes on only where somebody has it go on.
    desk = FakeDesk.of(" ".join(f"word{n}" for n in range(150)), per_cue=75)
    with desk_page(desk) as url, faster(page, 1 / 20):
        show(page, url)
        page.until(lambda: page.ask("!document.getElementById('play').disabled"))
        _play_and_go(page)
        page.open("about:blank")


def _play_and_go(page: Page) -> None:
    def heard(*kinds: str) -> None:
        page.until(lambda: page.ask("window.heard") == [*kinds])

    page.ask(NOTE_STARTS_AND_STOPS)
    go_into(page, 1)
    page.ask(f"{FIELD}.setSelectionRange(0, 0)")
    press(page, "Tab")
    heard("play")
    page.until(lambda: page.ask("window.hasLit"))
    page.call("Input.insertText", text="x")
    heard("play", "pause")
    press(page, "Tab")
    heard("play", "pause", "play")
    press(page, "Tab")
    heard("play", "pause", "play", "pause")
    press(page, "Escape")
    assert page.ask("document.activeElement.matches('li.cue')"), "Tab is the browser's again"
    at = page.ask("document.getElementById('audio').currentTime")
    press(page, "ArrowRight")
    page.until(lambda: page.ask("document.getElementById('audio').currentTime") > at)
    press(page, "?", SHIFT)
    assert page.ask("document.getElementById('sheet').open")
    press(page, "Escape")
    page.ask("document.getElementById('plain-keys').checked = false")
    press(page, "?", SHIFT)
    assert not page.ask("document.getElementById('sheet').open"), "single keys can be switched off"
    assert not [line for line in page.log if "Content Security" in line]


@pytest.mark.parametrize(
    ("asked", "at", "caption"),
    [
        ("?word=w42&at_ms=0", 3600, "Caption 2,"),
        ("?word=w999&at_ms=6500", 6400, "Caption 3,"),
        ("?word=a18.0", 0, ""),
        ("?at_ms=-5", 0, "Caption 1,"),
    ],
)
def test_a_link_leads_to_its_word_or_to_its_moment(page: Page, desk: FakeDesk, asked: str, at: int, caption: str) -> None:
    with desk_page(desk) as url:
        show(page, url + asked)
        page.until(lambda: page.ask("!document.getElementById('play').disabled"))
        page.until(lambda: page.ask("Math.round(document.getElementById('audio').currentTime * 1000)") == at)
        named = page.ask(f"{FIELD}.field?.ariaLabel ?? ''")
        assert named.startswith(caption) if caption else named == ""
        if caption == "Caption 2,":
            assert page.ask("document.querySelector('.lit').textContent") == "here"
            press(page, "Enter")
            assert page.ask(f"{FIELD}.value.slice({FIELD}.selectionStart)").startswith("here")
        page.open("about:blank")


def test_a_border_is_dragged_on_the_waveform_and_both_words_take_their_new_time(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    desk.words[1][3] = desk.words[2][2]  # two that touch
    page.reload()
    page.until(lambda: page.ask(READY))
    box = page.ask("(() => { const b = waveform.getBoundingClientRect(); return [b.x, b.y, b.width, b.height] })()")
    x, y = box[0] + box[2] * desk.words[2][2] / 12_000, box[1] + box[3] - 12
    for kind, at in (("mousePressed", x), ("mouseMoved", x + 8), ("mouseMoved", x + 20.8), ("mouseReleased", x + 20.8)):
        page.call("Input.dispatchMouseEvent", type=kind, x=at, y=y, button="left", buttons=1, clickCount=1)
    page.until(lambda: saved(page, 1))
    (made,) = ops(desk)
    moved = made[0].get("end_ms", made[0].get("start_ms"))
    assert {(op["word"], *(key for key in op if key.endswith("_ms"))) for op in made} == {
        ("w5", "end_ms"),
        ("w13", "start_ms"),
    }
    assert moved == 1000, "800 and 200 more, in steps of ten"


def test_a_doubt_says_its_times_by_the_clock_of_the_desk(page: Page, desk: FakeDesk) -> None:
    says = "“Good” ends at 0:00:00.3, or at 0:00:00.5."
    times = {"0:00:00.3": 350, "0:00:00.5": 520}
    about = {"code": "place", "first": "w0", "last": "w0", "start_ms": 0, "end_ms": 900, "heard": None, "weight": 0.5}
    desk.more["doubts"] = [{**about, "id": "place:w0:w0", "figures": {}, "says": says, "times": times}]
    said = "document.querySelector('#panel ol button')?.textContent"
    with desk_page(desk) as url:
        show(page, url)
        page.until(lambda: page.ask(said) == "“Good” ends at 0:00.35, or at 0:00.52.")
        page.ask("(e => { e.value = '25'; e.dispatchEvent(new Event('change')) })(document.getElementById('frames'))")
        page.until(lambda: page.ask(said) == "“Good” ends at 00:00:00:09, or at 00:00:00:13.")
        page.ask("localStorage.removeItem('oncue-desk-frames')")
        page.open("about:blank")


def test_a_time_of_a_doubt_that_reads_like_another_is_written_once(page: Page, desk: FakeDesk) -> None:
    says, times = "It ends at 11:00:00.3, or at 1:00:00.2.", {"11:00:00.3": 39_600_290, "1:00:00.2": 3_600_230}
    about = {"code": "place", "first": "w0", "last": "w0", "start_ms": 0, "end_ms": 900, "heard": None, "weight": 0.5}
    desk.more["doubts"] = [{**about, "id": "place:w0:w0", "figures": {}, "says": says, "times": times}]
    with desk_page(desk) as url:
        show(page, url)
        said = page.until(lambda: page.ask("document.querySelector('#panel ol button')?.textContent"))
        page.open("about:blank")
    assert said == "It ends at 11:00:00.29, or at 1:00:00.23."


def test_frames_are_stepped_shown_and_marked_as_the_service_counts_them(at_desk: Page, desk: FakeDesk) -> None:
    page, rates = at_desk, "document.getElementById('frames')"
    assert page.ask(f"[...{rates}.options].map(each => each.value)") == ["", *FRAME_RATES]
    now: Callable[[], Any] = lambda: page.ask(  # noqa: E731
        "[document.getElementById('now').textContent, Math.round(document.getElementById('audio').currentTime * 1000)]"
    )
    page.until(lambda: page.ask("!document.getElementById('play').disabled"))
    choose = f"(name => {{ {rates}.value = name; {rates}.dispatchEvent(new Event('change')) }})"
    page.ask(f"{choose}('29.97df')")
    page.until(lambda: now()[0] == "00:00:00;00")
    page.click("document.getElementById('now')")
    page.ask("document.activeElement.blur()")
    seen = []
    for key in (".", ".", ".", ",", "Alt"):
        press(page, key)
        seen.append(now())
    assert seen == [["00:00:00;01", 33], ["00:00:00;02", 67], ["00:00:00;03", 100], ["00:00:00;02", 67], ["00:00:00;02", 67]]
    assert page.ask("document.querySelector('.cue .time').textContent") == "00:00:00;00\n00:00:03;04"
    press(page, "O")
    page.until(lambda: len(desk.posted) == 1)
    assert [[(op["op"], op["out_ms"]) for op in made] for made in ops(desk)] == [[("show", 67)]]
    page.ask(f"{choose}('')")
    press(page, ".")
    assert now() == ["0:00.11", 107]
    page.ask("localStorage.removeItem('oncue-desk-frames')")

    times = [0, 1, 20, 21, 999, 1001, 16_683, 59_993, 60_027, 60_060, 600_000, 3_599_997, 3_600_020, 43_199_989]
    made = page.ask(
        f"""import('/static/desk/frames.js').then(({{ Frames }}) => fetch('/v1/jobs/j1/desk').then(a => a.json())
        .then(desk => desk.frame_rates.map(rate => [0, 36_000_000, 13].map(offset => {times}.map(ms => {{
          const frames = new Frames(rate, offset);
          return [frames.at(ms), frames.msOf(frames.at(ms)), frames.label(ms)];
        }}))))) """
    )
    for rate, by_offset in zip(FRAME_RATES.values(), made, strict=True):
        for offset, found in zip((0, 36_000_000, 13), by_offset, strict=True):
            for ms, one in zip(times, found, strict=True):
                frame = rate.frame_at(ms + offset)
                assert one == [frame, rate.milliseconds(frame) - offset, rate.label(frame)], (rate.name, offset, ms)

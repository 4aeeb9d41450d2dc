"""Doubts and findings on the caption desk, in a real browser: answered by one key each, mended by one button."""

from __future__ import annotations

from typing import Any

import pytest

from bench.axe import wrong_by_axe
from bench.browser_session import Page
from tests.fake_desk import FakeDesk, desk_page

TEXT = "Good Morning, to you all. It is half eight here and this is the news of the day from the house in the city. Bye."
CERTIFICATE = {
    "given": True, "captions": 240, "sure": 217, "at_most": 0.005, "left": 23, "left_ms": 41_000, "doubts": 7,
    "seconds": 420, "why": [],
}  # fmt: skip
READY = "document.querySelector('body[data-ready]') && !document.getElementById('play').disabled"
REASON = "document.querySelector('.doubt-in-hand .reason')?.textContent"
PANEL = "document.getElementById('panel').innerText"


def doubt(code: str, words: tuple[str | None, str | None], ms: tuple[int, int], says: str, **more: Any) -> dict[str, Any]:
    named = {"id": f"{code}:{words[0] or ms[0]}", "code": code, "first": words[0], "last": words[1]}
    return {**named, "start_ms": ms[0], "end_ms": ms[1], "heard": None, "figures": {}, "says": says, "weight": 0.5, **more}


def finding(code: str, cue: list[Any], number: int, *, fix: bool, severity: str = "hard") -> dict[str, Any]:
    return {
        "id": f"{code}:{cue[0]}", "code": code, "cue": number, "first": cue[0], "last": cue[1], "start_ms": cue[2],
        "at_ms": cue[2], "figure": 1, "limit": 2, "unit": "ms", "severity": severity, "rule": "A house's rules, 1",
        "text": f"{code} by a lot.", "fix": fix,
    }  # fmt: skip


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk.of(TEXT)
    ids = [word[0] for word in desk.words]
    desk.more["doubts"] = [
        doubt("heard_otherwise", (ids[1], ids[1]), (0, 1300), "Published “Morning,”, heard “evening”.", heard="evening."),
        doubt("not_said", (ids[6], ids[7]), (2000, 4000), "2 words have no sound."),
        doubt("unwritten", (None, None), (3800, 6900), "Speech without text."),
        doubt("place", (ids[12], ids[12]), (4400, 5800), "“is” may be off."),
        doubt("place", (ids[14], ids[14]), (5100, 6300), "Or later.", figures={"at_ms": 5600.0, "or_ms": 5700.0}),
        doubt("fit", (ids[20], ids[21]), (7600, 9000), "It does not sound like this."),
        doubt("limits", (ids[16], ids[23]), (6400, 9500), "Too fast to read."),
    ]
    desk.more["gaps"] = [[1000, 4100], [4300, 7000]]
    desk.more["certificate"] = CERTIFICATE
    desk.findings = [
        finding("too_short", desk.cues[0], 1, fix=True),
        finding("too_long", desk.cues[1], 2, fix=False),
        finding("too_fast", desk.cues[2], 3, fix=True, severity="soft"),
    ]
    return desk


def last_ops(desk: FakeDesk) -> list[Any]:
    return list(desk.posted[-1]["ops"])


def test_each_doubt_is_answered_by_one_key_and_leaves_before_the_service_answers(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    said = page.ask(PANEL)
    assert "217 of 240 captions need no review: at most 1 in 200 of them is wrong." in said
    assert "0 of 7 answered, about 7 min left" in said
    page.until(lambda: page.ask("!document.getElementById('play').disabled"))
    # A second of sound may be over before anybody asks whether it plays.
    page.ask("document.getElementById('audio').addEventListener('play', () => { window.hasPlayed = true }) ?? 1")
    page.press("n", "KeyN")
    page.until(lambda: page.ask(REASON) == "Published “Morning,”, heard “evening”.")
    page.until(lambda: page.ask("window.hasPlayed"))
    desk.waiting.clear()
    page.press("2", "Digit2")
    assert page.ask(REASON) == "2 words have no sound.", "the next one is in hand, whatever the service says"
    assert "1 of 7 answered, about 6 min left" in page.ask(PANEL)
    desk.waiting.set()
    page.until(lambda: desk.rev == 1)
    assert last_ops(desk) == [{"op": "replace", "from": "w5", "to": "w5", "text": "Evening,", "why": "said_otherwise"}], (
        "with the comma and the capital of the published word"
    )
    page.press("1", "Digit1")
    page.until(lambda: desk.rev == 2)
    assert last_ops(desk) == [{"op": "replace", "from": "w29", "to": "w32", "text": "", "why": "not_said"}]
    assert page.ask(REASON) == "Speech without text."
    page.press("2", "Digit2")
    page.until(lambda: desk.rev == 3)
    around = [word[0] for word in desk.words if word[2] in (4000, 4400)]
    assert last_ops(desk) == [{"op": "confirm", "from": around[0], "to": around[1]}], "nothing to write: kept for all"
    assert page.ask(REASON) == "“is” may be off."
    assert page.ask("document.activeElement.id") == "wave"
    page.press("Enter")
    page.until(lambda: desk.rev == 4)
    assert last_ops(desk)[0]["op"] == "confirm"
    assert page.ask(REASON) == "Or later."
    page.press("2", "Digit2")
    page.until(lambda: desk.rev == 5)
    assert last_ops(desk) == [{"op": "time", "word": "w64", "start_ms": 5700}], "where it was heard"
    assert page.ask(REASON) == "It does not sound like this."
    page.press("1", "Digit1", held=3)
    page.until(lambda: desk.rev == 6)
    assert page.ask(REASON) == "Too fast to read.", "a key that is held down answers one doubt, and none that nobody heard"
    page.press("2", "Digit2")
    page.until(lambda: desk.rev == 7)
    assert "No doubts are left" in page.ask(PANEL)
    assert not [line for line in page.log if "exception" in line.lower() or "Content Security" in line]


def test_a_doubt_comes_back_when_its_answer_is_taken_back_or_refused(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    whole = list(desk.more["doubts"])
    page.press("n", "KeyN")
    page.until(lambda: page.ask(REASON))
    desk.refuse.append((422, {"code": "word_unknown", "detail": "There is no word w5."}))
    page.press("1", "Digit1")
    page.until(lambda: page.ask("document.querySelector('.notice-card')?.innerText.includes('word_unknown')"))
    page.until(lambda: "0 of 7 answered" in page.ask(PANEL))
    page.press("p", "KeyP")
    assert page.ask(REASON) == whole[0]["says"]
    page.press("1", "Digit1")
    page.until(lambda: desk.rev == 1)
    page.until(lambda: "1 of 7 answered" in page.ask(PANEL))
    desk.more["doubts"] = whole  # the answer is undone there
    desk.edit(1, [{"op": "undo", "rev": 1}])
    page.until(lambda: "0 of 7 answered" in page.ask(PANEL))


@pytest.mark.parametrize(("listed", "caption"), [(0, 0), (2, 1)])
def test_single_keys_are_about_the_caption_of_the_doubt_in_hand_and_not_the_one_that_was_left(
    page: Page, desk: FakeDesk, listed: int, caption: int
) -> None:
    desk.more["doubts"] = [desk.more["doubts"][listed]]  # of a word, or of a stretch without words
    with desk_page(desk) as url:
        page.open(url)
        page.until(lambda: page.ask(READY))
        _key_of_doubt(page, desk, caption)
        page.open("about:blank")


def _key_of_doubt(page: Page, desk: FakeDesk, caption: int) -> None:
    page.click("[...document.querySelectorAll('.cue textarea')].find(each => each.closest('li').place === 2)")
    page.press("Escape")
    page.press("n", "KeyN")
    page.until(lambda: page.ask(REASON))
    active = page.ask("[...document.querySelectorAll('.cue.active')].map(row => row.place)")
    assert active == [caption], "one caption is in hand"
    assert page.ask("document.activeElement.place") == caption
    page.press("o", "KeyO")
    page.until(lambda: desk.posted)
    assert [(op["op"], op["word"]) for op in last_ops(desk)] == [("show", desk.cues[caption][1])]


def test_findings_are_mended_one_by_one_or_together_and_undone_like_any_edit(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    button = "[...document.querySelectorAll('#panel button')].find(each => each.textContent.startsWith('{}'))"
    page.until(lambda: page.ask("document.getElementById('tab-check').textContent") == "Check 3")
    page.click("document.getElementById('tab-check')")
    page.until(lambda: page.ask(f"!!{button.format('Split it in two')}"))
    page.click(button.format("Split it in two"))
    page.until(lambda: desk.rev == 1)
    assert last_ops(desk)[0]["op"] == "break"
    page.click(button.format("Fix all that can be (2)"))
    page.until(lambda: desk.rev == 2)
    assert [each.split(":")[0] for each in desk.posted[-1]["findings"]] == ["too_short", "too_fast"]
    page.until(lambda: page.ask("document.getElementById('tab-check').textContent") == "Check 1")
    page.until(lambda: "2 mended, 0 left to you." in page.ask("document.getElementById('said').textContent"))
    page.click("document.getElementById('undo')")
    page.until(lambda: desk.rev == 3)
    assert last_ops(desk) == [{"op": "undo", "rev": 2}]
    for scheme in ("dark", "light"):
        page.ask(f"document.documentElement.dataset.scheme = '{scheme}'")
        desk.findings = [finding("too_short", desk.cues[0], 1, fix=True), finding("too_long", desk.cues[1], 2, fix=False)]
        for panel in ("check", "doubts"):
            page.click(f"document.getElementById('tab-{panel}')")
            assert wrong_by_axe(page) == [], (scheme, panel)

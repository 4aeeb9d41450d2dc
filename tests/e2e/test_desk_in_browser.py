"""The caption desk in a real browser: typed in, driven by keys, kept through conflicts and a killed browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.axe import wrong_by_axe
from bench.browser_session import CTRL, SHIFT, Page
from bench.desk.chromium import FIELDS, READY, SAVED, press
from tests.browser import browser_page
from tests.e2e.desk_at_work import CARD, FIELD, KEPT, go_into, is_in, ops, saved, show, shown, type_over, unreachable
from tests.fake_desk import FakeDesk, desk_page


def test_what_is_typed_is_saved_as_the_words_that_changed_and_undone_and_redone(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: saved(page, 1))
    assert ops(desk) == [[{"op": "replace", "from": "w5", "to": "w5", "text": "evening"}]]
    press(page, "z", CTRL)
    page.until(lambda: saved(page, 2))
    assert page.ask(f"{FIELD}.value").startswith("Good morning to")
    press(page, "z", CTRL | SHIFT)
    page.until(lambda: saved(page, 3))
    assert ops(desk)[1:] == [[{"op": "undo", "rev": 1}], [{"op": "undo", "rev": 2}]]
    page.reload()
    page.until(lambda: page.ask(READY) and shown(page))
    assert shown(page)[0].startswith("Good evening to")
    press(page, "z", CTRL)
    page.until(lambda: saved(page, 4))
    assert shown(page)[0].startswith("Good morning to"), "what one did can be undone after a reload, too"


def test_a_caption_is_split_at_the_caret_and_joined_again_from_its_beginning(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    go_into(page, 0)
    page.ask(f"{FIELD}.setSelectionRange(13, 13)")
    press(page, "Enter", CTRL)
    page.until(lambda: saved(page, 1) and is_in(page, 2))
    assert shown(page)[:2] == ["Good morning", "to you all. It\nis half eight here"]
    assert page.ask(f"{FIELD}.selectionStart") == 0
    press(page, "Backspace")
    page.until(lambda: saved(page, 2) and is_in(page, 1))
    assert [op["kind"] for (op,) in ops(desk)] == ["cue", "none"]
    assert page.ask(f"{FIELD}.selectionStart") == 13, "the caret is where the two meet"
    press(page, "ArrowRight")
    assert len(desk.posted) == 2


def test_new_words_and_new_lines_in_one_go_are_both_kept(at_desk: Page, desk: FakeDesk) -> None:
    type_over(at_desk, 0, 12, 12, " my dear")
    press(at_desk, "Enter")
    at_desk.until(lambda: saved(at_desk, 2))
    assert ops(desk)[0] == [{"op": "replace", "after": "w5", "text": "my dear"}]
    assert {op["op"] for op in ops(desk)[1]} == {"break"}
    assert "dear\n to you" in shown(at_desk)[0], "while one types there, nothing moves, although it is two captions now"
    press(at_desk, "Escape")
    at_desk.until(lambda: shown(at_desk)[0] == "Good morning my dear\nto you\nall. It")


def test_words_typed_before_the_first_one_stay_and_what_is_typed_behind_them_too(page: Page) -> None:
    desk = FakeDesk.of("Hello there")
    with desk_page(desk) as url:
        show(page, url)
        type_over(page, 0, 0, 0, "New ")
        page.until(lambda: saved(page, 1))
        assert page.ask(f"{FIELD}.value") == "New Hello there"
        page.call("Input.insertText", text="brave ")
        page.until(lambda: saved(page, 2))
        assert page.ask(f"{FIELD}.value") == "New brave Hello there"
        press(page, "Escape")
        page.until(lambda: shown(page) == ["New brave Hello there"])
        assert page.ask(f"{CARD} === null")
        page.open("about:blank")
    assert [word[1] for word in desk.words] == ["New", "brave", "Hello", "there"]


def test_a_word_before_the_first_one_and_a_new_line_are_both_kept(page: Page) -> None:
    desk = FakeDesk.of("Hello there")
    with desk_page(desk) as url:
        show(page, url)
        type_over(page, 0, 0, 0, "New ")
        page.ask(f"{FIELD}.setSelectionRange(9, 10)")
        press(page, "Enter")
        page.until(lambda: saved(page, 2))
        assert page.ask(f"{FIELD}.value") == "New Hello\nthere"
        page.open("about:blank")
    assert desk.cues[0][5] == ["New Hello", "there"]


def test_an_answer_that_breaks_off_is_asked_for_again(at_desk: Page, desk: FakeDesk) -> None:
    desk.cut = 1
    type_over(at_desk, 0, 5, 12, "evening")
    at_desk.until(lambda: saved(at_desk, 1) and at_desk.ask(KEPT) == 0)
    assert len({edit["edit_id"] for edit in desk.posted}) == desk.rev == 1
    assert len(desk.posted) == 2


def test_approving_that_cannot_be_fetched_says_so(at_desk: Page) -> None:
    with unreachable(at_desk, "approving.js"):
        at_desk.click("document.getElementById('approve')")
        at_desk.until(lambda: at_desk.ask("document.getElementById('said').textContent").startswith("Not approved"))


def test_two_who_changed_the_same_words_are_shown_both_texts_and_one_chooses(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    card = "document.querySelector('.notice-card')"

    def somebody_was_here() -> None:
        desk.edit(desk.rev, [{"op": "replace", "from": "w5", "to": "w5", "text": "night"}])
        desk.refuse.append((409, {"code": "edit_conflict", "detail": "Somebody has changed the same words since."}))

    desk.waiting.clear()  # so that it is there when the edit is answered, and not when it is typed
    type_over(page, 0, 5, 12, "evening")
    page.until(lambda: len(desk.posted) == 1)
    somebody_was_here()
    desk.waiting.set()
    page.until(lambda: page.ask(f"!!{card}"))
    said = page.ask(f"{card}.innerText")
    assert "Good night to" in said
    assert "Good evening to" in said
    assert desk.words[1][1] == "night", "nothing is written over"
    page.click(f"{card}.querySelector('button')")
    page.until(lambda: desk.words[1][1] == "evening")
    assert page.ask(f"{card} === null")


def test_a_refused_edit_says_why_and_loses_neither_the_text_nor_the_next_edit(at_desk: Page, desk: FakeDesk) -> None:
    page = at_desk
    desk.refuse.append((422, {"code": "word_too_long", "detail": "text has a word of 900 characters."}))
    type_over(page, 0, 5, 12, "x" * 60)
    page.until(lambda: page.ask("document.querySelector('.notice-card')?.innerText.includes('word_too_long')"))
    assert page.ask(f"document.querySelector('.notice-card').innerText.includes('{'x' * 60}')")
    page.until(lambda: "xxx" not in shown(page)[0])
    type_over(page, 1, 0, 5, "nine")
    page.until(lambda: desk.rev == 1)
    assert desk.words[8][1] == "nine"
    page.until(lambda: page.ask(SAVED) == "1 edit not saved: choose what becomes of it")
    page.click("[...document.querySelectorAll('.notice-card button')].find(each => each.textContent === 'Leave it')")
    page.until(lambda: saved(page, 1))


def test_what_was_typed_before_the_browser_was_killed_is_sent_by_the_next_one(desk: FakeDesk, tmp_path: Path) -> None:
    with desk_page(desk) as url:
        with browser_page(tmp_path) as page:
            show(page, url)
            desk.waiting.clear()  # the service takes the first edit, and answers nothing
            type_over(page, 0, 5, 12, "evening")
            page.until(lambda: len(desk.posted) == 1)
            type_over(page, 1, 0, 5, "nine")  # and this one never leaves
            page.until(lambda: page.ask(KEPT) == 2)
        desk.waiting.set()
        (tmp_path / "profile" / "SingletonLock").unlink(missing_ok=True)
        with browser_page(tmp_path) as page:
            show(page, url)
            page.until(lambda: [desk.words[1][1], desk.words[8][1]] == ["evening", "nine"])
            page.until(lambda: page.ask(KEPT) == 0)
    assert desk.rev == 2, "the edit that was sent twice is made once"


def test_what_a_new_text_or_these_limits_have_no_place_for_is_listed_with_the_history(page: Page, desk: FakeDesk) -> None:
    lost = {"rev": 3, "by": "Ann", "words": "half eight", "code": "words_gone", "detail": "The new text has none of them."}
    desk.more["left_over"] = [{**lost, "op": {"op": "replace", "from": "w30", "to": "w35", "text": "<b>nine</b>"}}]
    desk.more["unheld"] = [{"code": "no_break", "word": "w5", "text": "morning"}]
    with desk_page(desk) as url:
        show(page, url)
        page.until(lambda: page.ask("document.getElementById('tab-history').textContent === 'History 1'"))
        page.click("document.getElementById('tab-history')")
        page.until(lambda: page.ask("document.querySelectorAll('#panel ul').length === 2"))
        said = page.ask("document.getElementById('panel').innerText")
        page.open("about:blank")
    assert "3 · Ann · replace: half eight \u2192 <b>nine</b> · The new text has none of them." in said
    assert "no break: morning" in said


def test_fifteen_thousand_captions_are_as_few_elements_as_ten(page: Page) -> None:
    desk = FakeDesk.of(" ".join(f"word{n} and" for n in range(15_000)), per_cue=2)
    with desk_page(desk) as url:
        show(page, url)
        assert page.ask("document.getElementById('count').textContent") == "15000"
        page.ask("document.getElementById('scroller').scrollTop = 1e9")
        page.until(lambda: page.ask(f"{FIELDS}.at(-1).value.includes('word14999')"))
        assert page.ask("document.querySelectorAll('*').length") <= 2000
        page.click(f"{FIELDS}.at(-1)")
        press(page, "Enter", CTRL)
        page.ask("document.getElementById('scroller').scrollTop = 0")
        page.until(lambda: page.ask(f"{FIELDS}[0].value.includes('word0')"))
        assert page.ask("document.activeElement.value.includes('word14999')"), "the keyboard stays where it was"
        assert page.ask("document.querySelectorAll('*').length") <= 2000


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_axe_finds_nothing_on_the_desk(at_desk: Page, scheme: str) -> None:
    page = at_desk
    page.ask(f"document.documentElement.dataset.scheme = '{scheme}'")
    for panel in ("doubts", "find", "speakers", "notes", "history"):
        page.click(f"document.getElementById('tab-{panel}')")
        assert wrong_by_axe(page) == [], panel


def test_ops_name_no_word_that_stays_the_same_in_any_script(at_desk: Page) -> None:
    made = at_desk.ask(
        """Promise.all(['text_ops', 'merging'].map(name => import(`/static/desk/${name}.js`)))
      .then(([{ textOps }, { merged }]) => {
      const words = (text, gap) => text.split('|').map((each, n) => ({ id: 'w' + n, text: each, space: n ? gap : '' }));
      return [
        textOps(words('one|two|three', ' '), 'one two three'),
        textOps(words('one|two|three', ' '), 'one three'),
        textOps(words('one|two|three', ' '), 'zero one two three four'),
        textOps(words('one|two|three|four', ' '), 'one 2 three 4'),
        textOps(words('今日|は|良い|天気', ''), '今日は悪い天気'),
        textOps(words('שלום|לכם|ערב', ' '), 'שלום לכולם ערב'),
        merged('a b c d', 'a B c d', 'a b c D'), merged('a b c', 'a X c', 'a Y c'), merged('a b', 'a\\nb', 'a b c'),
      ]})"""
    )
    assert made[0] == []
    assert made[1] == [{"op": "replace", "from": "w1", "to": "w1", "text": ""}]
    assert made[2] == [
        {"op": "replace", "from": "w0", "to": "w0", "text": "zero one"},
        {"op": "replace", "after": "w2", "text": "four"},
    ]
    assert [(op["from"], op["text"]) for op in made[3]] == [("w1", "2"), ("w3", "4")]
    assert made[4] == [{"op": "replace", "from": "w2", "to": "w2", "text": "悪い"}]
    assert [(op["from"], op["to"]) for op in made[5]] == [("w1", "w1")]
    assert made[6:] == ["a B c D", None, "a\nb c"]

"""Departures as files: the page, the table, and the Word document with tracked changes, read back."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from random import Random

import docx
import pytest

from bench.caption_pictures import said
from bench.desk_edits import any_op, news, word_of
from oncue.desk import DeskRefused, Revision, Script, apply_revision, working_copy
from oncue.desk.departures import Departures, TextState, departures_csv, departures_docx, departures_html, departures_of
from oncue.desk.departures.wording import NONE_FOUND
from tests.unit.test_departures import edit, found, labelled, replaced
from tests.unit.word_changes import TrackedChange, after_all, changes, comment_texts, ensure_whole

FACTS = ["captions of revision 1, not approved"]
HOSTILE = '<script>alert(1)</script> & "q" \''


def edited() -> Script:
    script = edit(labelled(), replaced(labelled(), "election", "election", "selection", "misprint"))
    script = edit(script, {"op": "note", "word": word_of(news(), "election"), "text": "Ask Eve."}, by="Bob")
    return edit(script, replaced(script, "rain", "north", "", "not_said"), by="Bob")


def word_file(all_of: Departures) -> bytes:
    data = departures_docx(all_of, "News", FACTS)
    ensure_whole(data)
    assert data == departures_docx(all_of, "News", FACTS), "nothing in it depends on the clock"
    return data


def rows(all_of: Departures) -> list[dict[str, str]]:
    text = departures_csv(all_of).decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def page(all_of: Departures, title: str = "News") -> str:
    return departures_html(all_of, title, FACTS).decode()


class _Side(HTMLParser):
    """The paragraphs of one text on the page: `gone` is the element that has what is only in the other."""

    def __init__(self, gone: str) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self._gone = gone
        self._off: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "p":
            self._within = dict(attrs).get("class") == "text"
            self.paragraphs += [""] * self._within
        elif tag in (self._gone, "a"):
            self._off.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "p"
        if self._off and tag == self._off[-1]:
            self._off.pop()

    def handle_data(self, data: str) -> None:
        if self._within and not self._off:
            self.paragraphs[-1] += data.strip("\n").replace("¶", "")


def side(html: str, gone: str) -> str:
    reader = _Side(gone)
    reader.feed(html)
    return " ".join(" ".join(reader.paragraphs).split())


def test_word_tracks_each_change_by_author_and_date_and_comments_say_why() -> None:
    data = word_file(found(edited()))
    assert changes(data) == [
        TrackedChange("del", "election", "Ann", "1970-01-01T00:00:01Z"),
        TrackedChange("ins", "selection", "Ann", "1970-01-01T00:00:01Z"),
        TrackedChange("del", " rain in the north,", "Bob", "1970-01-01T00:00:03Z"),
    ]
    assert list(comment_texts(data).values()) == [
        "Ann: misprint in the text / Note of \u2068Bob (revision 2): Ask Eve.\u2069", "Bob: not said",
    ]  # fmt: skip
    document = docx.Document(io.BytesIO(data))
    assert [comment.author for comment in document.comments] == ["Ann", "Bob"]
    assert "2 departures: 1 changed, 1 left out" in document.paragraphs[1].text
    runs = [run for each in document.paragraphs for run in each.runs if run.style.name != "Default Paragraph Font"]
    styled = {run.style.name: run.text for run in runs}
    assert styled == {"Left out: speaker label": "Thank you,", "Left out: not in the recording": "they say"}


def test_word_has_the_published_text_with_all_rejected_and_the_captions_with_all_accepted() -> None:
    data = word_file(found(edited()))
    assert "\n".join(after_all(data, "del")) == edited().text
    assert after_all(data, "ins") == [
        "Good morning, everybody. This Tuesday is selection day in the whole country.",
        "Thank you, Anna. The polls open at seven, they say and close at eight.",
        "And now the weather: some sun in the south. Good bye.",
    ]


def test_word_keeps_paragraphs_apart_as_each_text_has_them() -> None:
    script = edit(news(), replaced(news(), "Thank", "eight", ""))
    data = word_file(found(script))
    assert "\n".join(after_all(data, "del")) == script.text
    assert "\n".join(after_all(data, "ins", without_apart=True)).replace(" ", "") == working_copy(script)[0].replace(
        "they say", ""
    ).replace(" ", "")
    gone = edit(news(), replaced(news(), "And", "bye", "", "not_said"))
    data = word_file(found(gone))
    assert "\n".join(after_all(data, "del")) == gone.text
    assert after_all(data, "ins") == gone.text.split("\n")[:2]
    assert list(comment_texts(data).values()) == ["Ann: not said"]
    assert page(found(gone)).count('id="t1"') == page(found(gone)).count('href="#d1"') == 1
    begun = edit(news(), {"op": "replace", "from": word_of(news(), "Thank"), "text": "Oh, thank"})
    assert after_all(word_file(found(begun)), "ins")[1].startswith("Oh, thank you,")
    assert "\n".join(after_all(word_file(found(begun)), "del")) == begun.text


@pytest.mark.parametrize("seed", range(12))
def test_of_any_edits_page_and_word_hold_both_texts(seed: int) -> None:
    random = Random(seed)
    script = labelled() if seed % 2 else news()
    for _ in range(random.randrange(1, 20)):
        try:
            script = apply_revision(script, script.rev + 1, [any_op(script, random)], random.choice(("Ann", "Bob")))
        except DeskRefused:
            continue
    all_of = found(script)
    data, html = word_file(all_of), page(all_of)
    assert "\n".join(after_all(data, "del")) == script.text
    shown = "".join(word.text for word in working_copy(script)[1].words if word.start_ms is not None)
    kept = "".join(after_all(data, "ins", without_apart=True))
    assert "".join(kept.split()) == "".join(shown.split())
    captioned = [piece.text for piece in all_of.marked if piece.state is not TextState.PUBLISHED]
    assert side(html, "del") == " ".join("".join(captioned).split())
    assert side(html, "ins") == " ".join(script.text.split())
    assert len(rows(all_of)) == len(all_of.departures)


def test_no_departures_say_so() -> None:
    none = departures_of(news(), [])
    assert NONE_FOUND in page(none)
    assert "<ol>" not in page(none)
    assert rows(none) == []
    data = word_file(none)
    assert NONE_FOUND in docx.Document(io.BytesIO(data)).paragraphs[1].text
    assert changes(data) == []
    assert after_all(data, "ins") == after_all(data, "del") == news().text.split("\n")
    nothing = departures_of(Script.of(*said("")), [])
    assert after_all(word_file(nothing), "ins") == [""]
    assert NONE_FOUND in page(nothing)


def test_markup_formulas_and_characters_that_no_file_holds_are_text() -> None:
    script = edit(news(), replaced(news(), "election", "election", f"=1+1 {HOSTILE}"), by=f"@{HOSTILE}\x07\ud800")
    script = edit(script, {"op": "note", "word": word_of(news(), "day"), "text": "-->"})
    script = edit(script, {"op": "note", "word": word_of(script, "=1+1"), "text": f"=HYPERLINK(1)\n{HOSTILE}"})
    all_of = found(script)
    html = page(all_of, f"{HOSTILE}\x0b")
    assert "<script" not in html.replace("&lt;script", "")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe]", html)
    (row,) = rows(all_of)
    assert row["captioned"] == f"\u2060=1+1 {HOSTILE}"
    assert row["who"].startswith(f"\u2060@{HOSTILE}")
    assert row["notes"].endswith(f"=HYPERLINK(1) {HOSTILE}")
    data = word_file(all_of)
    assert changes(data)[1].text == f"=1+1 {HOSTILE}"
    assert changes(data)[1].author == f"@{HOSTILE}"


def test_the_page_needs_nothing_else_runs_nothing_and_says_its_languages() -> None:
    html = page(found(edited()))
    assert '<html lang="en">' in html
    assert not re.search(r"(?:src|href)=\"(?!#|data:,)|<script|\bon\w+=", html)
    assert "default-src &#x27;none&#x27;" in html
    assert html.count(' lang="en" dir="ltr"') == 3 + 2 + 2  # paragraphs, departures, what is left out
    for index in ("1", "2"):
        assert html.count(f'id="d{index}"') == html.count(f'id="t{index}"') == 1
    hebrew = Script.of(*said("דנה| שלום לכם! NASA הודיעה היום.", language="he"))
    changed = page(found(edit(hebrew, replaced(hebrew, "NASA", "NASA", "ESA"))))
    assert '<p class="text" lang="he" dir="rtl">' in changed
    assert '<p class="words" lang="he" dir="rtl">' in changed


def test_word_marks_text_that_runs_from_right_to_left() -> None:
    hebrew = Script.of(*said("דנה| שלום לכם! NASA הודיעה היום.", language="he"))
    script = edit(hebrew, replaced(hebrew, "NASA", "NASA", "סוכנות ESA"))
    data = word_file(found(script))
    paragraph = docx.Document(io.BytesIO(data)).paragraphs[-1]
    assert paragraph._p.pPr is not None
    assert paragraph._p.pPr.find(docx.oxml.ns.qn("w:bidi")) is not None
    assert [(run.text, bool(run.font.rtl)) for run in paragraph.runs] == [("שלום לכם! ", True), (" הודיעה היום.", True)]
    assert [each.text for each in changes(data)] == ["NASA", "סוכנות ESA"]


def test_a_thousand_changed_words_are_in_every_file() -> None:
    plain = Script.of(*said(" ".join(f"word{n}" for n in range(2_000))))
    ops = [replaced_by_id(word.id, f"W{n}") for n, word in enumerate(plain.words) if n % 2]
    script = edit(plain, *ops)
    all_of = departures_of(script, [Revision(1, (), "Ann", 0)])
    assert len(all_of.departures) == 1_000
    assert all_of.departures[-1].captioned == "W1999"
    assert len(rows(all_of)) == page(all_of).count('<li id="d') == len(changes(word_file(all_of))) // 2 == 1_000


def replaced_by_id(word: str, text: str) -> dict[str, str]:
    return {"op": "replace", "from": word, "text": text, "why": "house_style"}

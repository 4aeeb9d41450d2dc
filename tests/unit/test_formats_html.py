"""The script as a web page: what stands in it, read by a parser that is not ours, and what it lets a browser do."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, options_of, picture, read_out, said, written
from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES
from oncue.model import Alignment


@dataclass
class Passage:
    """A passage as it is read from a page."""

    time: str = ""
    place: str = ""
    classes: str = ""
    speaker: str = ""
    direction: str = ""
    text: str = ""
    words: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """A page of a script, as Python's own parser reads it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.attributes: dict[str, list[dict[str, str | None]]] = {}
        self.contents: dict[str, list[str]] = {}
        self.passages: list[Passage] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes.setdefault(tag, []).append(given)
        self.contents.setdefault(tag, []).append("")
        name = given.get("class") or tag
        if name.startswith("passage"):
            self.passages.append(Passage(classes=name))
        elif name == "time":
            self.passages[-1].place = given["href"] or ""
        elif name == "said":
            self.passages[-1].direction = given["dir"] or ""
        elif "data-t" in given:
            self.passages[-1].words.append((given["data-t"] or "", ""))
            name = "word"
        if tag not in ("meta", "link", "input"):
            self._open.append(name)

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        if inside in self.contents:
            self.contents[inside][-1] += data
        if inside in ("time", "who"):
            self.passages[-1].__dict__[{"time": "time", "who": "speaker"}[inside]] += data
        if inside in ("word", "said"):
            self.passages[-1].text += data
        if inside == "word":
            times, text = self.passages[-1].words[-1]
            self.passages[-1].words[-1] = (times, text + data)


def page_of(case: tuple[Alignment, str], options: CaptionOptions | None = None, title: str = "") -> Page:
    return Page(FORMATS["html"].write(CaptionTrack(*case, options or CaptionOptions(), title)).data.decode("utf-8"))


def drawn(page: Page) -> str:
    return "\n".join(
        " ".join(filter(None, (each.time, f"[{each.speaker}]" if each.speaker else "", each.text))) for each in page.passages
    )


def test_a_passage_has_its_time_its_speaker_and_its_words_with_their_times() -> None:
    page = page_of(short(said("Anna| Good <i>morning</i>.\n\nAnd R&D.\nnobody| Thank you.")))
    assert drawn(page) == picture("""
        0:01 [Anna] Good <i>morning</i>.
        0:02 And R&D.
        0:02 [–] Thank you.
    """)
    assert page.passages[0].words == [("1000 1300", "Good"), ("1300 2260", "<i>morning</i>.")]
    assert [each.classes for each in page.passages] == ["passage turn", "passage paragraph", "passage turn"]


def test_times_are_timecodes_where_they_are_chosen_and_links_and_words_stay_the_recordings() -> None:
    options = replace(options_of(offset_ms=36_000_000), frame_rate=FRAME_RATES["25"])
    (passage,) = page_of(short(said("Good morning.")), options).passages
    assert (passage.time, passage.place, passage.words[0][0]) == ("10:00:01:00", "#t=1.000", "1000 1300")
    assert page_of(short(said("Yes.")), options_of(offset_ms=-500)).passages[0].time == "00:00:00"


def test_passages_that_begin_at_once_have_one_place() -> None:
    page = page_of(said("Yes.\n\nNo.", ms_per_char=0))
    assert [each.place for each in page.passages] == ["#t=1.000", "#t=1.000"]
    assert [each.get("id") for each in page.attributes["p"] if (each.get("class") or "").startswith("passage")] == [
        "t=1.000",
        None,
    ]


def test_the_page_has_the_language_and_the_direction_of_what_is_said() -> None:
    page = page_of(read_out("דנה: שלום לכם! NASA הודיעה היום.\nנועם: Yes, OK.\nדנה: 12", "he"), title="News")
    assert (page.attributes["html"][0]["lang"], page.attributes["html"][0]["dir"]) == ("he", "rtl")
    assert [each.direction for each in page.passages] == ["rtl", "ltr", "rtl"]
    assert page.attributes["h1"][0]["dir"] == "ltr"
    page = page_of(said("明日は雨です。", language="ja"))
    assert (page.attributes["html"][0]["lang"], page.attributes["html"][0]["dir"]) == ("ja", "ltr")
    assert page_of(said("Yes.", language='"><b>')).attributes["html"][0]["lang"] == "und"


@pytest.mark.parametrize(
    ("media", "sound"),
    [
        ("", "blob:"),
        ("a b&c.mp3", "blob: 'self' file:"),
        ("https://a.example/b.mp3", "blob: https:"),
        ("http://a.example/b.mp3", "blob: http: https:"),
        ("//a.example/b.mp3", "blob: http: https: file:"),
        ("file:///b.mp3", "blob: file:"),
    ],
)
def test_the_policy_allows_the_style_the_script_and_the_recording_and_nothing_else(media: str, sound: str) -> None:
    page = page_of(said("Yes."), CaptionOptions(media=media))
    style, script = ((page.contents[tag][0],) for tag in ("style", "script"))
    assert [each["content"] for each in page.attributes["meta"] if each.get("http-equiv") == "Content-Security-Policy"] == [
        f"default-src 'none'; style-src {hashed(*style)}; script-src {hashed(*script)}; img-src data:; media-src {sound}; "
        "base-uri 'none'; form-action 'none'"
    ]
    assert page.attributes["audio"][0].get("src", "") == media
    addresses = [each for tag in ("audio", "link", "script") for found in page.attributes[tag] for each in found.values()]
    assert not [each for each in addresses if each and "//" in each and each != media]


def test_without_captions_the_page_says_so_little() -> None:
    page = page_of(said(""), title="Nothing <here>")
    assert (page.passages, page.contents["h1"], page.contents["title"]) == ([], ["Nothing <here>"], ["Nothing <here>"])


def test_hundreds_of_turns_are_hundreds_of_passages() -> None:
    page = page_of(said("\n".join(f"{'AB'[number % 2]}| Turn number {number} it is." for number in range(300))))
    assert [each.text for each in page.passages] == [f"Turn number {number} it is." for number in range(300)]


def test_characters_that_html_cannot_hold_are_left_out_and_that_is_said() -> None:
    lost = FORMATS["html"].write(CaptionTrack(*said("Be\x07ll rings."))).lost
    assert lost == ("control_characters: 1 word has characters that such a file cannot hold; they are left out.",)


_TAGS = set(Page(written("html", *said("Anna| Yes."))).attributes)


@settings(max_examples=25, deadline=None)
@given(alignments(), any_options())
def test_any_text_is_read_back_as_it_was_said_and_is_never_markup(
    case: tuple[Alignment, str], options: CaptionOptions
) -> None:
    track = CaptionTrack(*case, options, "a</title>\x00<script>&amp;")
    page = Page(FORMATS["html"].write(track).data.decode("utf-8"))
    assert [(each.speaker, each.text) for each in page.passages] == [(each.speaker, each.text) for each in track.passages]
    assert [each for passage in page.passages for each in passage.words] == [
        (f"{word.start_ms} {word.end_ms}", word.text) for passage in track.passages for word in passage.words
    ]
    assert page.contents["h1"] == ["a</title><script>&amp;"]
    assert set(page.attributes) <= _TAGS
    assert all(not name.startswith("on") for found in page.attributes.values() for each in found for name in each)


def hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def short(case: tuple[Alignment, str]) -> tuple[Alignment, str]:
    """The same of a recording of a minute."""
    return replace(case[0], duration_ms=60_000), case[1]


def test_style_and_script_cannot_end_where_they_stand() -> None:
    page = written("html", *said("Yes."))
    assert len(re.findall(r"</(?:script|style)", page)) == 2

"""What a page's structure tells: boxes that are no conversation, notes, deletions, tables and lists of turns, players."""

# ruff: noqa: E501 - pages as they are
from __future__ import annotations

from pathlib import Path

import pytest

from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn, picture, picture_of

_CASES = Path(__file__).parents[3] / "shared" / "cases"
_ARTICLE = """
    <h1>The Weekly Address</h1>
    <p>Good morning. This Tuesday is election day, and after months of debate the time has come to make important decisions.</p>
    <p>Election season brings out the spirit of competition between our parties, and that is part of a healthy democracy.</p>
    <p>But as the campaigns come to a close, everybody can find common ground on at least one point: we are one people.</p>
"""
_SPEECH = "Good morning. This Tuesday is election day"
_LAST = "we are one people."


def _page(*parts: str) -> str:
    return f"<!DOCTYPE html><html><body><nav><a href=/>Home</a></nav><main><article>{''.join(parts)}</article></main></body></html>"


@pytest.mark.parametrize(
    "box",
    [
        '<div class="sidebar"><p>Producer: Anna Smith</p><p>Editor: John Brown</p></div>',
        '<div class="item-metadata"><dl><dt>Producer:</dt><dd>Anna Smith</dd><dt>Editor:</dt><dd>John Brown</dd></dl></div>',
        '<div class="related"><h3>Related</h3><ul><li><a href="/1">Obama: We will vote</a></li><li><a href="/2">McCain: I will'
        " win</a></li></ul></div>",
        '<div><ul><li><a href="/1">Obama: We will vote.</a></li><li><a href="/2">Obama: I will win.</a></li></ul></div>',
        '<section id="comments"><p>Anna Smith: I loved this programme, it was great.</p><p>Ben Jones: So did I.</p></section>',
        '<div class="cookie-banner"><p>Necessary: They keep the site running.</p><p>Analytics: They count visits.</p></div>',
        "<table><tr><td>Director:</td><td>Anna Smith</td></tr><tr><td>Camera:</td><td>John Brown</td></tr></table>",
        "<aside><p>ANNA SMITH: Yes.</p><p>JOHN BROWN: No.</p><p>ANNA SMITH: Well.</p></aside>",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_a_box_that_looks_like_turns_never_displaces_the_article(box: str, before: bool) -> None:
    read = drawn(_page(box, _ARTICLE) if before else _page(_ARTICLE, box))
    assert _SPEECH in read
    assert _LAST in read
    assert "[label]" not in read
    assert not any(name in read for name in ("McCain", "Obama", "Analytics", "loved this", "JOHN BROWN"))


def test_a_conversation_beside_a_longer_summary_is_read_and_the_summary_kept() -> None:
    turns = "<div style='display:none'><p>JOHN DOE: Yes, of course.</p><p>ANN LEE: No, never.</p></div>"
    read = drawn(_page(_ARTICLE, turns))
    assert _SPEECH in read
    assert "[label] JOHN DOE:\nJOHN DOE| Yes, of course.\n[label] ANN LEE:\nANN LEE| No, never." in read


def test_a_long_transcript_beside_an_abstract_is_read_whole_and_in_order() -> None:
    turns = "".join(f"<div><b>{'Ada' if n % 2 else 'Bo'}:</b> <span>Sentence {n} of us.</span></div>" for n in range(40))
    read = drawn(_page("<p>In this episode we talk about bread.</p>", f'<div class="transcript-panel">{turns}</div>'))
    assert read.count("[label] Ada:") == read.count("[label] Bo:") == 20
    assert "Ada| Sentence 39 of us." in read


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ('<sup><a href="#fn1">1</a></sup>', '<p><small>1. See the archive.</small></p>'),
        ('<sup>1</sup>', '<p>1. See the archive.</p>'),
        ('<sup id="r1"><a href="#n1">[1]</a></sup>', '<ol class="references"><li id="n1"><a href="#r1">^</a> See the archive.</li></ol>'),
        ('<a href="#n1" role="doc-noteref">1</a>', '<aside role="doc-footnote" id="n1">See the archive.</aside>'),
        ('<a class="footnote-ref" href="#fn:1">[1]</a>', '<section class="footnotes"><ol><li id="fn:1"><p>See the archive.</p></li></ol></section>'),
        ('<a href="#_ftn1" name="_ftnref1"><span class="MsoFootnoteReference">[1]</span></a>',
         '<div id="ftn1"><p><a href="#_ftnref1" name="_ftn1">[1]</a> See the archive.</p></div>'),
        ("<sup>*</sup>", "<p>* See the archive.</p>"),
    ],
)  # fmt: skip
def test_marks_of_notes_and_the_notes_are_never_surely_spoken(mark: str, note: str) -> None:
    page = _page(_ARTICLE.replace("debate", f"debate{mark}"), note)
    read = read_transcript(page.encode())
    said = " ".join(token.text for token in read.tokens if token.kind is None)
    assert "months of debate the time has come" in said
    assert "archive" not in said


def test_powers_and_ordinals_are_spoken() -> None:
    text = "It covers 20 km<sup>2</sup>, or 10<sup>6</sup> of them, on the 3<sup>rd</sup> of May, says M<sup>me</sup> Lee."
    read = read_transcript(_page(_ARTICLE, f"<p>{text}</p>").encode())
    assert all(token.kind is None for token in read.tokens if token.char_start > read.text.index("It covers"))


def test_deleted_and_hidden_words_are_left_out_and_inserted_ones_stay() -> None:
    words = (
        "This <del>Monday</del><s>Sunday</s> <ins>Tuesday</ins> is <span hidden>not</span><span style='display: none'>an</span>"
        "<span aria-hidden='true'>old</span> election day for all of us in this country, as everybody knows by now.<template>No"
        "</template><noscript>Turn on scripts.</noscript>"
    )
    read = read_transcript(_page(_ARTICLE, f"<p>{words}</p>").encode()).text
    assert "This Tuesday is election day for all of us" in read
    assert "scripts" not in read


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><th>Time</th><th>Speaker</th><th>Text</th></tr><tr><td>0:01</td><td>Ada</td><td>Good morning.</td></tr>"
        "<tr><td>0:03</td><td>Bo</td><td>Hello,<br>Ada.</td></tr></table>",
        "<table><tr><td>0:01</td><td rowspan=1>Ada</td><td><p>Good morning.</p></td></tr><tr><td>0:03</td><td>Bo</td>"
        "<td><p>Hello,</p><p>Ada.</p></td></tr></table>",
        "<table><tr><td>Ada</td><td>Good</td><td>0:01</td></tr><tr><td>Ada</td><td>morning.</td><td>0:02</td></tr>"
        "<tr><td>Bo</td><td>Hello, Ada.</td><td>0:03</td></tr></table>",
        "<table><tr><td rowspan=2>Ada</td><td>0:01</td><td>Good</td></tr><tr><td>0:02</td><td>morning.</td></tr>"
        "<tr><td>Bo</td><td>0:03</td><td>Hello, Ada.</td></tr></table>",
    ],
)
def test_a_table_of_turns_is_read_by_its_columns(table: str) -> None:
    turns = picture("""
        [label] Ada:
        Ada| Good morning.
        [label] Bo:
        Bo| Hello, Ada.
    """)
    assert drawn(f"<html><body>{table}</body></html>") == turns
    assert drawn(_page("<h1>The Show</h1>", table)).endswith(turns)


def test_a_definition_list_of_turns_names_who_speaks() -> None:
    turns = "".join(f"<dt>{who}</dt><dd>Sentence {n} of it.</dd>" for n, who in enumerate(("S1", "Bo", "S1", "Bo")))
    assert drawn(_page(f"<dl>{turns}</dl>")) == picture("""
        [label] S1:
        S1| Sentence 0 of it.
        [label] Bo:
        Bo| Sentence 1 of it.
        [label] S1:
        S1| Sentence 2 of it.
        [label] Bo:
        Bo| Sentence 3 of it.
    """)


def test_prose_after_a_table_of_turns_is_nobodys() -> None:
    table = "<table><tr><th>Speaker</th><th>Text</th></tr><tr><td>Ada</td><td>Good morning, all of you.</td></tr></table>"
    read = read_transcript(_page(_ARTICLE, table, "<p>The programme is over now, and nobody is here any more.</p>").encode())
    speakers = {token.text: token.speaker for token in read.tokens}
    assert (speakers["all"], speakers["over"]) == ("Ada", None)


def test_words_in_spans_of_their_own_are_apart() -> None:
    words = "".join(
        f'<span class="w" data-m="{n}">{word}</span>'
        for n, word in enumerate(["Good", "morning", ",", "all", "of", "you", "."])
    )
    read = read_transcript(_page(f"<div class='transcript'><p>{words}</p></div>").encode())
    assert read.text == "Good morning, all of you."


def test_cues_that_are_buttons_or_links_to_their_time_are_words() -> None:
    sentences = [f"Sentence number {n} of this long talk about the sea and its fish." for n in range(9)]
    buttons = "".join(
        f"<div><button class=time>0:0{n}</button><button class=cue>{s}</button></div>" for n, s in enumerate(sentences)
    )
    links = "".join(f"<p><a href='#t={n}'>{s}</a></p>" for n, s in enumerate(sentences))
    for cues in (buttons, links):
        read = read_transcript(_page(f"<div class=transcript>{cues}</div>").encode())
        assert all(sentence in read.text for sentence in sentences)


def test_a_speaker_named_by_class_or_attribute_is_the_speaker() -> None:
    def turn(who: str, said: str) -> str:
        return f'<div class="turn"><div class="speaker-name">{who}</div><button>Play</button><p>{said}</p></div>'

    said = [("Ada", "Good morning, all of you."), ("Bo", "Hello."), ("Ada", "It is a fine day today."), ("Bo", "Yes.")]
    for page in (
        "".join(turn(who, words) for who, words in said),
        "".join(f'<p data-speaker="{who}">{words}</p>' for who, words in said),
    ):
        read = read_transcript(_page(f"<section class=transcript>{page}</section>").encode())
        speakers = {token.text: token.speaker for token in read.tokens if token.speakable}
        assert [speakers[word] for word in ("morning,", "Hello.", "fine", "Yes.")] == ["Ada", "Bo", "Ada", "Bo"]


def test_a_name_beside_its_time_in_a_shared_transcript_is_the_speaker() -> None:
    turns = "".join(
        f'<div class="snippet"><div class="header"><span class="speaker-name">{who}</span><span class="time">0:0{n}</span></div>'
        f'<div class="text"><span>Good morning to all of you, this is turn {n}.</span></div></div>'
        for n, who in enumerate(("Anna Lee", "Ben Oh", "Anna Lee"))
    )
    assert drawn(_page(f"<div class=transcript>{turns}</div>")) == picture("""
        [label] Anna Lee 0:00:
        Anna Lee| Good morning to all of you, this is turn 0.
        [label] Ben Oh 0:01:
        Ben Oh| Good morning to all of you, this is turn 1.
        [label] Anna Lee 0:02:
        Anna Lee| Good morning to all of you, this is turn 2.
    """)


def test_questions_and_answers_beside_the_article_are_not_the_programme() -> None:
    box = "<div><p>Q: What is this?</p><p>A: A show, of course.</p><p>Q: When is it?</p><p>A: At ten, each day.</p></div>"
    read = drawn(f"<html><body><main><article>{_ARTICLE}</article></main>{box}</body></html>")
    assert f"-| {_SPEECH}" in read
    assert "At ten" not in read


def test_a_page_saved_by_a_word_processor_is_its_text() -> None:
    page = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><meta name=Generator content='Microsoft Word 15'>"
        "<!--[if gte mso 9]><xml><o:Author>Somebody</o:Author></xml><![endif]--><style>p.MsoNormal {margin:0}</style></head>"
        "<body lang=EN-US><div class=WordSection1><p class=MsoNormal><b>ADA:</b> Good morning.<o:p></o:p></p>"
        "<p class=MsoNormal><b>BO:</b> Hello, <del>you</del><ins>Ada</ins>.<o:p></o:p></p></div></body></html>"
    )
    assert drawn(page) == "[label] ADA:\nADA| Good morning.\n[label] BO:\nBO| Hello, Ada."


@pytest.mark.parametrize("name", ["b1.html", "b2.html", "b5.html"])
def test_the_published_pages_with_boxes_are_read_whole(name: str) -> None:
    path = _CASES / "31-page-box-looks-like-turns" / name
    if not path.is_file():
        pytest.skip("the cases are not beside the repository")
    read = picture_of(read_transcript(path.read_bytes(), name=name))
    assert "Good morning. This Tuesday is election day." in read
    assert "Thank you for listening." in read
    assert "label" not in read
    assert "Producer" not in read
    assert "McCain:" not in read


def test_the_published_page_with_a_footnote_ends_in_its_last_word() -> None:
    path = _CASES / "17-footnote-marks" / "transcript.html"
    if not path.is_file():
        pytest.skip("the cases are not beside the repository")
    read = read_transcript(path.read_bytes(), name="transcript.html")
    assert " ".join(token.text for token in read.tokens if token.kind is None).endswith("America's greatest strengths.")


def test_a_heading_that_the_extractor_left_out_stays_above_its_text() -> None:
    page = _page_of("<h1>The Harbour Hour</h1><p>The ferry leaves at ten.</p><h2>At sea</h2><p>The wind is good today.</p>")
    text = read_transcript(page).text
    assert text.index("The Harbour Hour") < text.index("The ferry") < text.index("The wind")


def test_headings_of_a_list_of_other_pages_stay_out() -> None:
    teasers = "".join(f"<h3>Another programme, number {n}</h3>" for n in range(5))
    speech = "<p>The ferry leaves at ten, and the captain says the wind is good today, as it was.</p>" * 4
    page = _page_of(f"<div>{teasers}</div><article>{speech}</article>")
    assert "Another programme" not in read_transcript(page).text


def _page_of(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>".encode()

"""Web pages: what is read of them, and who speaks there."""

from __future__ import annotations

import pytest

from oncue.errors import TranscriptEmpty
from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn, picture, picture_of

_RADIO = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Harbor : Station</title>
<script>var x = "JOHN: no";</script>
<style>p { color: red }</style></head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<button>Play Live Radio</button></header>
<main><article><h1>Harbor Talks Stall In The Capital</h1>
<div class="transcript storytext"><p>ROSA QUILL, HOST:</p>
<p>This is the evening hour from Harbor Radio. I&rsquo;m Rosa Quill.</p>
<p>(SOUNDBITE OF MUSIC)</p>
<p><b>TOM BRINE, BYLINE:</b> That&#8217;s right, Rosa. The ferry &mdash; the last
one &mdash; left at noon &amp; nobody waved.</p>
<p>QUILL: So what...</p><p>BRINE: Well, you know.</p>
<p>QUILL: So what...</p><p>BRINE: Well, you know.</p>
<p>QUILL: Yes.</p>
<aside><h3>Related</h3><p><a href="/y">What the ferry means</a></p></aside>
<p>BRINE: They didn't say.<br>They never do.</p>
<p>QUILL: Thank you, Tom. <span>Transcript provided by Harbor, Copyright Harbor.</span></p></div></article></main>
<footer><p>&copy; 2031 Harbor Radio</p><ul><li><a href="/a">About</a></li></ul></footer></body></html>"""


def test_a_public_radio_page_keeps_every_turn_and_repetition() -> None:
    assert drawn(_RADIO) == picture("""
        heading? Harbor Talks Stall In The Capital
        [label] ROSA QUILL, HOST:
        ROSA QUILL| This is the evening hour from Harbor Radio. I’m Rosa Quill.
        [stage] (SOUNDBITE OF MUSIC)
        [label] TOM BRINE, BYLINE:
        TOM BRINE| That’s right, Rosa. The ferry — the last one — left at noon & nobody waved.
        [label] QUILL:
        ROSA QUILL| So what...
        [label] BRINE:
        TOM BRINE| Well, you know.
        [label] QUILL:
        ROSA QUILL| So what...
        [label] BRINE:
        TOM BRINE| Well, you know.
        [label] QUILL:
        ROSA QUILL| Yes.
        [label] BRINE:
        TOM BRINE| They didn't say. They never do.
        [label] QUILL:
        ROSA QUILL| Thank you, Tom.
        [credit] Transcript provided by Harbor, Copyright Harbor.
    """)


def test_paragraphs_and_line_breaks_survive() -> None:
    text = read_transcript(_RADIO.encode()).text
    assert "\n\nQUILL: So what...\n\nBRINE: Well, you know.\n\n" in text
    assert "BRINE: They didn't say.\nThey never do.\n\n" in text
    assert "var x" not in text
    assert "color" not in text


def test_a_podcast_page_with_times_and_bold_names() -> None:
    turns = [
        ("00:00", "Ana", "Welcome to Crumb."),
        ("00:04", "Bo", "Hi."),
        ("00:05", "Ana", "What is yeast?"),
        ("00:09", "Bo", "A fungus."),
    ]
    rows = "".join(
        f'<div class="t"><span>{time}</span> <strong>{who}:</strong> <span>{said}</span></div>' for time, who, said in turns
    )
    page = f"""<html><body><div class="menu"><a href=1>Home</a> <a href=2>Episodes</a></div>
        <div class="content"><h2>Bread, Part Two</h2>
        <p>We bake bread with an expert from the old town bakery and talk at length about flour.</p>
        <h3>Transcript</h3>{rows}</div></body></html>"""
    assert drawn(page).endswith(
        picture("""
        chrome? Transcript
        [chrome] 00:00
        [label] Ana:
        Ana| Welcome to Crumb.
        [chrome] 00:04
        [label] Bo:
        Bo| Hi.
        [chrome] 00:05
        [label] Ana:
        Ana| What is yeast?
        [chrome] 00:09
        [label] Bo:
        Bo| A fungus.
    """)
    )


def test_a_parliaments_record_with_names_above_the_speeches() -> None:
    def speech(name: str, words: str) -> str:
        return f'<div class="speech"><p class="speaker"><a href="#">{name}</a></p><p>{words}</p></div>'

    record = (
        speech("Mr Speaker", "Order. I call the member for Eastvale, who has waited a long time.")
        + speech("Jane Roe (Eastvale)", "Does the minister agree?")
        + speech("Mr Speaker", "Order.")
        + speech("Jane Roe (Eastvale)", "I thank the House for that, and I will sit down now.")
    )
    assert drawn(f"<html><body>{record}</body></html>") == picture("""
        label? Mr Speaker
        Mr Speaker| Order. I call the member for Eastvale, who has waited a long time.
        label? Jane Roe (Eastvale)
        Jane Roe| Does the minister agree?
        label? Mr Speaker
        Mr Speaker| Order.
        label? Jane Roe (Eastvale)
        Jane Roe| I thank the House for that, and I will sit down now.
    """)


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>JOHN DOE:</td><td>Hello there.</td></tr><tr><td>ANN LEE:</td><td>Hi.</td></tr></table>",
        "<form action=x><div><p>JOHN DOE: Hello there.</p><p>ANN LEE: Hi.</p></div></form>",
        "<div>JOHN DOE: Hello there.<br><br>ANN LEE: Hi.</div>",
        "<div><strong>JOHN DOE</strong>: Hello there.</div><div><strong>ANN LEE</strong>: Hi.</div>",
        '<div class="comments"><p>JOHN DOE: Hello there.</p><p>ANN LEE: Hi.</p></div>',
        '<p>JOHN DOE: <a href="/a">Hello</a> there.</p><ul><li>ANN LEE: Hi.</li></ul>',
    ],
)
def test_turns_are_found_however_a_page_lays_them_out(body: str) -> None:
    assert drawn(f"<html><body><nav>Home</nav>{body}</body></html>") == picture("""
        [label] JOHN DOE:
        JOHN DOE| Hello there.
        [label] ANN LEE:
        ANN LEE| Hi.
    """)


def test_turns_that_look_like_clutter_are_not_lost() -> None:
    summary = (
        "<p>A long summary of the programme, which, having commas and full stops, looks like the main text of the page.</p>"
        * 3
    )
    turns = "<div class='sidebar' style='display:none'><p>JOHN DOE: Yes.</p><p>ANN LEE: No.</p></div>"
    page = f"<html><body><h1>Radio</h1>{summary}{turns}</body></html>"
    assert "[label] JOHN DOE:\nJOHN DOE| Yes.\n[label] ANN LEE:\nANN LEE| No." in drawn(page)


def test_headings_inside_a_conversation_are_candidates() -> None:
    page = "<article><p>JOHN DOE: Hello, all of you.</p><h2>what came after that</h2><p>ANN LEE: Thank you.</p></article>"
    assert "\nheading? JOHN DOE| what came after that\n" in drawn(page)


@pytest.mark.parametrize(
    "page", ["<html><body><nav><a href=x>Home</a></nav><script>1</script></body></html>", "<html></html>", "<p></p>"]
)
def test_a_page_without_main_text_is_empty(page: str) -> None:
    with pytest.raises(TranscriptEmpty, match="HTML page"):
        read_transcript(page.encode())


def test_the_content_decides_what_a_file_is_and_not_its_name() -> None:
    assert read_transcript(b"<p>One &amp; two.</p>", name="x.txt").text == "One & two."
    assert read_transcript(b"1 < 2 and <b> is a tag.", name="x.html.txt").text == "1 < 2 and <b> is a tag."
    assert picture_of(read_transcript(b"AT&amp;T <i>won</i>.", name="page.html")) == "-| AT&T won."

"""Markup in cues: it goes, and what only looks like it stays."""

from __future__ import annotations

import pytest

from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn


def _lines(text: str) -> list[str]:
    return read_transcript(
        f"1\n00:00:01,000 --> 00:00:02,500\n{text}\n\n2\n00:00:03,000 --> 00:00:04,500\nend\n".encode()
    ).text.splitlines()[:-1]


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("<i>Good</i><br>morning", ["Good", "morning"]),
        ("Good<br />morning<BR clear='all'/>all", ["Good", "morning", "all"]),
        ("<p>Good</p><p class='x'>morning</p>", ["Good", "morning"]),
        ('<font color="#ffff00" size=12>Good</font> <span style="color:red">morning</span>', ["Good morning"]),
        ("Good&nbsp;morning &amp; hello &#233;&quot;", ['Good morning & hello é"']),
        ("&lt;i&gt;Good&lt;/i&gt; morning", ["Good morning"]),
        ("{\\an8}{\\pos(10,20)}Good {\\i1}morning{\\i0}", ["Good morning"]),
        ("{y:i}Good morning", ["Good morning"]),
        ("<00:00:01.500>Good <c.yellow.bg_blue>morning</c>", ["Good morning"]),
        ("<ruby>漢字<rt>かんじ</rt></ruby>です", ["漢字です"]),
        ("a < b and c > d", ["a < b and c > d"]),
        ("Press <Enter> or <name>", ["Press <Enter> or <name>"]),
        ("Good\\Nmorning\\hall", ["Good", "morning all"]),
        ("in C:\\home and C:\\new", ["in C:\\home and C:\\new"]),
        ("I <3 you", ["I <3 you"]),
        ("{laughs} {not markup}", ["{laughs} {not markup}"]),
        ("<!-- nobody sees this -->Good morning", ["Good morning"]),
        ("<b><i><u>Good</b></u></i> morning</font>", ["Good morning"]),
    ],
)  # fmt: skip
def test_tags_and_entities_go_and_text_in_brackets_stays(written: str, lines: list[str]) -> None:
    assert _lines(written) == lines


@pytest.mark.parametrize(
    "credit",
    [
        "Subtitles by Bo Lee",
        "Synced and corrected by honeybunny",
        "www.OpenSubtitles.org",
        "== sync, corrected by elderman ==",
        "Downloaded subtitles from www.opensubtitles.org",
        "Advertise your product or brand here",
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Untertitel im Auftrag des ZDF für funk, 2017",
        "Subtítulos por aRGENTeaM",
        "Sottotitoli creati dalla comunità Amara.org",
        "Субтитры сделал DimaTorzok",
        "字幕：某某组",
        "Captioned by Media Access Group",
    ],
)
def test_who_made_the_captions_is_never_speech(credit: str) -> None:
    transcript = read_transcript(
        f"1\n00:00:01,000 --> 00:00:02,500\n{credit}\n\n2\n00:00:03,000 --> 00:00:04,500\nHello.\n".encode()
    )
    assert [token.text for token in transcript.tokens if token.speakable] == ["Hello."]


@pytest.mark.parametrize(
    "said",
    [
        "Translation: he is lying.",
        "The subtitles were wrong.",
        "Timing is everything.",
        "He was translated by machines into a poem.",
        "I found it on the site opensubtitles and then we all sat down to watch the whole film together.",
        "Captions help people who cannot hear.",
    ],
)
def test_talk_about_captions_is_speech(said: str) -> None:
    transcript = read_transcript(
        f"1\n00:00:01,000 --> 00:00:02,500\n{said}\n\n2\n00:00:03,000 --> 00:00:04,500\nHello.\n".encode()
    )
    assert all(token.speakable and token.kind is None for token in transcript.tokens)


def test_captions_that_grow_word_by_word_are_read_once() -> None:
    said = ["we", "all", "went", "down", "to", "the", "sea", "and", "it", "was", "cold"]
    page = "".join(f"00:00:{n:02},000 --> 00:00:{n + 1:02},000\n{' '.join(said[: n + 1])}\n\n" for n in range(len(said)))
    assert drawn(page) == f"-| {' '.join(said)}"


def test_a_line_that_stays_on_screen_while_it_is_finished_and_rolls_up_is_read_once() -> None:
    cues = [
        "we all",
        "we all\nwent down",
        "went down\nto",
        "went down\nto the sea",
        "to the sea\nand",
        "to the sea\nand swam",
    ]
    page = "WEBVTT\n\n" + "\n\n".join(f"00:0{n}.000 --> 00:0{n + 1}.000\n{cue}" for n, cue in enumerate(cues))
    assert drawn(page) == "-| we all went down to the sea and swam"


def test_automatic_captions_with_word_times_are_read_once() -> None:
    page = """
        WEBVTT
        Kind: captions
        Language: en

        00:00:00.000 --> 00:00:02.000 align:start position:0%

        hello<00:00:00.500><c> and</c><00:00:01.000><c> welcome</c>

        00:00:02.000 --> 00:00:02.010 align:start position:0%
        hello and welcome


        00:00:02.010 --> 00:00:04.000 align:start position:0%
        hello and welcome
        to<00:00:02.500><c> the</c><00:00:03.000><c> show</c>

        00:00:04.000 --> 00:00:04.010 align:start position:0%
        to the show


        00:00:04.010 --> 00:00:06.000 align:start position:0%
        to the show
        of<00:00:04.500><c> today</c>
    """
    assert drawn(page) == "-| hello and welcome to the show of today"

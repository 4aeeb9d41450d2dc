"""YouTube's timed text is read once, for captions and for transcripts."""

from __future__ import annotations

import pytest

from oncue.caption_files.caption_file import CaptionsUnreadable, captions_of
from oncue.captions.given_captions import given_captions
from oncue.errors import TranscriptUnreadable
from oncue.transcript import read_transcript
from tests.unit.read_captions import said, shown

_SRV1 = '<text start="0" dur="1.5">Good &amp;#39;morning&amp;#39;,</text><text start="1.5" dur="2">to you\nall</text>'
_SRV3 = '<p t="0" d="1500">Good &#39;morning&#39;,</p><p t="1500" d="2000" w="1"><s>to you</s><s t="200"> all</s></p>'


@pytest.mark.parametrize("name", ["a.xml", "a.srv3", "a.txt"])
@pytest.mark.parametrize(
    "xml",
    [
        f'<?xml version="1.0" encoding="utf-8" ?><transcript>{_SRV1}</transcript>',
        f"<timedtext>{_SRV1.replace('start', 't').replace('dur', 'd').replace('.5', '500')}</timedtext>",
        f'<?xml version="1.0" ?>\n<timedtext format="3"><head><pen id="1"/></head><body>{_SRV3}</body></timedtext>',
    ],
)
def test_the_timed_text_of_youtube_is_read_as_captions(xml: str, name: str) -> None:
    transcript = read_transcript(xml.encode(), name=name)
    assert [token.text for token in transcript.tokens] == ["Good", "'morning',", "to", "you", "all"]


_HEARD = (
    '<timedtext format="3"><head><wp id="1" ap="6"/></head><body><p t="1000" d="4000"><s>good</s><s t="300"> morning</s></p>'
    '<p t="2990" d="2000" a="1">\n</p>'
    '<p t="3000" d="3000">&lt;i&gt;you&lt;/i&gt; &amp;amp; all\nof us</p></body></timedtext>'
)


@pytest.mark.parametrize("name", ["a.srv3", "a.srv1", "a.xml", "a"])
def test_the_timed_text_of_youtube_is_captions_with_the_times_of_their_words(name: str) -> None:
    file = captions_of(_HEARD.encode(), name)
    assert (file.format.suffix, file.styled) == ("srv3", True)
    assert [(cue.start_ms, cue.end_ms, cue.lines) for cue in file.cues] == [
        (1000, 5000, ("good morning",)),
        (3000, 6000, ("you & all", "of us")),
    ]
    assert [(word.text, word.start_ms, word.end_ms) for word in file.cues[0].words] == [
        ("good", 1000, 1300),
        (" morning", 1300, 3000),
    ]
    assert said(_HEARD.encode()) == "good morning you & all of us"


@pytest.mark.parametrize(
    "first",
    [
        '<p t="1000" d="400"><s>good</s><s t="9000"> morning</s></p>',
        '<p t="1000" d="20000"><s>good</s><s t="9000"> morning</s></p>',
    ],
)
def test_a_word_of_youtube_that_is_timed_behind_its_caption_moves_no_other_captions_words(first: str) -> None:
    data = f'<timedtext><body>{first}<p t="3000" d="2000"><s>all</s><s t="300"> of you</s></p></body></timedtext>'
    given = given_captions(captions_of(data.encode(), "a.srv3").cues)
    assert given.estimated == 1
    assert [(word.text, word.start_ms) for word in given.words[2:]] == [("all", 3000), ("of", 3300), ("you", 3980)]


def test_styles_of_youtube_whose_tags_are_escaped_are_told() -> None:
    text = '<transcript><text start="1" dur="2">{}</text></transcript>'
    for line, styled in (("&lt;i&gt;Good&lt;/i&gt;", True), ('&lt;font color="red"&gt;Good', True), ("a &lt; b", False)):
        assert captions_of(text.format(line).encode(), "a.srv1").styled is styled


@pytest.mark.parametrize("change", [(' d="4000"', ""), ('t="1000"', 't="soon"'), ("</body>", "")])
def test_timed_text_of_youtube_without_times_is_refused_as_captions(change: tuple[str, str]) -> None:
    with pytest.raises(CaptionsUnreadable):
        captions_of(_HEARD.replace(*change).encode(), "a.srv3")


def test_a_caption_of_youtube_inside_another_is_said_once() -> None:
    data = b'<timedtext><body><p t="1000" d="2000">Good <p t="1500" d="500">morning.</p></p></body></timedtext>'
    assert shown(data, "srv3") == [("Good morning.",)]
    assert said(data) == "Good morning."


def test_more_captions_of_youtube_than_any_programme_has_are_refused() -> None:
    data = b"<timedtext><body>" + b"<p/>" * 500_001 + b"</body></timedtext>"
    with pytest.raises(CaptionsUnreadable) as refused:
        captions_of(data, "a.srv3")
    assert refused.value.data["reason"] == "too_large"


def test_damaged_timed_text_of_youtube_is_refused() -> None:
    with pytest.raises(TranscriptUnreadable, match=r"YouTube timed text .*xport it again"):
        read_transcript(f"<transcript>{_SRV1}".encode(), name="a.xml")

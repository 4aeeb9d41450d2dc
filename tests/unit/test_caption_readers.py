"""One reader for each caption format: what is shown of a file and what is read of it as a transcript are the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.caption_pictures import said as said_by
from oncue.caption_files.caption_file import CaptionsUnreadable, captions_of
from oncue.caption_files.checked import input_of_captions
from oncue.caption_files.mended import written_again
from oncue.caption_readers.faults import FaultReason
from oncue.captions.formats import FORMATS
from oncue.captions.formats.cues_of_files import srt_cues, webvtt_cues
from oncue.captions.given_captions import given_captions
from oncue.captions.track import CaptionTrack
from oncue.errors import TranscriptUnreadable, UsageError
from oncue.transcript import read_transcript
from tests.unit.broadcast_files import scc_file, scc_text, stl_block, stl_file
from tests.unit.test_formats_ttml_read import document


def shown(data: bytes, suffix: str) -> list[tuple[str, ...]]:
    return [cue.lines for cue in captions_of(data, f"a.{suffix}", suffix).cues]


def said(data: bytes) -> str:
    return " ".join(token.text for token in read_transcript(data).tokens)


@pytest.mark.parametrize("suffix", ["srt", "vtt", "ttml", "ebuttd.xml", "stl", "scc", "ass", "sbv"])
def test_captions_and_transcript_have_the_same_words(suffix: str) -> None:
    script = "Anna| Good morning to you all.(2000)\nBob| Füße, 12 of them, on the way.(900)\nAnna| No."
    data = FORMATS[suffix].write(CaptionTrack(*said_by(script))).data
    lines = [line for cue in shown(data, suffix) for line in cue]
    assert said(data) == " ".join(lines)
    assert "morning to you all." in said(data)


def ass_file(*events: str) -> bytes:
    return "\n".join(["[Script Info]", "[Events]", *(f"Dialogue: {event}" for event in events), ""]).encode()


_EVENT = "0,0:00:01.00,0:00:02.00,,,0,0,0,,Good morning."
_P = '<p begin="1s" end="2s">Good morning.</p>'
_NOT_IN_TIME = [
    (document('<p begin="1s">Good morning.</p>'), "ttml", FaultReason.ENDLESS),
    (document('<p begin="3s" end="2s">Good morning.</p>'), "ttml", FaultReason.TIMES_BACKWARDS),
    (document('<p begin="-00:00:01" end="2s">Good morning.</p>'), "ttml", FaultReason.TIME_UNKNOWN),
    (document('<p begin="00:61:00" end="2h">Good morning.</p>'), "ttml", FaultReason.TIME_UNKNOWN),
    (document(f'<div end="1s">{_P}</div>'), "ttml", FaultReason.NEVER_SHOWN),
    (
        document('<div timeContainer="seq"><p>Good</p><p dur="1s">morning.</p></div>'),
        "ttml",
        FaultReason.ENDLESS,
    ),
    (document(_P, 'ttp:timeBase="clock"'), "ttml", FaultReason.TIME_UNKNOWN),
    (document(_P).replace(b"http://www.w3.org/ns/ttml\"", b"urn:x\""), "ttml", FaultReason.OTHER_FORMAT),
    (b"1\n00:00:02,000 --> 00:00:01,000\nGood morning.\n", "srt", FaultReason.TIMES_BACKWARDS),
    (b"1\n00:00:02,000 -->\nGood morning.\n", "srt", FaultReason.TIME_UNKNOWN),
    (b"1\n-00:00:02,000 --> 00:00:01,000\nGood morning.\n", "srt", FaultReason.TIME_UNKNOWN),
    (b"From the archive\n\n1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n", "srt", FaultReason.OTHER_FORMAT),
    (b"WEBVTT\n\n00:02.000 --> 00:01.000\nGood morning.\n", "vtt", FaultReason.TIMES_BACKWARDS),
    (stl_file(stl_block(1, b"Good morning."), table=b"07"), "stl", FaultReason.ALPHABET_UNKNOWN),
    (stl_file(stl_block(1, b"Good morning.", second=61)), "stl", FaultReason.TIME_UNKNOWN),
    (stl_file(stl_block(1, b"Good morning.")).replace(b"STL25", b"STL77"), "stl", FaultReason.TIME_UNKNOWN),
    (scc_file(f"00:00:61:00\t9420 9470 {scc_text('Good morning.')} 942f"), "scc", FaultReason.TIME_UNKNOWN),
    (ass_file("0,0:00:02.00,0:00:01.00,,,0,0,0,,Good morning."), "ass", FaultReason.TIMES_BACKWARDS),
    (ass_file("0,0:00:02.00,,,,0,0,0,,Good morning."), "ass", FaultReason.TIME_UNKNOWN),
    (ass_file("0,00:02.00,0:00:03.00,,,0,0,0,,Good morning."), "ass", FaultReason.TIME_UNKNOWN),
    (ass_file(_EVENT, "0,0:00:03.00"), "ass", FaultReason.DAMAGED),
    (ass_file(_EVENT).replace(b"[Events]", b"[Event]"), "ass", FaultReason.OTHER_FORMAT),
    (b"0:00:02.000,0:00:01.000\nGood morning.\n", "sbv", FaultReason.TIMES_BACKWARDS),
    (b"0:00:01.000,0:00:02.000\nGood\n\nmorning.\n", "sbv", FaultReason.TIME_UNKNOWN),
    (b"[TITLE]\nx\n0:00:01.000,0:00:02.000\nGood morning.\n", "sbv", FaultReason.OTHER_FORMAT),
    (b"00:00:01:00 , 00:00:02:00 , Good morning.\n", "stl", FaultReason.TIME_UNKNOWN),
    (b"00:00:01;00 , 00:00:02;31 , Good morning.\n", "stl", FaultReason.TIME_UNKNOWN),
    (b"00:00:02;00 , 00:00:01;00 , Good morning.\n", "stl", FaultReason.TIMES_BACKWARDS),
]  # fmt: skip


@pytest.mark.parametrize(("data", "suffix", "reason"), _NOT_IN_TIME)
def test_captions_without_sure_times_are_refused_and_their_words_are_a_transcript(
    data: bytes, suffix: str, reason: FaultReason
) -> None:
    assert " ".join(token.text for token in read_transcript(data, name=f"a.{suffix}").tokens) == "Good morning."
    with pytest.raises(CaptionsUnreadable) as refused:
        captions_of(data, f"a.{suffix}", suffix)
    assert (refused.value.code, refused.value.data["reason"]) == ("captions_unreadable", reason.value)


@pytest.mark.parametrize(
    ("data", "suffix", "reason"),
    [
        (document(_P)[:-9], "ttml", FaultReason.DAMAGED),
        (document(_P.replace("1s", "soon")), "ttml", FaultReason.TIME_UNKNOWN),
        (document("<div>" * 70 + _P + "</div>" * 70), "ttml", FaultReason.TOO_LARGE),
        (document(_P.replace("<p", "<p " + " ".join(f"a{n}='1'" for n in range(9_000)))), "ttml", FaultReason.TOO_LARGE),
        (b'<!DOCTYPE tt [<!ENTITY a "b">]>' + document(_P), "ttml", FaultReason.ENTITIES),
        (document('<div><s:image xmlns:s="urn:pictures">iVBORw0KGgo=</s:image></div>'), "ttml", FaultReason.PICTURES),
        (stl_file(stl_block(1, b"Good morning."))[:-40], "stl", FaultReason.CUT_OFF),
        (b"1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:x --> 00:00:04,000\nb\n", "srt", FaultReason.DAMAGED),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\na\n\n00:03.000 --> later\nb\n", "vtt", FaultReason.DAMAGED),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\ntiles/1.jpg#xywh=0,0,1,1\n", "vtt", FaultReason.PICTURES),
        (scc_file("00:00:01:00\t9420 94zz"), "scc", FaultReason.DAMAGED),
        (ass_file("0,soon,0:00:02.00,,,0,0,0,,Good morning."), "ass", FaultReason.TIME_UNKNOWN),
        (b"[Events]\nFormat: Start, End\nDialogue: 0:00:01.00,0:00:02.00\n", "ass", FaultReason.DAMAGED),
        (b"0:00:01.000,0:00:02.000\nGood\n0:00:03.000\nmorning\n", "sbv", FaultReason.DAMAGED),
        (b"00:00:01:00 , 00:00:02:00 , Good morning.\nand more\n", "stl", FaultReason.DAMAGED),
    ],
)
def test_a_file_that_loses_words_is_refused_as_both_for_the_same_reason(
    data: bytes, suffix: str, reason: FaultReason
) -> None:
    with pytest.raises(TranscriptUnreadable) as unread:
        read_transcript(data, name=f"a.{suffix}")
    with pytest.raises(CaptionsUnreadable) as refused:
        captions_of(data, f"a.{suffix}", suffix)
    assert unread.value.data["reason"] == refused.value.data["reason"] == reason.value
    assert "xport it again" in unread.value.detail


def test_words_that_stay_on_screen_while_others_come_are_said_once() -> None:
    spans = "".join(f'<span begin="{n}s">{word} </span>' for n, word in enumerate(("One", "two", "three")))
    data = document(f'<p begin="1s" end="9s">{spans}</p><p begin="9s" end="10s">four</p>')
    assert said(data) == "One two three four"
    assert shown(data, "ttml") == [("One",), ("One two",), ("One two three",), ("four",)]
    added = [stl_block(n, text, second=n, cumulative=n) for n, text in enumerate((b"One", b"two", b"three"), 1)]
    assert said(stl_file(*added)) == "One two three"
    assert shown(stl_file(*added), "stl") == [("One",), ("One", "two"), ("One", "two", "three")]


def test_the_same_word_in_two_spans_one_after_the_other_is_said_twice_and_shown_once() -> None:
    data = document('<p><span begin="1s" end="2s">No.</span><span begin="2s" end="3s">No.</span></p>')
    assert said(data) == "No. No."
    assert shown(data, "ttml") == [("No.",)]


def test_what_is_not_on_screen_is_not_said() -> None:
    region = '<layout><region xml:id="off" tts:display="none"/></layout>'
    body = f'{_P}<p begin="2s" end="3s" tts:display="none">Draft.</p><p begin="3s" end="4s" region="off">Draft.</p>'
    assert said(document(body, head=region)) == "Good morning."


def test_spans_that_come_and_go_too_often_to_be_shown_are_read_once_each() -> None:
    spans = "".join(f'<span begin="{n}ms">word </span>' for n in range(6_000))
    data = document(f'<p begin="0s" end="100s">{spans}</p>')
    assert said(data) == "word " * 5_999 + "word"
    with pytest.raises(CaptionsUnreadable, match="too often"):
        captions_of(data, "a.ttml")


def test_a_long_paragraph_of_spans_that_take_turns_is_read() -> None:
    spans = "".join(f'<span begin="{n}s" end="{n + 1}s">This is line {n}.</span><br/>' for n in range(5_000))
    assert len(shown(document(f"<p>{spans}</p>"), "ttml")) == 5_000


def test_hebrew_that_is_stored_as_it_is_seen_is_shown_as_it_is_read() -> None:
    text = "בוקר טוב לכולם"
    data = stl_file(
        stl_block(1, text[::-1].encode("iso8859_8")), stl_block(2, b"\x03" + "טוב"[::-1].encode("iso8859_8")), table=b"04"
    )
    assert shown(data, "stl") == [(text,), ("טוב",)]
    assert said(data) == f"{text} טוב"


def test_an_alphabet_that_is_not_named_is_latin_and_nothing_to_tell_of() -> None:
    data = stl_file(stl_block(1, b"Good morning."), table=b"  ")
    assert read_transcript(data).notices == ()
    assert shown(data, "stl") == [("Good morning.",)]


def test_timed_text_is_read_in_the_encoding_that_it_is_in() -> None:
    xml = '<?xml version="1.0" encoding="{}"?>' + document(_P.replace("Good morning.", "Schöne Grüße aus Köln.")).decode()
    for named, used in (("utf-8", "cp1252"), ("utf-16", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-16", "utf-16")):
        data = xml.format(named).encode(used)
        assert shown(data, "ttml") == [("Schöne Grüße aus Köln.",)], (named, used)
        assert said(data) == "Schöne Grüße aus Köln."


def test_scc_is_read_without_its_heading_and_with_spaces_made_by_tabs() -> None:
    data = scc_file(f"00:00:01:00\t9420 9420 9470 9470 {scc_text('Good')} 97a1 97a1 {scc_text('morning.')} 942f 942f")
    for each in (data, data.partition(b"\n\n")[2]):
        assert shown(each, "scc") == [("Good morning.",)]
        assert said(each) == "Good morning."


_CUE = "1\n00:00:01,000 --> 00:00:02,000\n"


@pytest.mark.parametrize(
    ("data", "suffix", "lines"),
    [
        (f"{_CUE}<i>Good</i><br/>morning", "srt", ("Good", "morning")),
        (f"{_CUE}<p>Good</p> <p>morning</p>", "srt", ("Good", "morning")),
        (f"{_CUE}Good\\Nmorning\\hall", "srt", ("Good", "morning all")),
        (f"{_CUE}<bold>Good</bold> {{y:i}}morning", "srt", ("Good morning",)),
        (f"{_CUE}Press <Enter>\n\nnow", "srt", ("Press <Enter>", "", "now")),
        ("1\n00:00:01，000 ---> 00:00:02。000\nGood morning", "srt", ("Good morning",)),
        ("1\n0:0:1,0->0:0:2,0\nGood morning", "srt", ("Good morning",)),
        ("WEBVTT\n\n1\n00:01.000 --> 00:02.000 align:start\nGood <c.loud>morning</c>\n\n2\n", "vtt", ("Good morning",)),
        ("WEBVTT\n\n00:01,000 --> 00:02,000 align: start\nGood morning\n", "vtt", ("Good morning",)),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<ruby>漢<rt>かん</rt></ruby>字<br>です\n", "vtt", ("漢字", "です")),
    ],
)
def test_files_of_careless_programs_are_shown_as_they_are_meant(data: str, suffix: str, lines: tuple[str, ...]) -> None:
    assert shown(data.encode(), suffix) == [lines]
    if suffix == "srt":
        assert said(data.encode()) == " ".join(filter(None, lines))


def test_an_entity_of_srt_is_shown_as_it_stands_and_read_as_what_it_means() -> None:
    data = f"{_CUE}R&amp;D".encode()
    assert shown(data, "srt") == [("R&amp;D",)]
    assert said(data) == "R&D"


def test_what_no_player_shows_of_webvtt_is_in_the_transcript_alone() -> None:
    data = b"WEBVTT\n\n00:01.000 --> 00:02.000\nGood\n\nmorning\nto you\n\n00:03.000 --> 00:04.000\nall\n"
    assert said(data) == "Good morning to you all"
    assert shown(data, "vtt") == [("Good",), ("all",)]


def test_segments_of_a_webvtt_stream_are_on_one_clock() -> None:
    segment = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{},LOCAL:00:00:00.000\n\n00:01.000 --> 00:02.000\n{}\n\n"
    data = (segment.format(0, "Good") + segment.format(900_000, "morning")).encode()
    assert [cue.start_ms for cue in captions_of(data, "a.vtt").cues] == [1000, 11_000]


_SAID_IN_ASS = [
    (r"{\an8\i1}Good{\i0} morning\Nto\hyou", ("Good morning", "to you")),
    (r"Open \{now}, {a note}and {not closed", ("Open {now}, and {not closed",)),
    (r"\{\an8} is a tag", (r"{\an8} is a tag",)),
    (r"C:\⁠News <b>", (r"C:\News <b>",)),
]


@pytest.mark.parametrize(("text", "lines"), _SAID_IN_ASS)
def test_tags_of_ass_are_taken_out_and_what_is_escaped_is_text(text: str, lines: tuple[str, ...]) -> None:
    data = ass_file(f"0,0:00:01.00,0:00:02.00,,,0,0,0,,{text}")
    assert shown(data, "ass") == [lines]
    assert said(data) == " ".join(lines).removesuffix(" <b>")


def test_events_of_ass_are_known_in_either_case_and_behind_spaces() -> None:
    data = ass_file("0,0:00:01.00,0:00:02.00,,,0,0,0,,Good morning.").replace(b"Dialogue", b" dialogue")
    assert shown(data, "ass") == [("Good morning.",)]
    assert said(data) == "Good morning."


def test_two_times_in_a_text_of_sbv_are_text_and_those_of_a_cue_without_a_blank_line_are_not() -> None:
    data = b"0:00:01.000,0:00:02.000\n1:30, 2:45\n0:00:03,0:00:04\n1 --> 2\n"
    assert shown(data, "sbv") == [("1:30, 2:45",), ("1 --> 2",)]
    assert said(data) == "1:30, 2:45 1 --> 2"


@pytest.mark.parametrize(
    "times",
    ["59:59.000,1:00:04.000", "0:00: 03.000,0:00:04.000", "0:00:03.0000,0:00:04.0000", "0:03.000,0:04.000"],
)
def test_odd_times_of_sbv_without_a_blank_line_are_not_said_and_no_captions_are_shown_by_them(times: str) -> None:
    data = f"0:00:01.000,0:00:02.000\nGood\n{times}\nmorning\n".encode()
    assert said(data) == "Good morning"
    with pytest.raises(CaptionsUnreadable) as refused:
        captions_of(data, "a.sbv")
    assert refused.value.data["reason"] == "time_unknown"


def test_a_time_that_is_left_beside_a_comma_or_an_arrow_of_sbv_is_not_said() -> None:
    for line in ("00:00:03.-->00,00:00:04.00", "0:00:03.000,", "0:00:03.000 --> soon"):
        with pytest.raises(TranscriptUnreadable, match="is neither two times nor a text"):
            said(f"0:00:01.000,0:00:02.000\nGood\n\n{line}\nmorning\n".encode())


def test_a_style_of_sbv_behind_a_blank_line_is_no_cue_without_times() -> None:
    data = b"0:00:01.000,0:00:02.000\nHi\n\n[COLF]&HFFFFFF\n0:00:03.000,0:00:04.000\nthere\n"
    assert shown(data, "sbv") == [("Hi",), ("there",)]


def test_lines_of_ass_outside_of_its_events_are_none_where_it_has_events() -> None:
    event = "0,0:00:01.00,0:00:02.00,,,0,0,0,,Good morning."
    outside = b"[Script Info]\nComment: Made by hand\nDialogue: by Ann\n"
    for data in (
        outside + ass_file(event),
        ass_file(event) + b"\n[Extra]\nDialogue: 0,0:00:03.00,0:00:04.00,,,0,0,0,,No.\n",
    ):
        assert shown(data, "ass") == [("Good morning.",)]
        assert said(data) == "Good morning."
    alone = f"[Script Info]\nDialogue: {event}\n".encode()
    assert said(alone) == "Good morning."
    with pytest.raises(CaptionsUnreadable) as refused:
        captions_of(alone, "a.ass")
    assert refused.value.data["reason"] == "other_format"


def test_labels_of_text_stl_that_dropping_leaves_out_are_times_that_do_not_exist() -> None:
    for label, exists in (("00:01:00;00", False), ("00:01:00;01", False), ("00:01:00;02", True), ("00:10:00;00", True)):
        data = f"{label} , 00:20:00.00 , Good morning.\n".encode()
        if exists:
            assert shown(data, "stl") == [("Good morning.",)]
        else:
            with pytest.raises(CaptionsUnreadable, match="does not exist") as refused:
                captions_of(data, "a.stl")
            assert refused.value.data["reason"] == "time_unknown"


def test_text_stl_is_shown_where_it_says_what_its_times_count() -> None:
    cues = captions_of(b"// a\n$Bold = TRUE\n00:01:00;02 , 00:01:01.50 , Good|^Imorning^I\n", "a.stl").cues
    assert [(cue.start_ms, cue.end_ms, cue.lines) for cue in cues] == [(60_060, 61_500, ("Good", "morning"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_stl_is_read_in_any_encoding_and_is_another_format_than_the_one_of_broadcasters(encoding: str) -> None:
    text = "$Bold = TRUE\n" + "".join(f"00:00:0{n}.00 , 00:00:0{n}.50 , Schöne Grüße aus Köln.\n" for n in range(1, 9))
    file = captions_of(text.encode(encoding), "a.stl", "stl")
    assert (file.format.title, file.styled) == ("text STL", True)
    assert [cue.lines for cue in file.cues] == [("Schöne Grüße aus Köln.",)] * 8
    made = written_again(input_of_captions(file, "a.stl", "de", None, {}))
    assert (made.format.suffix, made.cues) == ("srt", file.cues)
    assert [loss.partition(":")[0] for loss in made.lost] == ["styling", "format"]


def test_damaged_text_stl_is_not_said_to_look_like_another_format() -> None:
    with pytest.raises(CaptionsUnreadable, match="line 2") as refused:
        captions_of(b"00:00:01.00 , 00:00:01.50 , Good\nmorning\n", "a.stl")
    assert "looks like" not in refused.value.detail


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


def test_every_reason_is_documented(repository: Path) -> None:
    page = (repository / "docs" / "formats.md").read_text(encoding="utf-8")
    section = page.partition("## Why a file is refused")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == [reason.value for reason in FaultReason]


def test_what_a_writer_kept_from_being_markup_is_said_and_shown() -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\nOpen C:\\\u2060News and type <\u2060b> now\n"
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\nOpen C:\\\u2060News\n"
    assert [cue.lines for cue in srt_cues(srt.encode())] == [("Open C:\\News and type <b> now",)]
    assert "Open C:\\News and type <b> now" in read_transcript(srt.encode(), name="a.srt").text
    assert "Open C:\\News" in read_transcript(vtt.encode(), name="a.vtt").text
    careless = "1\n00:00:01,000 --> 00:00:02,000\nOpen C:\\News\\Now\\Nlater\n"
    assert srt_cues(careless.encode())[0].lines == ("Open C:\\News", "ow", "later"), (
        "only behind a colon is it surely a path"
    )


def test_lines_that_end_twice_are_lines_for_captions_as_for_transcripts() -> None:
    doubled = (
        b"WEBVTT\r\r\n\r\r\n00:01.000 --> 00:02.000\r\r\nHello there\r\r\n\r\r\n00:03.000 --> 00:04.000\r\r\nWorld\r\r\n"
    )
    assert [cue.lines for cue in webvtt_cues(doubled)] == [("Hello there",), ("World",)]


def test_times_inside_the_cues_of_a_later_segment_are_on_the_streams_clock() -> None:
    head = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{},LOCAL:00:00:00.000\n\n"
    times = "00:01.000 --> 00:03.000"
    joined = f"{head.format(0)}{times}\nA <00:02.000>b\n\n{head.format(900000)}{times}\nC <00:02.000>d\n"
    cues = webvtt_cues(joined.encode())
    words = [[(word.text.strip(), word.start_ms, word.end_ms) for word in cue.words] for cue in cues]
    assert words == [[("A", 1000, 2000), ("b", 2000, 3000)], [("C", 11000, 12000), ("d", 12000, 13000)]]


def test_a_segment_that_begins_before_the_stream_is_refused_and_not_shown_before_zero() -> None:
    head = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:{},MPEGTS:0\n\n"
    times = "00:01.000 --> 00:03.000"
    joined = f"{head.format('00:00:00.000')}{times}\nA\n\n{head.format('01:00:00.000')}{times}\nC\n"
    with pytest.raises(UsageError) as refused:
        webvtt_cues(joined.encode())
    assert refused.value.data["reason"] == "time_unknown"

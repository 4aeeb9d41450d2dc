"""One reader for each caption format: what is shown of a file and what is read of it as a transcript are the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.caption_pictures import said as said_by
from oncue.caption_files.caption_file import CaptionsUnreadable, captions_of
from oncue.caption_readers.faults import FaultReason
from oncue.captions.formats import FORMATS
from oncue.captions.formats.cues_of_files import srt_cues, webvtt_cues
from oncue.captions.track import CaptionTrack
from oncue.errors import TranscriptUnreadable, UsageError
from oncue.transcript import read_transcript
from tests.unit.broadcast_files import scc_file, scc_text, stl_block, stl_file
from tests.unit.read_captions import ass_file, said, shown
from tests.unit.test_formats_ttml_read import document


@pytest.mark.parametrize("suffix", ["srt", "vtt", "ttml", "ebuttd.xml", "stl", "scc", "ass", "sbv"])
def test_captions_and_transcript_have_the_same_words(suffix: str) -> None:
    script = "Anna| Good morning to you all.(2000)\nBob| Füße, 12 of them, on the way.(900)\nAnna| No."
    data = FORMATS[suffix].write(CaptionTrack(*said_by(script))).data
    lines = [line for cue in shown(data, suffix) for line in cue]
    assert said(data) == " ".join(lines)
    assert "morning to you all." in said(data)


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

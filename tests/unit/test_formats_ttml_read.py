"""Timed Text of other programs is read as it would be shown; what is damaged is refused with what is wrong."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.caption_pictures import said
from oncue.captions.formats import FORMATS, WrittenCue
from oncue.captions.formats.cues_of_files import ttml_cues
from oncue.captions.track import CaptionTrack
from oncue.errors import UsageError

FIXTURES = Path(__file__).parents[3] / "shared" / "fixtures" / "captions"

_NAMESPACES = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" '
    'xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"'
)


def document(body: str, parameters: str = "", head: str = "") -> bytes:
    return f"<tt {_NAMESPACES} {parameters}><head>{head}</head><body>{body}</body></tt>".encode()


def texts(data: bytes) -> list[tuple[int, int, str]]:
    return [(cue.start_ms, cue.end_ms, " / ".join(cue.lines)) for cue in ttml_cues(data)]


@pytest.mark.parametrize(
    ("parameters", "begin", "end", "expected"),
    [
        ("", "00:00:01", "00:00:02.5", (1000, 2500)),
        ("", "100:00:01.0004", "100:00:02,5", (360_001_000, 360_002_500)),
        ("", "0.5m", "31.25s", (30_000, 31_250)),
        ("", "1h", "3600500ms", (3_600_000, 3_600_500)),
        ("", "00:00:01:15", "60f", (1500, 2000)),
        ('ttp:frameRate="25"', "00:00:01:10", "50f", (1400, 2000)),
        ('ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"', "360f", "00:00:20:12", (15_015, 20_501)),
        ('ttp:frameRate="30" ttp:frameRateMultiplier="1000:1001"', "30f", "60f", (1001, 2002)),
        ('ttp:frameRate="25" ttp:subFrameRate="2"', "00:00:01:10.1", "50f", (1420, 2000)),
        ('ttp:tickRate="10000000"', "15000000t", "25000000t", (1500, 2500)),
        ('ttp:frameRate="25"', "25t", "50t", (1000, 2000)),
        ("", "1t", "2t", (1000, 2000)),
        ('ttp:timeBase="smpte" ttp:frameRate="25"', "10:00:00:00", "10:00:01:12", (36_000_000, 36_001_480)),
        (
            'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="nonDrop"',
            "01:00:00:00",
            "01:00:01:00",
            (3_603_600, 3_604_601),
        ),
        (
            'ttp:timeBase="smpte" ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001" ttp:dropMode="dropNTSC"',
            "00:01:00:02",
            "01:00:00;00",
            (60_060, 3_599_996),
        ),
    ],
)
def test_every_way_to_write_a_time_is_read(parameters: str, begin: str, end: str, expected: tuple[int, int]) -> None:
    [cue] = ttml_cues(document(f'<div><p begin="{begin}" end="{end}">Yes.</p></div>', parameters))
    assert (cue.start_ms, cue.end_ms) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # Times count from what is around them, and end with it.
        ('<div begin="10s"><p begin="1s" dur="2s">a</p><p begin="3s" end="4s">b</p></div>', [(11, 13, "a"), (13, 14, "b")]),
        ('<div begin="10s" end="15s"><p begin="1s" end="9s">a</p></div>', [(11, 15, "a")]),
        ('<div><p begin="1s" end="9s" dur="2s">a</p></div>', [(1, 3, "a")]),
        ('<div><p begin="1s" end="2s">a<br/>b <span>c\n  d</span></p></div>', [(1, 2, "a / b c d")]),
        ('<div begin="1s"><div begin="1s"><p end="1s">a</p></div></div>', [(2, 3, "a")]),
        # In a sequence each begins where the one before ended.
        (
            '<div timeContainer="seq" begin="5s"><p dur="2s">a</p><p begin="1s" dur="2s">b</p></div>',
            [(5, 7, "a"), (8, 10, "b")],
        ),
        (
            '<div timeContainer="seq"><div><p dur="2s">a</p><p dur="3s">b</p></div><p dur="1s">c</p></div>',
            [(0, 2, "a"), (0, 3, "b"), (3, 4, "c")],
        ),
        (
            '<div><p timeContainer="seq"><span dur="1s">a</span> <span dur="1s">b</span></p></div>',
            [(0, 1, "a"), (1, 2, "b")],
        ),
        # Spans that come and go.
        ('<div><p begin="10s"><span begin="1s" end="2s">a</span></p></div>', [(11, 12, "a")]),
        ('<div><p begin="1s" end="4s">a<br/><span begin="1s">b</span></p></div>', [(1, 2, "a"), (2, 4, "a / b")]),
        ('<div><p><span begin="1s" end="2s">a</span><span begin="2s" end="3s">a</span></p></div>', [(1, 3, "a")]),
        # Two regions at once are two cues.
        ('<div><p begin="1s" end="3s" region="r1">a</p><p begin="2s" end="4s">b</p></div>', [(1, 3, "a"), (2, 4, "b")]),
        # White space, readings, comments, metadata and hidden text.
        ('<div><p begin="1s" end="2s">\n   a\n  <br/>\n  b\n </p><p begin="2s" end="3s"> </p></div>', [(1, 2, "a / b")]),
        ('<div xml:space="preserve"><p begin="1s" end="2s">a  b\n　c</p></div>', [(1, 2, "a  b / 　c")]),
        (
            '<div><p begin="1s" end="2s">漢<span tts:ruby="text">かん</span>字<span style="reading">じ</span></p></div>',
            [(1, 2, "漢字")],
        ),
        (
            '<div><p begin="1s" end="2s">a<!-- no --><?no no?><metadata>no</metadata>b&nbsp;c</p></div>',
            [(1, 2, "ab\u00a0c")],
        ),
        ('<div><p begin="1s" end="2s" tts:display="none">a</p><p begin="1s" end="2s" region="off">b</p></div>', []),
    ],
)
def test_a_text_is_read_as_it_would_be_shown(body: str, expected: list[tuple[int, int, str]]) -> None:
    head = (
        '<styling><style xml:id="reading" tts:ruby="text"/></styling>'
        '<layout><region xml:id="r1"/><region xml:id="off" tts:display="none"/></layout>'
    )
    assert texts(document(body, head=head)) == [(1000 * start, 1000 * end, text) for start, end, text in expected]


def test_times_of_a_tape_are_labels_and_do_not_add_up() -> None:
    body = '<div begin="10:00:00:00"><p begin="10:00:01:00" end="10:00:02:00">a</p></div>'
    assert texts(document(body, 'ttp:timeBase="smpte" ttp:frameRate="25"')) == [(36_001_000, 36_002_000, "a")]


def test_agents_speak_their_lines() -> None:
    agents = (
        '<metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Anna\n May</ttm:name></ttm:agent></metadata>'
    )
    body = '<div><p begin="1s" end="2s" ttm:agent="a">x<br/><span ttm:agent="b">y</span></p></div>'
    assert ttml_cues(document(body, head=agents)) == (WrittenCue(1000, 2000, ("x", "y"), ("Anna May", "b")),)


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2006/10/ttaf1", "http://www.w3.org/2006/04/ttaf1", ""])
def test_files_of_earlier_years_are_read(namespace: str) -> None:
    data = f'<tt xmlns="{namespace}"><body><div><p begin="1s" end="2s">a</p></div></body></tt>'.encode()
    assert texts(data) == [(1000, 2000, "a")]
    assert texts(b"\xff\xfe" + data.decode().encode("utf-16-le")) == [(1000, 2000, "a")]


@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("mixed/ttml.ttml", 2, (137_400, 140_400), (3_740_500, 3_742_500)),
        ("mixed/ttml2.ttml", 5, (0, 2000), (8000, 10_000)),
        ("mixed/dfxp.dfxp", 2, (137_400, 140_400), (3_740_500, 3_742_500)),
        ("mixed/dfxp_with_different_br.dfxp", 1, (0, 1000), (0, 1000)),
        ("mixed/ttml_with_fps_and_multiplier_given.ttml", 1, (15_015, 17_684), (15_015, 17_684)),
        ("mixed/ttml_with_duplicated_element_ids.ttml", 3, (0, 1000), (2000, 3000)),
    ],
)
def test_files_that_other_programs_wrote_are_read(
    name: str, count: int, first: tuple[int, int], last: tuple[int, int]
) -> None:
    path = FIXTURES / name
    if not path.exists():
        pytest.skip("the fixtures that other programs wrote are not beside the project")
    cues = ttml_cues(path.read_bytes())
    assert len(cues) == count
    assert [(cue.start_ms, cue.end_ms) for cue in (cues[0], cues[-1])] == [first, last]


_P = '<p begin="1s" end="2s">a</p>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a TTML file"),
        (b"\x00\xff\x00", "not a TTML file"),
        (b"<html><body>a</body></html>", "begins with the element html"),
        (b'<tt xmlns="http://example.org/"/>', "begins with the element tt"),
        (document(_P)[:-9], "damaged"),
        (document('<p begin="soon" end="2s">a</p>'), "'soon' is no time"),
        (document('<p begin="00:61:00" end="2s">a</p>'), "no time"),
        (document('<p begin="99999999999999999s" end="2s">a</p>'), "decades away"),
        (document('<p begin="3s" end="2s">a</p>'), "In line 1 of this TTML file something ends before it starts"),
        (document('<p begin="3s">a</p>'), "line 1 of this TTML file never ends"),
        (document('<div begin="1s" end="3s"><p begin="3s" end="5s">a</p></div>'), "line 1 of this TTML file is never shown"),
        (document(_P, 'ttp:frameRate="0"'), "frameRate is '0'"),
        (document(_P, 'ttp:tickRate="many"'), "tickRate is 'many'"),
        (document(_P, 'ttp:frameRateMultiplier="1000 0"'), "such as '1000 1001'"),
        (document(_P, 'ttp:dropMode="dropPAL" ttp:timeBase="smpte"'), "dropPAL"),
        (document(_P, 'ttp:timeBase="clock"'), "clock on the wall"),
        (document('<div xmlns:s="s" tts:backgroundImage="#a"/>'), "pictures of text"),
        (document("<div>" * 70 + _P + "</div>" * 70), "nested too deeply"),
        (document('<p begin="1s" end="2s">' + "<span>" * 70 + "a" + "</span>" * 70 + "</p>"), "nested too deeply"),
        (b'<!DOCTYPE tt [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + document(_P), "declares entities"),
        (b"<tt>" + b" " * 2**24 + b"</tt>", "larger than 16 MiB"),
    ],
)
def test_what_is_damaged_is_refused_with_what_is_wrong(data: bytes, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        ttml_cues(data)


def test_entities_that_grow_are_refused_before_they_have() -> None:
    entities = '<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    for body in ('<p begin="1s" end="2s">&a11;</p>', '<p begin="&a11;">a</p>'):
        with pytest.raises(UsageError):
            ttml_cues(f"<!DOCTYPE tt [{entities}]>".encode() + document(body))


def test_spans_that_come_and_go_too_often_are_refused_and_not_multiplied() -> None:
    spans = "".join(f'<span begin="{n}ms">word {n}</span>' for n in range(20_000))
    with pytest.raises(UsageError, match="too often"):
        ttml_cues(document(f'<p begin="0s" end="100s">{spans}</p>'))


_PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<span>",
            "</span>",
            "<br/>",
            "<div>",
            "</div>",
            '<p begin="1s" end="2s">',
            '<span begin="1s">',
            "a",
        ),
        *(
            '<p dur="1f">',
            '<div timeContainer="seq">',
            '<div end="5s">',
            "&amp;",
            "&nbsp;",
            "]]>",
            "\x00",
            '<p xml:space="preserve">',
        ),
        *(
            '<p begin="00:00:01:01" end="9t">',
            "<![CDATA[x]]>",
            "<!-- ",
            " -->",
            '<p begin="-1s" end="">',
            "<tt>",
            "<body>",
            "﻿",
        ),
    ]
)


@given(st.lists(_PIECES, max_size=12), st.integers(0, 400), st.binary(max_size=3))
@settings(max_examples=50)
def test_any_bytes_give_cues_or_are_refused(pieces: list[str], place: int, put: bytes) -> None:
    written = FORMATS["ttml"].write(CaptionTrack(*said("Anna| Yes."))).data
    damaged = written[-place:] if place % 2 else written[: 3 * place] + put + written[3 * place + 1 :]
    for data in (document("".join(pieces)), document("<div>" + "".join(pieces) + "</div>"), damaged, put):
        with suppress(UsageError):
            assert all(0 <= cue.start_ms <= cue.end_ms and len(cue.lines) == len(cue.speakers) for cue in ttml_cues(data))


def test_more_elements_than_captions_of_a_day_have_are_refused() -> None:
    with pytest.raises(UsageError, match="more than 250000 elements"):
        ttml_cues(document('<p begin="1s" end="2s">' + "<br/>" * 250_000 + "</p>"))

"""Subtitle files as transcripts: their words and speakers, never their times."""

from __future__ import annotations

from oncue.transcript import read_transcript
from tests.unit.transcript_pictures import drawn, picture


def test_subrip_cues_become_lines() -> None:
    first = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Good evening</i>\r\nto you all.\r\n\r\n"
    second = "2\r\n00:00:03,000 --> 00:00:04,000\r\n{\\an8}12\r\n"
    text = read_transcript((first + second).encode()).text
    assert text.splitlines() == ["Good evening", "to you all.", "12"]


def test_a_blank_line_inside_a_cue_loses_no_words() -> None:
    assert (
        "after it"
        in read_transcript(
            b"1\n00:00:01,000 --> 00:00:02,500\nbefore\n\nafter it\n\n2\n00:00:03,000 --> 00:00:04,000\nx\n"
        ).text
    )


def test_labels_directions_and_dashes_in_captions() -> None:
    assert drawn("""
        1
        00:00:01,000 --> 00:00:02,500
        ANN LEE: Good evening
        to you. [laughs]

        2
        00:00:03,000 --> 00:00:04,000
        -Hello.
        -Hi (door
        slams) there.

        3
        00:00:05,000 --> 00:00:06,000
        BO: ♪ soft music ♪
    """) == picture("""
        [label] ANN LEE:
        ANN LEE| Good evening to you.
        [stage] [laughs]
        [label] -
        -| Hello.
        [label] -
        -| Hi
        stage? (door slams)
        -| there.
        [label] BO:
        [stage] ♪ soft music ♪
    """)


def test_webvtt_voices_name_the_speakers() -> None:
    assert drawn("""
        WEBVTT - a title
        Kind: captions

        STYLE
        ::cue { color: red }

        NOTE a comment

        intro
        00:01.000 --> 00:02.000 align:start
        <v.loud Ann Lee>Good <b>evening</b></v>

        00:02.000 --> 00:03.000
        <v Ann Lee>Rock &amp; roll<00:02.500><c.x> now</c>
        <v Bo>Hi.

        00:04.000 --> 00:05.000
        Who is this?
    """) == picture("""
        Ann Lee| Good evening Rock & roll now
        Bo| Hi.
        -| Who is this?
    """)


def test_rolling_captions_are_read_once() -> None:
    cues = [
        "we all went",
        "we all went\ndown to the sea",
        "down to the sea\nand the sea",
        "and the sea\nwas cold",
        "was cold\nwas cold again",
    ]
    page = "WEBVTT\n\n" + "\n\n".join(f"00:0{i}.000 --> 00:0{i + 1}.000\n{cue}" for i, cue in enumerate(cues))
    assert drawn(page) == "-| we all went down to the sea and the sea was cold was cold again"


def test_repetition_in_ordinary_captions_is_kept() -> None:
    page = "WEBVTT\n\n" + "\n\n".join(f"00:0{i}.000 --> 00:0{i + 1}.000\nNo." for i in range(5))
    assert drawn(page) == "-| No. No. No. No. No."


def test_short_caption_lines_are_not_headings() -> None:
    page = "1\n00:00:01,000 --> 00:00:02,000\nThe Old Sea\n\n2\n00:00:03,000 --> 00:00:04,000\nGreat White Waves\n"
    assert drawn(page) == "-| The Old Sea Great White Waves"

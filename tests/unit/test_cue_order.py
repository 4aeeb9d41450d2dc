"""Cues of subtitle files: their times give the order and never become words, however damaged the file is."""

from __future__ import annotations

import pytest

from oncue.errors import TranscriptUnreadable
from oncue.transcript import read_transcript
from oncue.transcript.file_types import type_of
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.transcript_pictures import drawn

GOOD = "Good morning. This is the news."


def _said(page: str, name: str = "captions.srt") -> str:
    return " ".join(token.text for token in read_transcript(page.encode(), name=name).tokens)


@pytest.mark.parametrize(
    "timing",
    [
        "00:00:01.000 ---> 00:00:02.500",
        "00:00:01,000-->00:00:02,500",
        "00:00:01,000 -> 00:00:02,500",
        "00:00:01,000 –> 00:00:02,500",
        "00:00:01,000 —> 00:00:02,500",
        "00:00:01,000 → 00:00:02,500",
        "00:00:01,000 --&gt; 00:00:02,500",
        "00:00:01,000 -- > 00:00:02,500",
        "00:00:01:000 --> 00:00:02:500",
        "00:00:01 --> 00:00:02",
        "00:00:01, --> 00:00:02,",
        "0:0:1,0 --> 0:0:2,5",
        "00:01.000 --> 00:02.500",
        "-00:00:01,000 --> 00:00:02,500",
        "100:00:01,000 --> 100:00:02,500",
        "99999999999999999:99:99,999 --> 999999999999999999:00:00,000",
        "00:00:01,000 -->",
        "00:00:01,000 --> 00:00:02,500 X1:100 X2:200 Y1:10 Y2:20",
        "00:00:01,000 --> 00:00:02,500 align:start position:0%",
        "00 : 00 : 01 , 000 --> 00 : 00 : 02 , 500",
        "1 00:00:01,000 --> 00:00:02,500",
    ],
)
def test_a_time_is_read_however_it_is_written(timing: str) -> None:
    assert _said(f"1\n{timing}\nGood morning.\n\n2\n{timing}\nThis is the news.\n") == GOOD


@pytest.mark.parametrize(
    "damage",
    [
        "00:00:0l,000 --> 00:00:02,500",
        "--> 00:00:02,500",
        "00:00:03,000",
        "-->",
        "00:00:03,000 00:00:04,000",
        "00x:00:03.000 --> 00:00:04.000",
    ],
)
@pytest.mark.parametrize("name", ["captions.srt", "captions.vtt"])
def test_a_time_that_cannot_be_read_is_named_as_damage_with_its_line(damage: str, name: str) -> None:
    heading = "WEBVTT\n\n" if name.endswith("vtt") else ""
    page = f"{heading}00:00:01.000 --> 00:00:02.500\nGood morning.\n\n{damage}\nThis is the news.\n"
    with pytest.raises(TranscriptUnreadable) as refused:
        read_transcript(page.encode(), name=name)
    assert "damaged" in refused.value.detail
    assert refused.value.data["line"] == page.split("\n").index(damage) + 1


@pytest.mark.parametrize("end", ["\r", "\r\n", "\r\r\n", "\n"])
@pytest.mark.parametrize("numbered", [True, False])
def test_line_ends_of_every_system_and_missing_numbers_change_nothing(end: str, numbered: bool) -> None:
    cues = [("00:00:01,000 --> 00:00:02,500", "Good morning."), ("00:00:03,000 --> 00:00:04,500", "This is the news.")]
    lines = [part for n, cue in enumerate(cues, 1) for part in (*([str(n)] if numbered else []), *cue, "")]
    assert _said(end.join(lines)) == GOOD


@pytest.mark.parametrize(
    "page",
    [
        "1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n2\n00:00:03,000 --> 00:00:04,500\nThis is the news.\n",
        "7\n00:00:01,000 --> 00:00:02,500\nGood morning.\n\n7\n00:00:03,000 --> 00:00:04,500\nThis is the news.\n",
        "1\n\n00:00:01,000 --> 00:00:02,500\n\nGood morning.\n\n2\n\n00:00:03,000 --> 00:00:04,500\n\nThis is the news.\n",
        "1.\n00:00:01,000 --> 00:00:02,500\nGood morning.\n\n2.\n00:00:03,000 --> 00:00:04,500\nThis is the news.\n",
        "\ufeff1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n\n\ufeff2\n00:00:03,000 --> 00:00:04,500\nThis is the "
        "news.\n",
        "1 00:00:01,000 --> 00:00:02,500 Good morning. 2 00:00:03,000 --> 00:00:04,500 This is the news.",
    ],
)
def test_the_number_of_a_cue_is_never_a_word(page: str) -> None:
    assert _said(page) == GOOD


def test_a_number_that_is_said_stays() -> None:
    page = "00:00:01,000 --> 00:00:02,500\nIt was in\n1984\n\n00:00:03,000 --> 00:00:04,500\n1985\n\n"
    page += "00:00:05,000 --> 00:00:06,000\nx"
    assert _said(page) == "It was in 1984 1985 x"


def test_cues_out_of_order_are_put_in_order_and_the_notice_says_so() -> None:
    page = "2\n00:00:03,000 --> 00:00:04,500\nThis is the news.\n\n1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n"
    transcript = read_transcript(page.encode())
    assert transcript.text.split("\n")[:2] == ["Good morning.", "This is the news."]
    assert [notice.split(":")[0] for notice in transcript.notices] == ["order_by_time"]


def test_a_file_of_two_parts_with_times_of_their_own_keeps_its_order() -> None:
    part = "".join(f"00:00:0{n},000 --> 00:00:0{n},900\nThe {{}} part says sentence {n} here.\n\n" for n in range(9))
    transcript = read_transcript((part.replace("{}", "first") + part.replace("{}", "second")).encode())
    lines = transcript.text.splitlines()
    assert [("first" in line, "second" in line) for line in lines] == [(True, False)] * 9 + [(False, True)] * 9
    assert [notice.split(":")[0] for notice in transcript.notices] == ["times_start_again"]


def test_a_cue_that_stands_in_the_file_twice_is_read_once_and_told() -> None:
    cue = "00:00:01,000 --> 00:00:02,500\nGood morning.\n\n"
    transcript = read_transcript((cue + cue + "00:00:03,000 --> 00:00:04,500\nGood morning.\n").encode())
    assert transcript.text == "Good morning.\nGood morning.\n"
    assert [notice.split(":")[0] for notice in transcript.notices] == ["repeated_cues_left_out"]


def test_words_before_the_first_cue_are_told() -> None:
    page = "The morning news\n\n1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n"
    transcript = read_transcript(page.encode(), name="a.srt")
    assert transcript.text == "Good morning.\n"
    assert "The morning news" in transcript.notices[0]


def test_segments_of_a_stream_are_joined_on_one_clock() -> None:
    def segment(mpegts: int, *cues: str) -> str:
        return f"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{mpegts},LOCAL:00:00:00.000\n\n" + "\n".join(cues)

    first = "00:01.000 --> 00:02.000\nGood morning.\n"
    again = "00:00.000 --> 00:01.000\nThis is\n"
    page = (
        segment(900_000, first, "00:10.000 --> 00:11.000\nThis is\n")
        + "\n"
        + segment(1_800_000, again, "00:02.000 --> 00:03.000\nthe news.\n")
    )
    assert _said(page, "x.vtt") == GOOD


def test_prose_that_quotes_a_line_of_times_is_prose() -> None:
    page = (
        "How subtitles work.\n\nA file has lines.\n\nFor example:\n\n00:00:01,000 --> 00:00:02,500\n\nwhich tell the times."
    )
    assert type_of(UploadedFile(page.encode())).name == "plain text"


@pytest.mark.parametrize(
    "line", ["1:30 -> 2:45 News", "10:30 -> 11:30", "From 3.5 -> 4.0 it rose.", "10:30 → 11:30 Weather"]
)
def test_an_arrow_between_figures_is_prose(line: str) -> None:
    assert type_of(UploadedFile(f"{line}\nThe rest of the page.\n".encode())).name == "plain text"
    said = _said(f"1\n00:00:01,000 --> 00:00:02,500\nGood morning.\n{line}\n\n2\n00:00:03,000 --> 00:00:04,000\nEnd.\n")
    assert said == f"Good morning. {line} End."


def test_a_line_of_word_times_alone_is_no_damage() -> None:
    page = "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<00:00:01.500>\nGood morning.\n\n00:00:03.000 --> 00:00:04.000\nEnd.\n"
    assert _said(page, "x.vtt") == "Good morning. End."


def test_a_webvtt_file_without_its_heading_is_one_by_its_name() -> None:
    page = (
        "NOTE not said\n\nintro\n00:00:01.000 --> 00:00:02.500\nGood morning.\n\nlast\n00:00:03.000 --> 00:00:04.000\nEnd.\n"
    )
    assert _said(page, "x.vtt") == "Good morning. End."


def test_a_list_of_thumbnails_is_no_transcript() -> None:
    page = "WEBVTT\n\n00:00.000 --> 00:05.000\na.jpg#xywh=0,0,160,90\n\n00:05.000 --> 00:10.000\na.jpg#xywh=160,0,160,90\n"
    with pytest.raises(TranscriptUnreadable, match="pictures"):
        read_transcript(page.encode())


def test_sbv_and_subviewer_are_read() -> None:
    assert _said("0:00:01.000,0:00:02.500\nGood morning.\n\n0:00:03.000,0:00:04.500\nThis is\nthe news.\n", "a.sbv") == GOOD
    heading = "[INFORMATION]\n[TITLE]x\n[END INFORMATION]\n[SUBTITLE]\n[COLF]&HFFFFFF,[STYLE]bd,[SIZE]18,[FONT]Arial\n"
    assert (
        _said(heading + "00:00:01.00,00:00:02.50\nGood[br]morning.\n\n00:00:03.00,00:00:04.50\nThis is[br]the news.\n")
        == GOOD
    )


def test_a_dialogue_in_one_cue_changes_the_speaker() -> None:
    page = "1\n00:00:01,000 --> 00:00:02,500\nANN LEE: Where is it?\n\n"
    page += "2\n00:00:03,000 --> 00:00:04,500\n<i>- Here.</i><br>- And there.\n"
    assert drawn(page).splitlines() == [
        "[label] ANN LEE:", "ANN LEE| Where is it?", "[label] -", "-| Here.", "[label] -", "-| And there.",
    ]  # fmt: skip

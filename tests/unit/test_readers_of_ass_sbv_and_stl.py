"""ASS, SBV and text STL are read once, for captions and for transcripts."""

from __future__ import annotations

import pytest

from oncue.caption_files.caption_file import CaptionsUnreadable, captions_of
from oncue.caption_files.checked import input_of_captions
from oncue.caption_files.mended import written_again
from oncue.errors import TranscriptUnreadable
from tests.unit.read_captions import ass_file, said, shown

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

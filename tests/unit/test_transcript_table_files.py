"""Tables in text files: what separates their columns, and what is prose with commas."""

from __future__ import annotations

import csv
import io

import pytest

from oncue.errors import TranscriptEmpty, TranscriptUnreadable
from oncue.transcript import read_transcript
from oncue.transcript.file_types import type_of
from oncue.transcript.uploaded_file import UploadedFile
from tests.unit.transcript_pictures import drawn, picture

_ROWS = (
    ("Speaker Name", "Start Time", "End Time", "Text"),
    ("Anna Lee", "00:00:00:00", "00:00:02:11", 'Good morning; it\'s "election day", | she said.'),
    ("Ben", "00:00:03:06", "00:00:13:05", "After months of debate,\nand vigorous campaigning, the time has come."),
    ("Ben", "00:00:13:18", "00:00:18:01", "Yes."),
)
_READ = picture("""
    [label] Anna Lee:
    Anna Lee| Good morning; it's "election day", | she said.
    [label] Ben:
    Ben| After months of debate, and vigorous campaigning, the time has come. Yes.
""")


def _written(separator: str, *, quoting: int = csv.QUOTE_MINIMAL, end: str = "\r\n") -> str:
    made = io.StringIO()
    csv.writer(made, delimiter=separator, quoting=quoting, lineterminator=end).writerows(_ROWS)  # type: ignore[arg-type]
    return made.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_cells_with_separators_quotes_and_line_ends_are_whole(separator: str, encoding: str) -> None:
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        assert drawn(_written(separator, quoting=quoting).encode(encoding)) == _READ


def test_the_first_line_for_a_spreadsheet_names_the_separator() -> None:
    assert drawn(("sep=;\r\n" + _written(";")).encode(), name="t.csv") == _READ


def test_blank_rows_and_old_line_ends_change_nothing() -> None:
    text = _written(",", quoting=csv.QUOTE_ALL, end="\n").replace('."\n"', '."\n\n,,,\n"')
    assert drawn(text.encode()) == _READ
    assert drawn(_written("\t", end="\r").replace("\n", " ").encode()) == _READ


def test_a_quotation_mark_that_opens_a_cell_without_quotes_is_one_of_the_text() -> None:
    text = '00:01\tAnna\t"Good morning," he said.\n00:03\tBen\t"Well, go on\n00:05\tAnna\tI will.\n'
    assert read_transcript(text.encode()).text == 'Anna: "Good morning," he said.\n\nBen: "Well, go on\n\nAnna: I will.'


def test_commas_in_a_last_cell_without_quotes_belong_to_it() -> None:
    text = "start,speaker,text\n0.5,Anna,Hello\n2.5,Ben,Well, my friends, here we are.\n9.5,Anna,Bye.\n11,Ben,No.\n"
    assert (
        read_transcript(text.encode()).text == "Anna: Hello\n\nBen: Well, my friends, here we are.\n\nAnna: Bye.\n\nBen: No."
    )


def test_columns_aligned_by_spaces_or_tabs_are_columns() -> None:
    assert drawn("""
        TIMECODE      SPEAKER        DIALOGUE
        00:00:01:10   NARRATOR       Good morning. This Tuesday
                                     is election day.
        00:00:14:20   MAN ON STREET  Go to the polls and vote.
    """) == picture("""
        [label] NARRATOR:
        NARRATOR| Good morning. This Tuesday is election day.
        [label] MAN ON STREET:
        MAN ON STREET| Go to the polls and vote.
    """)
    tabs = "00:00:01:10\t\tNARRATOR\t\tGood morning.\n00:00:14:20\tMAN ON STREET\tGo and vote.\n"
    assert "MAN ON STREET| Go and vote." in drawn(tabs.encode())


def test_a_script_in_two_columns_of_tabs_names_who_speaks() -> None:
    assert drawn(b"Anna\tHello there.\nBen\tHi, Anna.\nAnna\tHow are you?\n").startswith("[label] Anna:\nAnna| Hello")


@pytest.mark.parametrize(
    "prose",
    [
        "Anna, come here.\nBen, sit down.\nAnna, go away.\nBen, stay.\n",
        "Yes, I do.\nNo, you don't.\nWell, who knows.\n",
        "On Monday, Tuesday and Friday, we met.\nOn Sunday, Saturday and Thursday, we did not.\n",
        "Anna: Hello; how are you?\nBen: Fine; thanks.\n",
        "He said, \u201cgo,\u201d and left.\nShe said, \u201cstay,\u201d and stayed.\n",
        "It was late.  We went home.  Nobody spoke.\nThe next day.  We came back.  All spoke.\n",
        "[00:01] Anna: Hello, there, all.\n[00:03] Ben: Hi, you, too.\n",
    ],
)
def test_prose_with_commas_stays_prose(prose: str) -> None:
    assert type_of(UploadedFile(prose.encode())).name == "plain text"
    assert read_transcript(prose.encode()).text == prose


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"year,population\n2001,100\n2002,120\n2003,130\n", "data.csv"),
        (b"id\tx\ty\n1\t2.5\t3\n2\t3.5\t4\n3\t1.5\t1\n4\t2\t2\n", "data.txt"),
        (b"country,capital\nFrance,Paris\nSpain,Madrid\n", "capitals.csv"),
    ],
)
def test_a_table_of_something_else_is_refused_by_its_name(data: bytes, name: str) -> None:
    with pytest.raises(TranscriptUnreadable, match="a table without a column of text") as refused:
        read_transcript(data, name=name)
    assert refused.value.data == {"looks_like": "a table"}


def test_a_table_of_one_column_is_its_text() -> None:
    text = 'Text\n"Good morning, all."\n"This ""Tuesday"" is election day."\n'
    assert read_transcript(text.encode(), name="t.csv").text == 'Good morning, all.\n\nThis "Tuesday" is election day.'


def test_a_table_cut_off_or_without_rows_is_told() -> None:
    whole = _written(",").encode()
    cut = read_transcript(whole[:-45], name="t.csv")
    assert {token.speaker for token in cut.tokens} == {None, "Anna Lee", "Ben"}
    assert [notice.split(":")[0] for notice in cut.notices] == ["text_cut_off"]
    with pytest.raises((TranscriptEmpty, TranscriptUnreadable)):
        read_transcript(b"Speaker,Start,Text\n", name="t.csv")
    with pytest.raises(TranscriptUnreadable):
        read_transcript(b'Start,Speaker,Text\n0:01,Anna,"' + b"a, " * 200_000, name="t.csv")
    with pytest.raises((TranscriptEmpty, TranscriptUnreadable)):
        read_transcript(b"," * 1_000_000, name="t.csv")

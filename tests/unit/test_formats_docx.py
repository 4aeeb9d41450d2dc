"""The script for Word, read back by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import _Cell
from hypothesis import given, settings

from bench.caption_pictures import alignments, any_options, options_of, picture, read_out, said
from oncue.captions.formats import FORMATS
from oncue.captions.limits import CaptionOptions
from oncue.captions.track import CaptionTrack
from oncue.frame_rate import FRAME_RATES
from oncue.model import Alignment

HEBREW = "דנה: שלום לכם! NASA הודיעה היום.\nנועם: Yes, OK.\nדנה: 12 תודה."


def opened(case: tuple[Alignment, str], options: CaptionOptions | None = None, title: str = "") -> Document:
    written = FORMATS["docx"].write(CaptionTrack(*case, options or CaptionOptions(), title))
    return docx.Document(io.BytesIO(written.data))


def rows(document: Document) -> Iterator[list[_Cell]]:
    for table in document.tables:
        cells = list(table._cells)
        width = len(table.columns)
        for first in range(width, len(cells), width):
            yield cells[first : first + width]


def drawn(document: Document) -> str:
    return "\n".join(" | ".join(cell.text for cell in row) for row in rows(document))


def test_a_row_has_the_timecode_the_speaker_and_what_is_said() -> None:
    script = "Anna| Good morning.\n\nAnd <welcome> & so on.\nnobody| Thank you."
    assert drawn(opened(said(script))) == picture("""
        00:00:01 | Anna | Good morning.
        00:00:01 |  | And <welcome> & so on.
        00:00:03 | – | Thank you.
    """)


def test_the_timecodes_count_frames_from_the_start_timecode_where_a_frame_rate_is_chosen() -> None:
    options = replace(options_of(offset_ms=35_999_964), frame_rate=FRAME_RATES["29.97df"])
    document = opened(said("Anna| Good morning."), options, "News")
    assert drawn(document) == "10:00:01;00 | Anna | Good morning."
    assert document.paragraphs[1].text == (
        "24:00:00 long · English · starts at 10:00:00;00 · 29.97 frames a second, drop-frame"
    )


def test_without_speakers_there_is_no_column_for_them() -> None:
    assert drawn(opened(said("Anna| Yes."), options_of(speakers=False))) == "00:00:01 | Yes."
    assert drawn(opened(said("Yes."))) == "00:00:01 | Yes."


def test_the_programme_is_in_title_header_and_properties_and_pages_are_numbered() -> None:
    document = opened(said("Yes."), title="The <News>\x07\ud800")
    section = document.sections[0]
    assert document.paragraphs[0].text == section.header.paragraphs[0].text == document.core_properties.title == "The <News>"
    assert document.core_properties.language == "en"
    assert document.core_properties.comments == document.core_properties.last_modified_by == ""
    for footer in (section.footer, section.first_page_footer):
        fields = [each.get(qn("w:instr")) for each in footer.paragraphs[0]._p.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
    assert opened(said("Yes.")).paragraphs[0].text == "Transcript"


def test_the_head_of_the_table_is_repeated_and_no_row_is_parted_by_a_page() -> None:
    (table,) = opened(said("Anna| Yes.\nBob| No.")).tables
    assert [cell.text for cell in table.rows[0].cells] == ["Timecode", "Speaker", "Text"]
    looks = [row._tr.trPr for row in table.rows]
    assert [each.find(qn("w:tblHeader")) is not None for each in looks] == [True, False, False]
    assert all(each.find(qn("w:cantSplit")) is not None for each in looks)


def test_in_hebrew_the_page_its_rows_and_its_runs_are_marked_but_for_what_is_latin() -> None:
    document = opened(read_out(HEBREW, "he"), title="חדשות")
    said_there = [row[2].paragraphs[0] for row in rows(document)]
    marked = [[(bool(run.font.rtl), run.text) for run in each.runs] for each in said_there]
    assert marked == [
        [(True, "שלום לכם! "), (False, "NASA"), (True, " הודיעה היום.")],
        [(False, "Yes, OK.")],
        [(True, "12 תודה.")],
    ]
    assert [each._p.pPr.find(qn("w:bidi")) is not None for each in said_there] == [True, False, True]
    assert document.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
    title, facts = document.paragraphs[:2]
    assert ("<w:bidi/>" in title._p.xml, "<w:rtl/>" in title._p.xml) == (True, True)
    assert "<w:bidi/>" not in facts._p.xml, "English, whose figures would change places"
    assert facts.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    section = [each.tag for each in document.sections[0]._sectPr]
    assert section[section.index(qn("w:bidi")) + 1] == qn("w:docGrid"), "the schema's order"


def test_a_hebrew_word_in_an_english_line_is_a_run_of_its_own() -> None:
    (row,) = rows(opened(said("The word שלום means peace.")))
    runs = row[1].paragraphs[0].runs
    assert [(bool(run.font.rtl), run.text) for run in runs] == [
        (False, "The word "), (True, "שלום"), (False, " means peace."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "kind", "spoken"),
    [
        ("en", "val", "en-US"),
        ("no", "val", "nb-NO"),
        ("ja", "eastAsia", "ja-JP"),
        ("he", "bidi", "he-IL"),
        ("?", "val", "x-none"),
    ],
)
def test_word_is_told_the_language_for_its_spelling(language: str, kind: str, spoken: str) -> None:
    case = read_out(HEBREW, "he") if language == "he" else said("Yes.", language=language)
    told = opened(case).styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert told.get(qn(f"w:{kind}")) == spoken


def test_without_captions_there_is_a_title_and_no_table() -> None:
    document = opened(said(""), title="Nothing")
    assert (document.paragraphs[0].text, document.tables) == ("Nothing", [])


def test_hundreds_of_turns_are_hundreds_of_rows() -> None:
    turns = [f"{'AB'[number % 2]}| Turn number {number} it is." for number in range(300)]
    read = [row[2].text for row in rows(opened(said("\n".join(turns))))]
    assert read == [turn.partition("| ")[2] for turn in turns]


def test_characters_that_xml_cannot_hold_are_left_out_and_that_is_said() -> None:
    written = FORMATS["docx"].write(CaptionTrack(*said("Be\x07ll \ud800rings out.")))
    assert written.lost == ("control_characters: 2 words have characters that such a file cannot hold; they are left out.",)
    assert b"Bell rings out." in zipfile.ZipFile(io.BytesIO(written.data)).read("word/document.xml")


@settings(max_examples=25, deadline=None)
@given(alignments(), any_options())
def test_any_text_is_read_back_as_it_was_said(case: tuple[Alignment, str], options: CaptionOptions) -> None:
    track = CaptionTrack(*case, options, "a\x00b-->\ufffe")
    data = FORMATS["docx"].write(track).data
    read = [(row[1].text if len(row) == 3 else "", row[-1].text) for row in rows(docx.Document(io.BytesIO(data)))]
    assert read == [(each.speaker, each.text) for each in track.passages]
    assert FORMATS["docx"].write(CaptionTrack(*case, options, "a\x00b-->\ufffe")).data == data

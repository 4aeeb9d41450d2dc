"""Word documents: which of their text is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from oncue.errors import OncueError, TranscriptTooComplex, TranscriptUnreadable
from oncue.transcript import office_archive, read_transcript
from oncue.transcript.document import Document
from oncue.transcript.docx_file import read, sniff
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile
from tests.unit.docx_files import docx, odt, p, r, zipped
from tests.unit.transcript_pictures import drawn, picture

_SHARED = Path(__file__).parents[3] / "shared" / "fixtures"


def _read(body: str, *, styles: str = "") -> Document:
    return read(UploadedFile(docx(body, styles=styles)))


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r("one") + "<w:r><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>", "one\ntwo\tthree"),
        (r("gone ", "<w:vanish/>") + r("here", '<w:vanish w:val="0"/>'), "here"),
        ("<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>" + r("new") + "</w:ins>", "new"),
        ("<w:moveFrom>" + r("there") + "</w:moveFrom><w:moveTo>" + r("here") + "</w:moveTo>", "here"),
        ("<w:r><w:t>un</w:t><w:softHyphen/><w:t>broken</w:t><w:noBreakHyphen/><w:t>up</w:t></w:r>", "unbroken-up"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F04A"/><w:t>caf</w:t><w:sym w:char="00E9"/></w:r>', "café"),
        ("<w:hyperlink>" + r("a link") + "</w:hyperlink><w:smartTag>" + r(" kept") + "</w:smartTag>", "a link kept"),
        ("<w:sdt><w:sdtPr><w:alias w:val='no'/></w:sdtPr><w:sdtContent>" + r("set") + "</w:sdtContent></w:sdt>", "set"),
        ("<w:fldSimple w:instr='PAGE'>" + r("7") + "</w:fldSimple>", "7"),
        (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>' + r("IN")
            + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("out") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            "out",
        ),
        ("<w:r><w:ruby><w:rt>" + r("kana") + "</w:rt><w:rubyBase>" + r("base") + "</w:rubyBase></w:ruby></w:r>", "base"),
        ("<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath>", "x+y"),
        (r("then.") + '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>', "then."),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_is_seen_with_all_changes_accepted(inside: str, text: str) -> None:
    assert _read(p(inside)).text == text


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p(r('In a box.'))}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert _read(p(r("Before."), both) + p(r("After."))).text == "Before.\n\nIn a box.\n\nAfter."


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    joined = p(r("Good "), props="<w:rPr><w:del w:id='1'/></w:rPr>") + p(r("morning."))
    assert _read(joined).text == "Good morning."


def test_headings_are_told_by_style_name_outline_and_what_a_style_is_based_on() -> None:
    styles = (
        "<w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style>"
        "<w:style w:styleId='Own'><w:name w:val='House'/><w:basedOn w:val='berschrift1'/></w:style>"
        "<w:style w:styleId='TOC1'><w:name w:val='toc 1'/></w:style>"
    )
    body = (
        p(r("One"), props="<w:pStyle w:val='berschrift1'/>")
        + p(r("Two"), props="<w:pStyle w:val='Own'/>")
        + p(r("Three"), props="<w:outlineLvl w:val='1'/>")
        + p(r("One 5"), props="<w:pStyle w:val='TOC1'/>")
        + p(r("Body."))
    )
    found = _read(body, styles=styles)
    assert [found.text[start:end] for start, end in found.headings] == ["One", "Two", "Three"]
    assert [found.text[mark.start : mark.end] for mark in found.marked] == ["One 5"]


def test_a_table_for_the_layout_is_read_cell_by_cell_with_what_is_in_the_cells() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{p(r('inner'))}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{p(r('left'))}{inner}{p()}</w:tc><w:tc>{p(r('right'))}</w:tc></w:tr></w:tbl>"
    assert _read(p(r("above")) + table + p(r("below"))).text.split() == ["above", "left", "inner", "right", "below"]


def test_a_name_over_several_rows_of_a_table_is_everyones_row() -> None:
    def row(merge: str, name: str, text: str) -> str:
        return f"<w:tr><w:tc><w:tcPr>{merge}</w:tcPr>{p(r(name))}</w:tc><w:tc>{p(r(text))}</w:tc></w:tr>"

    rows = row("", "Speaker", "Text") + row("<w:vMerge w:val='restart'/>", "Anna", "Good morning.")
    rows += row("<w:vMerge/>", "", "And hello.") + row("", "Ben", "Hello.")
    assert drawn(docx(f"<w:tbl>{rows}</w:tbl>")) == picture("""
        [label] Anna:
        Anna| Good morning. And hello.
        [label] Ben:
        Ben| Hello.
    """)


def test_names_in_bold_type_are_labels_without_a_colon() -> None:
    body = "".join(
        p(r(name, "<w:b/>"), r(f" {text}"))
        for name, text in (("Anna Lee", "Good morning."), ("Ben Okoro", "Hello."), ("Anna Lee", "Shall we begin?"))
    )
    assert drawn(docx(body)) == picture("""
        [label] Anna Lee:
        Anna Lee| Good morning.
        [label] Ben Okoro:
        Ben Okoro| Hello.
        [label] Anna Lee:
        Anna Lee| Shall we begin?
    """)


def test_names_in_bold_type_are_labels_in_rtf_and_opendocument_too() -> None:
    turns = (("Anna Lee", "Good morning."), ("Ben Okoro", "Hello."), ("Anna Lee", "Shall we begin?"))
    rtf = r"{\rtf1 " + "".join(rf"\pard{{\b {name}}} {text}\par " for name, text in turns) + "}"
    bold = '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    body = "".join(f'<text:p><text:span text:style-name="T1">{name}</text:span> {text}</text:p>' for name, text in turns)
    for data in (rtf.encode(), odt(body, automatic=bold)):
        assert drawn(data).splitlines()[:4] == [
            "[label] Anna Lee:", "Anna Lee| Good morning.", "[label] Ben Okoro:", "Ben Okoro| Hello.",
        ]  # fmt: skip


def test_columns_by_tabs_are_a_table() -> None:
    body = "".join(
        p(f"<w:r><w:t>{time}</w:t><w:tab/><w:t>{name}</w:t><w:tab/><w:t>{text}</w:t></w:r>")
        for time, name, text in (
            ("00:01", "Anna", "Good morning."),
            ("00:04", "Ben", "Hello."),
            ("00:08", "Anna", "Well then."),
        )
    )
    assert "Ben| Hello." in drawn(docx(body))


def test_a_mark_of_a_note_that_was_typed_is_no_speech_and_a_power_is() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    found = _read(p(r("He said so then."), r("3", raised), r(" It has 30 m"), r("2", raised)))
    assert found.text == "He said so then. It has 30 m2"
    assert [notice.partition(":")[0] for notice in found.notices] == ["notes_left_out"]


def test_captions_that_were_pasted_into_a_document_are_captions() -> None:
    lines = ("1", "00:00:01,000 --> 00:00:02,000", "Good morning.", "", "2", "00:00:03,000 --> 00:00:04,000", "Hello.", "")
    found = _read("".join(p(r(line.replace(">", "&gt;"))) for line in lines))
    assert found.captions
    assert found.text.split() == ["Good", "morning.", "Hello."]


@pytest.mark.parametrize("kind", ["document", "template", "macro"])
@pytest.mark.parametrize("strict", [False, True])
def test_strict_files_templates_and_those_with_macros_are_read(kind: str, strict: bool) -> None:
    file = UploadedFile(docx(p(r("Hello.")), kind=kind, strict=strict), "page.bin")
    assert sniff(file) is TypeMatch.SIGNATURE
    assert read(file).text == "Hello."


def test_an_archive_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    huge = docx(p(r("a" * (office_archive.MOST_PART_BYTES + 1))))
    assert len(huge) < 200_000
    with pytest.raises(TranscriptTooComplex, match="unpacks to more"):
        read_transcript(huge)


def test_an_archive_of_very_many_parts_is_refused() -> None:
    parts: dict[str, str | bytes] = {"[Content_Types].xml": "wordprocessingml", "word/document.xml": "x"}
    many = zipped({**parts, **{f"word/{n}": b"" for n in range(office_archive.MOST_ENTRIES + 1)}})
    with pytest.raises(OncueError):
        read_transcript(many)


@pytest.mark.parametrize(
    "document",
    [
        "<!DOCTYPE w [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><w>&b;</w>",
        "<!DOCTYPE w [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><w>&a;</w>",
        "<w:document xmlns:w='x'><w:body>" + "<w:sdt>" * 5_000,
        "no xml at all",
        "",
    ],
)
def test_xml_with_entities_without_end_or_none_at_all_is_refused(document: str) -> None:
    whole = zipfile.ZipFile(io.BytesIO(docx("")))
    parts: dict[str, str | bytes] = {name: whole.read(name) for name in whole.namelist()}
    with pytest.raises(TranscriptUnreadable, match="Word document"):
        read_transcript(zipped({**parts, "word/document.xml": document}))


def test_files_that_others_wrote_are_read() -> None:
    folder = _SHARED / "documents"
    if not folder.is_dir():
        pytest.skip("needs shared/fixtures beside the repository: files that others wrote")
    read_texts = {path.name: read(UploadedFile(path.read_bytes())).text for path in folder.glob("mammoth-*.docx")}
    assert read_texts["mammoth-text-box.docx"] == "Datum plane"
    assert read_texts["mammoth-strict-format.docx"] == "Test"
    assert read_texts["mammoth-tables.docx"].split("\n\n")[1] == "Top left"
    assert read_texts["mammoth-footnotes.docx"] == "Ouch."

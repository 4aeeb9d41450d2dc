"""Word processors' documents: what a reader sees is read, what is behind it is left out and told."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import docx
import odfdo
import pytest

from oncue.errors import OncueError, TranscriptEmpty, TranscriptTooComplex, TranscriptTooLong, TranscriptUnreadable
from oncue.model import Transcript
from oncue.transcript import SizeLimits, read_transcript

DATA = Path(__file__).parents[1] / "data" / "documents"
INTERVIEW = """What the Declaration Says

Anna Whitfield: Good evening, and welcome. We have waited long enough.

Ben Okafor: Thank you. The bridge, which opened in 1998, cost four and a half million.

(Applause)

Anna Whitfield: “Nobody shall be held in slavery” – that is the fourth article. See the text."""
NOTE = "notes_left_out: 1 footnote or endnote was not read."

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

_NONE: Mapping[str, bytes] = MappingProxyType({})


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def word(body: str, *, main: str = _MAIN, space: str = _W, styles: str = "", others: Mapping[str, bytes] = _NONE) -> bytes:
    """A Word document of this body."""
    other = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="urn:wps" xmlns:v="urn:v"'
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "word/document.xml": f'<w:document xmlns:w="{space}" {other}><w:body>{body}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{space}">{styles}</w:styles>',
            **others,
        }
    )


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def odt(body: str, *, styles: str = "", mime: str = "application/vnd.oasis.opendocument.text") -> bytes:
    """An OpenDocument text of this body."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style", "drawing")
    )
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return packed({"mimetype": mime, "content.xml": content})


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir() if path.suffix not in (".md", ".pdf")))
def test_what_pandoc_and_libreoffice_write_is_read_as_its_plain_text_is(name: str) -> None:
    transcript = read_transcript((DATA / name).read_bytes(), name=name)
    plain = read_transcript(INTERVIEW.encode())
    assert transcript == Transcript(plain.text, plain.tokens, (NOTE,))


def test_what_python_docx_writes_is_read_as_its_plain_text_is() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "A running head"
    for paragraph in INTERVIEW.split("\n\n"):
        document.add_paragraph(paragraph)
    made = io.BytesIO()
    document.save(made)
    assert read_transcript(made.getvalue(), name="a.docx") == read_transcript(INTERVIEW.encode())


def test_what_odfdo_writes_is_read_as_its_plain_text_is() -> None:
    document = odfdo.Document("text")
    document.body.clear()
    for paragraph in INTERVIEW.split("\n\n"):
        document.body.append(odfdo.Paragraph(paragraph))
    made = io.BytesIO()
    document.save(made)
    assert read_transcript(made.getvalue()) == read_transcript(INTERVIEW.encode())


_DELETED = "<w:del><w:r><w:delText>will </w:delText></w:r></w:del>"
_BOX = "<w:txbxContent>" + p(r("In a box.")) + "</w:txbxContent>"
_ALTERNATIVES = (
    f"<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{_BOX}</wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{_BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (p(r("We "), "<w:ins>" + r("shall ") + "</w:ins>", _DELETED, r("go.")), "We shall go."),
        (p(f"<w:moveFrom>{r('Here. ')}</w:moveFrom>", r("There. "), f"<w:moveTo>{r('Here.')}</w:moveTo>"), "There. Here."),
        (p(r("One "), properties="<w:rPr><w:del/></w:rPr>") + p(r("line.")), "One line."),
        (p(r("Seen."), r(" Hidden.", "<w:vanish/>")), "Seen."),
        (p(r("Seen.", '<w:vanish w:val="0"/>')), "Seen."),
        (p(r("Said."), "<w:r><w:footnoteReference/></w:r>", r("3", '<w:vertAlign w:val="superscript"/>')), "Said."),
        (p(r("The 2"), r("nd", '<w:vertAlign w:val="superscript"/>'), r(" day.")), "The 2nd day."),
        (p(r("Said."), f"<w:r>{_ALTERNATIVES}</w:r>"), "Said.\n\nIn a box."),
        ("<w:sdt><w:sdtContent>" + p(r("Controlled.")) + "</w:sdtContent></w:sdt>", "Controlled."),
        (p("<w:hyperlink>" + r("Linked") + "</w:hyperlink>", r(" text.")), "Linked text."),
        (p("<w:r><w:fldChar/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>", r("Today.")), "Today."),
        (p("<w:r><w:t>co</w:t><w:softHyphen/><w:t>op self</w:t><w:noBreakHyphen/><w:t>made</w:t></w:r>"), "coop self-made"),
        (p("<w:r><w:t>Anna</w:t><w:tab/><w:t>Yes.</w:t><w:br/><w:t>No.</w:t></w:r>"), "Anna\tYes.\nNo."),
        (p(f"<w:r><w:ruby><w:rt>{r('じ')}</w:rt><w:rubyBase>{r('字')}</w:rubyBase></w:ruby></w:r>"), "字"),
        (
            "<w:tbl><w:tr>" + "".join(f"<w:tc>{p(r(t))}</w:tc>" for t in ("Welcome to", "our page.")) + "</w:tr>"
            "<w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p(r("Gone.")) + "</w:tc></w:tr></w:tbl>",
            "Welcome to\n\nour page.",
        ),
    ],
)
def test_a_word_document_is_read_with_all_changes_accepted(body: str, text: str) -> None:
    assert read_transcript(word(body)).text.strip() == text


@pytest.mark.parametrize(
    ("space", "main"),
    [
        (_STRICT, _MAIN),
        (_W, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        (_W, "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
    ],
)
def test_strict_documents_those_with_macros_and_templates_are_read(space: str, main: str) -> None:
    assert read_transcript(word(p(r("Good morning.")), space=space, main=main)).text == "Good morning."


def test_a_heading_is_told_by_its_style_in_any_language_and_a_table_of_contents_is_no_speech() -> None:
    styles = (
        '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="Verzeichnis1"><w:name w:val="toc 1"/></w:style>'
    )
    body = (
        p(r("Part one 3"), properties='<w:pStyle w:val="Verzeichnis1"/>')
        + p(r("Part one"), properties='<w:pStyle w:val="berschrift1"/>')
        + p(r("Good morning to all of you."))
    )
    tokens = read_transcript(word(body, styles=styles)).tokens
    assert [str(token.kind) for token in tokens] == ["chrome"] * 3 + ["heading"] * 2 + ["None"] * 6


def test_what_was_left_out_is_told() -> None:
    body = p(r("Said."), "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>", "<w:r><w:commentReference/></w:r>") + p(
        r("Secret.", "<w:vanish/>"), "<w:r><w:endnoteReference/></w:r>"
    )
    assert [notice.partition(":")[0] for notice in read_transcript(word(body + "<w:altChunk/>")).notices] == [
        "notes_left_out", "comments_left_out", "deletions_left_out", "hidden_text_left_out", "embedded_left_out",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<text:p>Two<text:s text:c="3"/>apart<text:tab/>and<text:line-break/>so.</text:p>', "Two   apart\tand\nso."),
        ("<text:p>White\n   space  is one.</text:p>", "White space is one."),
        ("<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion></text:changed-region>"
         "</text:tracked-changes><text:p>Kept.<text:change/></text:p>", "Kept."),
        ("<text:p>Said.<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
         "</text:note-body></text:note></text:p>", "Said."),
        ("<text:p>Said.<office:annotation><text:p>A comment.</text:p></office:annotation></text:p>", "Said."),
        ('<text:section text:display="none"><text:p>Hidden.</text:p></text:section><text:p>Seen.</text:p>', "Seen."),
        ('<text:p>Seen.<text:span text:style-name="T1"> Hidden.</text:span></text:p>', "Seen."),
        ("<text:p>Said.<drawing:frame><drawing:text-box><text:p>In a box.</text:p></drawing:text-box></drawing:frame>"
         "</text:p>", "Said.\n\nIn a box."),
        ("<text:list><text:list-item><text:p>One.</text:p></text:list-item></text:list>", "One."),
        ("<text:p><text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>じ</text:ruby-text></text:ruby></text:p>",
         "字"),
    ],
)  # fmt: skip
def test_an_opendocument_text_is_read_with_all_changes_accepted(body: str, text: str) -> None:
    style = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    assert read_transcript(odt(body, styles=style)).text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"Caf\'e9 \u8217?s \u-10179?\u-8704? \{a\}", "Caf\u00e9 \u2019s \U0001f600 {a}"),
        (rb"{\uc2\u8364 EU5} and {\uc0\u8364 5}", "\u20ac5 and \u20ac5"),
        (rb"{\f1\'cf\'f0\'e8\'e2\'e5\'f2}", "\u041f\u0440\u0438\u0432\u0435\u0442"),
        (rb"Seen.{\v  Hidden.}{\deleted  Gone.}", "Seen."),
        (rb"{\field{\*\fldinst HYPERLINK {\"https://example.org\"}}{\fldrslt Linked}} text.", "Linked text."),
        (rb"Said.{\super\chftn{\footnote A note.}} On.", "Said. On."),
        (rb"Said.{\super 12} On.", "Said. On."),
        (rb"{\header A head}{\*\unknown x}{\pict 0102ff}Said.{\*\annotation A comment.}", "Said."),
        (rb"{\listtext 1.\tab}One.\par Two.", "One.\n\nTwo."),
        (rb"{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt In a box.\par}}}", "In a box."),
        (rb"co\-operate self\_made ~\~~", "cooperate self-made ~\u00a0~"),
        (b"{\\pict\\bin4 {{{{}Said.", "Said."),
        (b"A line\nend is none.\\line But this.", "A lineend is none.\nBut this."),
    ],
)
def test_an_rtf_document_is_read_as_it_is_seen(body: bytes, text: str) -> None:
    head = rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil Arial;}{\f1\fnil\fcharset204 Arial Cyr;}}\f0 "
    assert read_transcript(head + body + b"}").text.strip() == text


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (word(p(r("Good morning.")))[:-40], TranscriptUnreadable),
        (odt("<text:p>Good morning.</text:p>")[:200], TranscriptUnreadable),
        (rb"{\rtf1 Good morning.", TranscriptUnreadable),
        (b"{\\rtf1" + b"{" * 100_000, TranscriptUnreadable),
        (word("<w:p>" * 50_000), TranscriptUnreadable),
        (word("<w:sdt>" * 240 + p(r("Deep.")) + "</w:sdt>" * 240), TranscriptUnreadable),
        (word(p()), TranscriptEmpty),
        (odt(""), TranscriptEmpty),
        (rb"{\rtf1}", TranscriptEmpty),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_with_what_to_do(data: bytes, error: type[OncueError]) -> None:
    _refused_by_name(data, error)


def _refused_by_name(data: bytes, error: type[OncueError]) -> None:
    with pytest.raises(error) as refused:
        read_transcript(data, name="a.docx")
    assert any(name in refused.value.detail for name in ("Word", "OpenDocument", "RTF", "ZIP"))


def test_what_opens_to_a_hundred_megabytes_is_refused() -> None:
    bomb = packed({"[Content_Types].xml": "<Types/>", "word/document.xml": b" " * 100_000_000})
    _refused_by_name(bomb, TranscriptTooComplex)


def test_what_holds_ten_thousand_files_is_refused() -> None:
    crowd = packed({f"{n}": "" for n in range(10_001)} | {"word/document.xml": ""})
    _refused_by_name(crowd, TranscriptUnreadable)


def test_entities_are_not_opened() -> None:
    lol = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    body = p(r("Good &b;&f; morning."))
    data = packed(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f'{lol}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        }
    )
    assert "ha" not in read_transcript(data).text


def test_a_protected_document_is_named_so() -> None:
    manifest = "<manifest:manifest xmlns:manifest='m'><manifest:encryption-data/></manifest:manifest>"
    mime = "application/vnd.oasis.opendocument.text"
    data = packed({"mimetype": mime, "content.xml": b"\x01\x02", "META-INF/manifest.xml": manifest})
    with pytest.raises(TranscriptUnreadable, match="password"):
        read_transcript(data)


def test_a_document_may_be_larger_than_a_text_and_its_text_not() -> None:
    limits = SizeLimits(1_000, 100_000)
    picture = bytes(random.Random(1).randbytes(50_000))
    with_picture = {"word/media/image1.png": picture}
    assert read_transcript(word(p(r("Good morning.")), others=with_picture), limits=limits).text == "Good morning."
    for data in (word(p(r("Good morning. " * 100))), b"Good morning. " * 100, b"Good morning." + picture):
        with pytest.raises(TranscriptTooLong, match="more than the 1000 allowed"):
            read_transcript(data, limits=limits)

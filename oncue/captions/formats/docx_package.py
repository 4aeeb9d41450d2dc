"""An empty script as a Word document: page, header, footer, styles, language and properties, by python-docx."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import _Footer
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph
    from lxml.etree import _Element

_FONT = "Calibri"
_INK, _QUIET = RGBColor(0x1F, 0x23, 0x28), RGBColor(0x5B, 0x64, 0x70)
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)
# Of the template's parts, those that a script has no use for: half of its bytes, and a picture of another document.
_UNUSED = ("/stylesWithEffects", "/customXml", "/thumbnail", "/extended-properties")
_CJK = ("ja", "zh", "yue", "ko")


def script_document(title: str, facts: Sequence[str], tag: str, *, leftward: bool) -> Document:
    """A document with its title, a line of facts, a header and page numbers; `tag` is the language's, `leftward` says that
    it is read from right to left."""
    document = docx.Document()
    _drop_unused(document)
    _set_styles(document)
    _set_language(document, tag, leftward=leftward)
    _set_page(document, title, leftward=leftward)
    _set_properties(document, title, tag)
    named, about = document.add_paragraph(title, "Title"), document.add_paragraph(" · ".join(facts), "Subtitle")
    if leftward:
        _from_right(named)
        # In English whatever the script's language: in a paragraph from right to left its figures would change places.
        about.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return document


def packed(document: Document) -> bytes:
    """The document's file. Its parts have no moment of their own, so that the same script is the same bytes."""
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts.infolist():
            entry = zipfile.ZipInfo(part.filename, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, parts.read(part))
    return made.getvalue()


def _drop_unused(document: Document) -> None:
    for relations in (document.part.package.rels, document.part.rels):
        for name in [name for name, each in relations.items() if each.reltype.endswith(_UNUSED)]:
            del relations[name]
    styles = document.styles.element
    for style in list(styles):
        # A hundred table styles in bright colours, and lists: whoever opens the styles' pane finds the script's.
        if style.get(qn("w:type")) == "table" and style.get(qn("w:default")) is None:
            styles.remove(style)


def _set_styles(document: Document) -> None:
    normal = _style(document, "Normal", 11)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.15
    title = _style(document, "Title", 24, bold=True)
    for ruled in title.element.iter(qn("w:pBdr")):
        ruled.getparent().remove(ruled)
    title.paragraph_format.space_after = Pt(2)
    title.paragraph_format.keep_with_next = True
    subtitle = _style(document, "Subtitle", 10, quiet=True)
    subtitle.paragraph_format.space_after = Pt(14)
    for name in ("Header", "Footer"):
        _style(document, name, 9, quiet=True)
    for name, size, looks in (
        ("Script Head", 8, {"bold": True, "capitals": True, "quiet": True}),
        ("Script Time", 9.5, {"quiet": True}),
        ("Script Speaker", 10, {"bold": True, "capitals": True}),
        ("Script Text", 11, {}),
    ):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        _style(document, name, size, **looks)
    document.styles["Script Text"].paragraph_format.line_spacing = 1.25
    for name in ("Script Time", "Script Speaker"):  # so that a small line stands on the line of the text beside it
        document.styles[name].paragraph_format.space_before = Pt(1)


def _style(
    document: Document, name: str, size: float, *, bold: bool = False, capitals: bool = False, quiet: bool = False
) -> ParagraphStyle:
    """The style with this look. Word has a size and a weight of their own for Arabic and Hebrew."""
    style: ParagraphStyle = document.styles[name]
    font = style.font
    font.name, font.size, font.bold, font.italic = _FONT, Pt(size), bold, False
    font.all_caps, font.cs_bold, font.cs_italic = capitals, bold, False
    font.color.rgb = _QUIET if quiet else _INK
    looks = style.element.get_or_add_rPr()
    for gone in ("w:spacing", "w:kern", "w:szCs"):
        for found in looks.findall(qn(gone)):
            looks.remove(found)
    fonts = looks.find(qn("w:rFonts"))
    for theme in ("w:asciiTheme", "w:hAnsiTheme"):
        fonts.attrib.pop(qn(theme), None)
    larger = OxmlElement("w:szCs")
    larger.set(qn("w:val"), str(round(2 * size)))
    looks.find(qn("w:sz")).addnext(larger)
    return style


def _set_language(document: Document, tag: str, *, leftward: bool) -> None:
    """The language by which Word checks spelling: one each for Latin, East Asian, and right-to-left scripts."""
    from babel.core import get_global

    primary = tag.partition("-")[0]
    parts = str(get_global("likely_subtags").get(primary, "")).split("_")
    spoken = f"{primary}-{parts[-1]}" if "-" not in tag and len(parts) > 1 else tag
    kind = "bidi" if leftward else "eastAsia" if primary in _CJK else "val"
    languages = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    languages.set(qn(f"w:{kind}"), "x-none" if tag == "und" else spoken)


def _set_page(document: Document, title: str, *, leftward: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22.5)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.header_distance = section.footer_distance = Mm(11)
    section.different_first_page_header_footer = True  # the first page has the title itself
    header = section.header.paragraphs[0]
    header.text = title
    if leftward:
        _from_right(header)
        section._sectPr.insert(-1, OxmlElement("w:bidi"))  # before docGrid, which is the last
    for footer in (section.footer, section.first_page_footer):
        _number_pages(footer)


def _number_pages(footer: _Footer) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # figures and a stroke, which are read alike in every language
    for field, behind in (("PAGE", " / "), ("NUMPAGES", "")):
        counted = OxmlElement("w:fldSimple")
        counted.set(qn("w:instr"), field)
        run = OxmlElement("w:r")
        shown = OxmlElement("w:t")
        shown.text = "1"
        run.append(shown)
        counted.append(run)
        paragraph._p.append(counted)
        if behind:
            paragraph.add_run(behind)


def _from_right(paragraph: Paragraph) -> None:
    looks: _Element = paragraph._p.get_or_add_pPr()
    style = looks.find(qn("w:pStyle"))
    leftward = OxmlElement("w:bidi")
    if style is None:
        looks.insert(0, leftward)
    else:
        style.addnext(leftward)
    for run in paragraph.runs:
        run.font.rtl = True


def _set_properties(document: Document, title: str, tag: str) -> None:
    about = document.core_properties
    element = about._element
    for child in list(element):  # the template's author, its comment and the day on which it was made
        element.remove(child)
    about.title = title[:255]
    about.subject = "Script with timecodes"
    about.author = "Oncue"
    about.language = tag

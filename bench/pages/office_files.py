"""Word and OpenDocument files, and PDF."""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

import docx
import matplotlib
import odfdo
from docx.document import Document as WordDocument
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer

from bench.pages.page import File, Page, Writer, labelled, pieces_of
from bench.pages.programme import Role

_NOT_DRAWN = frozenset({"ar"})
"""reportlab joins no letters and turns no lines."""


def _saved(document: WordDocument) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _docx(page: Page) -> File:
    """Labels in bold; a running head and a number on every page."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Harbour Media: transcripts"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    for block in (*page.head, *page.body, *page.foot):
        paragraph = document.add_paragraph(style="Heading 1" if block.role is Role.HEADING else None)
        if block.label:
            paragraph.add_run(block.label).bold = True
            if block.label_above:
                paragraph.add_run().add_break()
            else:
                paragraph.add_run(" ")
        paragraph.add_run(block.text)
    return File("page.docx", _saved(document), pieces_of((*page.head, *page.body, *page.foot)))


def _docx_table(page: Page) -> File:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Time", "Speaker", "Text"), strict=True):
        cell.text = text
    for block in page.turns:
        clock = f"{block.start_ms // 60_000:02}:{block.start_ms // 1000 % 60:02}"
        for cell, text in zip(table.add_row().cells, (clock, block.speaker or "", block.text), strict=True):
            cell.text = text
    return File("page.docx", _saved(document), tuple(piece for block in page.turns for piece in block.speech))


def _odt(page: Page) -> File:
    document = odfdo.Document("text")
    document.body.clear()
    for block in (*page.head, *page.body, *page.foot):
        text = labelled(block)
        document.body.append(odfdo.Header(1, text) if block.role is Role.HEADING else odfdo.Paragraph(text, formatted=True))
    made = io.BytesIO()
    document.save(made)
    return File("page.odt", made.getvalue(), pieces_of((*page.head, *page.body, *page.foot)))


def _font(language: str) -> str:
    """A font that has the language's letters."""
    if language == "zh":
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        return "STSong-Light"
    if "DejaVu" not in pdfmetrics.getRegisteredFontNames():
        folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
        pdfmetrics.registerFont(TTFont("DejaVu", str(folder / "DejaVuSans.ttf")))
    return "DejaVu"


def _pdf(page: Page, columns: int) -> File:
    """Pages with a running head and their number, of one or two columns."""
    language = page.programme.language
    font = _font(language)
    around = {"wordWrap": "CJK"} if language == "zh" else {}
    text = ParagraphStyle("text", fontName=font, fontSize=10, leading=13, **around)
    title = ParagraphStyle("title", fontName=font, fontSize=17, leading=21, **around)
    made = io.BytesIO()
    document = BaseDocTemplate(made, pagesize=A5, invariant=True)
    width, height = A5

    def running(canvas: Canvas, _: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(40, height - 25, "Harbour Media: transcripts")
        canvas.drawCentredString(width / 2, 20, str(canvas.getPageNumber()))

    each = (width - 80) / columns
    frames = [Frame(40 + n * each, 40, each - 8 * (columns > 1), height - 80, id=f"column{n}") for n in range(columns)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=running))
    story = []
    for block in (*page.head, *page.body, *page.foot):
        style = title if block.role is Role.HEADING else text
        story += [Paragraph(escape(labelled(block)).replace("\n", "<br/>"), style), Spacer(1, 6)]
    document.build(story)
    return File("page.pdf", made.getvalue(), pieces_of((*page.head, *page.body, *page.foot)))


WRITERS = (
    Writer("DOCX", _docx),
    Writer("DOCX, table", _docx_table, labels=False),
    Writer("ODT", _odt),
    Writer("PDF", lambda page: _pdf(page, 1), not_in=_NOT_DRAWN),
    Writer("PDF, two columns", lambda page: _pdf(page, 2), not_in=_NOT_DRAWN),
)

"""Transcripts that are PDF files with text, read by PDFium; a scan without text is refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import Any

from oncue.errors import TranscriptTooLong, TranscriptUnreadable
from oncue.model import UnspokenKind
from oncue.transcript.document import Document, Marked, Range
from oncue.transcript.line_end_hyphens import without_line_end_hyphens
from oncue.transcript.pdf_columns import columns_of
from oncue.transcript.pdf_letters import PageLetters, Run, page_letters
from oncue.transcript.pdf_lines import PdfLine, lines_of_runs
from oncue.transcript.pdf_page_marks import running_lines, without_line_numbers
from oncue.transcript.pdf_paragraphs import PdfParagraph, paragraphs_of
from oncue.transcript.table import document_of_rows
from oncue.transcript.unwrapped_lines import unwrapped
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

MOST_PAGES = 3_000
"""Pages that are read of one file; 2 MB of text are about a thousand."""

MOST_LETTERS = 2_000_000
_START = re.compile(rb"%PDF-\d")
_FIGURES = re.compile(r"\d+")
_MOST_QUOTED = 5
_WIDEST_FIRST = 25
"""Letters of a time or a name, as the first column of a table has them."""
_SEARCHED_BYTES = 1024
"""PDFium and others find the beginning as far behind the file's."""


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the file begins as a PDF, perhaps after a few bytes of something else."""
    found = _START.search(file.data[:_SEARCHED_BYTES])
    if found is None:
        return TypeMatch.NONE
    return TypeMatch.SIGNATURE if found.start() < 8 or b"\x00" in file.data[:4096] else TypeMatch.SHAPE


def read(file: UploadedFile) -> Document:
    """The text in reading order. Running heads and feet and page numbers are left out, notes at the foot marked as no
    speech.

    Raises `TranscriptUnreadable` for a file that is damaged, protected by a password, a scan, or whose letters stand for no
    characters, and `TranscriptTooLong` above `MOST_PAGES` pages.
    """
    pages = _pages(file.data)
    _ensure_text(pages)
    counts: Counter[str] = Counter()
    upright: list[list[Run]] = []
    for page in pages:
        counts.update(turned=page.turned, hidden=page.hidden)
        runs, numbers = without_line_numbers(page.runs)
        counts["lines"] += numbers
        upright.append(runs)
    running = running_lines(upright)
    lines: list[PdfLine] = []
    flat: list[PdfLine] = []
    heads: list[PdfLine] = []
    for number, (runs, marks) in enumerate(zip(upright, running, strict=True)):
        heads += lines_of_runs(marks, page=number)
        inside = [run for run in runs if run not in marks]
        flat += lines_of_runs(inside, page=number)
        groups = columns_of(inside)
        for group in groups:
            lines += lines_of_runs(group, column=_column(group, groups), page=number)
    document = _of_rows([*paragraphs_of(flat)]) or _of_prose([*paragraphs_of(lines)])
    document = replace(document, notices=(*document.notices, *_notices(counts), *_heads_notice(heads)))
    return unwrapped(without_line_end_hyphens(document))


def _pages(data: bytes) -> list[PageLetters]:
    import pypdfium2

    try:
        opened = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise TranscriptUnreadable(
                "The PDF is protected by a password: save it without one, or save the transcript as plain text.",
                looks_like="a PDF with a password",
            ) from error
        raise _damaged() from error
    try:
        count = len(opened)
        if count > MOST_PAGES:
            raise TranscriptTooLong(
                f"The PDF has {count} pages, more than the {MOST_PAGES} allowed: give only the programme's own text.",
                pages=count,
                limit_pages=MOST_PAGES,
            )
        pages: list[PageLetters] = []
        letters = 0
        for number in range(count):
            pages.append(_page(opened, number))
            letters += sum(len(run.text) for run in pages[-1].runs)
            if letters > MOST_LETTERS:
                raise TranscriptTooLong(
                    f"The PDF has more than the {MOST_LETTERS} letters allowed: give only the programme's own text.",
                    limit_letters=MOST_LETTERS,
                )
        return pages
    finally:
        opened.close()


def _page(opened: Any, number: int) -> PageLetters:
    import pypdfium2

    try:
        page = opened[number]
        try:
            return page_letters(page)
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise _damaged() from error


def _damaged() -> TranscriptUnreadable:
    return TranscriptUnreadable(
        "The PDF is damaged or not whole: export it again, or save the transcript as plain text.", looks_like="a damaged PDF"
    )


def _ensure_text(pages: list[PageLetters]) -> None:
    letters = sum(len(run.text) for page in pages for run in page.runs)
    unknown = sum(page.unknown for page in pages)
    if letters and unknown * 10 > 3 * letters:
        raise TranscriptUnreadable(
            "The letters of the PDF stand for no characters: its text can be seen, but not read. Export it again with fonts"
            " that are embedded with their characters, or save the transcript as plain text.",
            looks_like="a PDF whose text cannot be copied",
        )
    pictures = sum(page.has_pictures for page in pages)
    if pictures and letters < 20 * len(pages) and pictures * 2 > len(pages):
        raise TranscriptUnreadable(
            "The PDF is a scan: it has pictures of pages, but no text: run OCR (character recognition) over it, or save the"
            " transcript as plain text.",
            looks_like="a scan",
        )


def _column(group: list[Run], groups: list[list[Run]]) -> int:
    """A number for the place of a column, the same on every page that is built so."""
    left, right = min(run.left for run in group), max(run.right for run in group)
    if len(groups) == 1:
        return 0
    return 1 + round(left / 40) if right - left < 400 else 0


def _notices(counts: Counter[str]) -> list[str]:
    told = {
        "lines": "line_numbers_left_out: The numbers that count the pages' lines ({}) were left out.",
        "turned": "turned_text_left_out: Text that stands at an angle to the page's was left out ({} letters).",
        "hidden": "hidden_text_left_out: Text that cannot be seen on the page was left out ({} letters).",
    }
    return [sentence.format(counts[kind]) for kind, sentence in told.items() if counts[kind]]


def _heads_notice(heads: list[PdfLine]) -> Iterator[str]:
    """Which lines ran on the pages, each once, whatever its figures."""
    shown: dict[str, str] = {}
    for line in heads:
        shown.setdefault(_FIGURES.sub("#", line.text), line.text[:80])
    if shown:
        quoted = ", ".join(f'"{text}"' for text in list(shown.values())[:_MOST_QUOTED])
        more = f" and {len(shown) - _MOST_QUOTED} more" if len(shown) > _MOST_QUOTED else ""
        yield f"page_heads_left_out: Lines that run on the pages, and their numbers, were left out: {quoted}{more}."


def _of_rows(paragraphs: list[PdfParagraph]) -> Document | None:
    """The turns of a text that is set as a table: times, names and words beside each other."""
    rows = [["\n".join(line.text for line in paragraph.lines)] for paragraph in paragraphs if not paragraph.note]
    rows = [[cell.strip() for cell in row[0].split("\t")] for row in rows]
    first = [len(row[0]) for row in rows if len(row) > 1]
    # Two columns of prose stand beside each other, too.
    if len(first) * 3 <= len(rows) * 2 or median(first) > _WIDEST_FIRST:
        return None
    return document_of_rows(rows, "\t")


def _of_prose(paragraphs: list[PdfParagraph]) -> Document:
    """Lines of a paragraph are parted by one line end, paragraphs by two."""
    written = _Written()
    for paragraph in paragraphs:
        written.add(paragraph.lines, heading=paragraph.heading, note=paragraph.note)
    return Document("".join(written.text), headings=tuple(written.headings), marked=tuple(written.marked))


class _Written:
    def __init__(self) -> None:
        self.text: list[str] = []
        self.headings: list[Range] = []
        self.marked: list[Marked] = []
        self._length = 0

    def add(self, lines: tuple[PdfLine, ...], *, heading: bool = False, note: bool = False) -> None:
        """A paragraph."""
        if self.text:
            self._say("\n\n")
        start = self._length
        for number, line in enumerate(lines):
            if number:
                self._say("\n")
            self.marked += [
                Marked(self._length + first, self._length + last, UnspokenKind.CHROME) for first, last in line.marked
            ]
            self._say(line.text)
        if heading:
            self.headings.append((start, self._length))
        if note:
            self.marked.append(Marked(start, self._length, UnspokenKind.CHROME))

    def _say(self, text: str) -> None:
        self.text.append(text)
        self._length += len(text)

"""Transcripts that are OpenDocument texts, as LibreOffice, Google Docs and others write them; packed or flat.

The text is what a reader sees who has accepted all changes. odfdo, the field's library, has no reading that keeps tables and
leaves out notes, comments and deleted text, so the content's XML is read itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from oncue.errors import OncueError, TranscriptUnreadable
from oncue.transcript.document import Document
from oncue.transcript.office_archive import SIGNATURE, OfficeArchive, attribute, damaged, local_name, xml_tree
from oncue.transcript.paragraphs import LeftOut, ProseParagraph, TableCells, document_of_blocks
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_CALLED = "OpenDocument text"
_MIME = "application/vnd.oasis.opendocument.text"
_FLAT = re.compile(r"<office:document\b[^>]{0,20000}\boffice:mimetype\s*=\s*[\"']application/vnd\.oasis\.opendocument\.text")
_NOT_READ = frozenset(
    ("tracked-changes", "forms", "sequence-decls", "variable-decls", "user-field-decls", "note-citation", "ruby-text")
)
_STRONG = "Strong_20_Emphasis"
_MOST_SPACES = 1_000
_DEEPEST = 200


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the archive says that it is such a text, or a flat one begins so."""
    if file.data.startswith(SIGNATURE):
        try:
            archive = OfficeArchive(file.data, _CALLED)
            mime = archive.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in archive else ""
        except OncueError:
            return TypeMatch.NONE
        return TypeMatch.SIGNATURE if mime.startswith(_MIME) and "content.xml" in archive else TypeMatch.NONE
    return TypeMatch.SIGNATURE if _FLAT.search(file.head) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The paragraphs and tables. Raises `TranscriptUnreadable` where it is damaged or protected, `TranscriptTooComplex`."""
    if file.data.startswith(SIGNATURE):
        archive = OfficeArchive(file.data, _CALLED)
        if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise TranscriptUnreadable(
                f"The {_CALLED} is protected by a password: save it without one.", looks_like="a protected document"
            )
        root = archive.tree("content.xml")
    else:
        root = xml_tree(file.text.encode("utf-8"), _CALLED)
    body = next((each for each in root.iter() if local_name(each) == "text" and local_name(_parent(each)) == "body"), None)
    if body is None:
        raise damaged(_CALLED)
    reading = _Reading(_styles_with(root, "display", "none"), _styles_with(root, "font-weight", "bold") | {_STRONG})
    return document_of_blocks(reading.blocks(body, 0), reading.left_out)


def _parent(element: etree._Element) -> etree._Element:
    above = element.getparent()
    return element if above is None else above


def _styles_with(root: etree._Element, name: str, wanted: str) -> frozenset[str]:
    """The styles whose text has this property."""
    return frozenset(
        attribute(style, "name") or ""
        for style in root.iter()
        if local_name(style) == "style"
        and any(local_name(each) == "text-properties" and attribute(each, name) == wanted for each in style)
    )


class _Reading:
    """Reads blocks of one document, in which text of the styles `hidden` is not shown and that of `bold` is in bold type."""

    def __init__(self, hidden: frozenset[str], bold: frozenset[str]) -> None:
        self._hidden = hidden
        self._bold = bold
        self.left_out = LeftOut()

    def blocks(self, parent: etree._Element, depth: int, *, index: bool = False) -> Iterator[ProseParagraph | TableCells]:
        """Of an element: its paragraphs, tables, and those of what holds more of them, in order."""
        if depth > _DEEPEST:
            raise damaged(_CALLED)
        for child in parent:
            name = local_name(child)
            if name in ("p", "h"):
                parts: list[str] = []
                boxes: list[etree._Element] = []
                self._text(child, parts, boxes, depth)
                yield ProseParagraph("".join(parts), name == "h", index, self._bold_start(child))
                for box in boxes:
                    yield from self.blocks(box, depth + 1, index=index)
            elif name == "table":
                rows = [self._row(row, depth) for row in _rows(child)]
                yield [row for row in rows if any(cell.strip() for cell in row)]
            elif name == "section" and attribute(child, "display") == "none":
                self.left_out.hidden += 1
            elif name == "tracked-changes":
                regions = [each for each in child.iter() if local_name(each) == "deletion"]
                self.left_out.deletions += len(regions)
            elif name not in _NOT_READ:
                yield from self.blocks(child, depth + 1, index=index or name.endswith(("-index", "table-of-content")))

    def _bold_start(self, paragraph: etree._Element) -> int:
        """How many characters in bold type begin a paragraph."""
        length = 0
        if not (paragraph.text or "").strip():
            for child in paragraph:
                if local_name(child) != "span" or attribute(child, "style-name") not in self._bold:
                    break
                length += len(_spaced("".join(map(str, child.itertext()))))
                if (child.tail or "").strip():
                    break
        return length

    def _row(self, row: etree._Element, depth: int) -> list[str]:
        cells: list[str] = []
        for cell in row:
            if local_name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            lines: list[str] = []
            for block in self.blocks(cell, depth + 1):
                lines += [block.text] if isinstance(block, ProseParagraph) else [text for one in block for text in one]
            cells.append("\n".join(line for line in lines if line.strip()))
        return cells

    def _text(self, element: etree._Element, parts: list[str], boxes: list[etree._Element], depth: int) -> None:
        if depth > _DEEPEST:
            raise damaged(_CALLED)
        parts.append(_spaced(element.text))
        for child in element:
            self._piece(child, local_name(child), parts, boxes, depth)
            parts.append(_spaced(child.tail))

    def _piece(self, child: etree._Element, name: str, parts: list[str], boxes: list[etree._Element], depth: int) -> None:
        if name == "s":
            count = attribute(child, "c") or "1"
            parts.append(" " * min(_MOST_SPACES, int(count) if count.isdecimal() else 1))
        elif name == "tab":
            parts.append("\t")
        elif name == "line-break":
            parts.append("\n")
        elif name == "note":
            self.left_out.notes += 1
        elif name == "annotation":
            self.left_out.comments += 1
        elif name in ("hidden-text", "hidden-paragraph") or (
            name == "span" and attribute(child, "style-name") in self._hidden
        ):
            self.left_out.hidden += 1
        elif name == "text-box":
            boxes.append(child)
        elif name not in _NOT_READ:
            self._text(child, parts, boxes, depth + 1)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        name = local_name(child)
        if name == "table-row":
            yield child
        elif name in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(child)


def _spaced(text: str | None) -> str:
    """White space as the format counts it: any of it is one space."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")

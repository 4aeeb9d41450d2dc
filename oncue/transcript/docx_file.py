"""Transcripts that are Word documents, as Word, LibreOffice, Google Docs and Pages write them.

The text is what a reader sees who has accepted all changes. python-docx, the field's library, does not open strict documents
and templates, and loses insertions, text boxes and content controls, so the document's XML is read itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from oncue.errors import OncueError
from oncue.transcript.document import Document
from oncue.transcript.note_marks import is_note_mark
from oncue.transcript.office_archive import SIGNATURE, OfficeArchive, attribute, damaged, local_name
from oncue.transcript.paragraphs import LeftOut, ProseParagraph, TableCells, document_of_blocks
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_CALLED = "Word document"
_CONTENT_TYPES = "[Content_Types].xml"
_HEADING = re.compile(r"(?:heading|title|subtitle)\b", re.IGNORECASE)
_INDEX = re.compile(r"(?:toc|table of (?:contents|figures)|index)\b", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_REMOVED = frozenset(("del", "moveFrom", "delText", "delInstrText"))
_REFERENCES = frozenset(("footnoteReference", "endnoteReference"))
_DEEPEST = 200
_MOST_BASES = 20


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the archive has a Word document's main part."""
    return TypeMatch.SIGNATURE if file.data.startswith(SIGNATURE) and _main_part(file) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The paragraphs and tables. Raises `TranscriptUnreadable` where it is damaged or protected, `TranscriptTooComplex`."""
    archive = OfficeArchive(file.data, _CALLED)
    name = _main_part(file)
    if name is None:
        raise damaged(_CALLED)
    styles = posixpath.join(posixpath.dirname(name), "styles.xml")
    named = _style_names(archive.tree(styles)) if styles in archive else {}
    reading = _Reading(named)
    body = next((child for child in archive.tree(name) if local_name(child) == "body"), None)
    if body is None:
        raise damaged(_CALLED)
    return document_of_blocks(_merged(reading.blocks(body, 0)), reading.left_out)


def _main_part(file: UploadedFile) -> str | None:
    """The name of the part that the archive says is a Word document's, or None."""
    try:
        archive = OfficeArchive(file.data, _CALLED)
        if _CONTENT_TYPES not in archive:
            return None
        for entry in archive.tree(_CONTENT_TYPES):
            kind, part = attribute(entry, "ContentType") or "", attribute(entry, "PartName")
            if part and re.search(r"(?:wordprocessingml|ms-word)\.(?:document|template)\b.*main\+xml", kind):
                return part.lstrip("/")
    except OncueError:
        return None
    return "word/document.xml" if "word/document.xml" in archive else None


def _style_names(root: etree._Element) -> dict[str, str]:
    """What the styles are called by their identifiers, which are of the writer's language; a heading by its level."""
    names: dict[str, str] = {}
    bases: dict[str, str] = {}
    for style in root:
        if local_name(style) != "style":
            continue
        called = next((attribute(child, "val") or "" for child in style if local_name(child) == "name"), "")
        levels = [element for element in style.iter() if local_name(element) == "outlineLvl"]
        name = attribute(style, "styleId") or ""
        names[name] = "heading" if levels and not _INDEX.match(called) else called
        bases[name] = next((attribute(child, "val") or "" for child in style if local_name(child) == "basedOn"), "")
    return {name: _inherited(name, names, bases) for name in names}


def _inherited(name: str, names: dict[str, str], bases: dict[str, str]) -> str:
    """What a style is called; one that is based on a heading's is a heading's."""
    above = name
    for _ in range(_MOST_BASES):
        if _HEADING.match(names.get(above, "")) and not _INDEX.match(names[name]):
            return names[above]
        above = bases.get(above, "")
    return names[name]


def _merged(blocks: Iterator[ProseParagraph | TableCells | None]) -> Iterator[ProseParagraph | TableCells]:
    """None after a paragraph: its end was deleted, and the next one goes on in it."""
    open_: ProseParagraph | None = None
    joins = False
    for block in blocks:
        if block is None:
            joins = True
            continue
        if joins and open_ is not None and isinstance(block, ProseParagraph):
            open_ = replace(block, text=open_.text + block.text, bold=open_.bold)
        else:
            if open_ is not None:
                yield open_
            open_ = block if isinstance(block, ProseParagraph) else None
            if not isinstance(block, ProseParagraph):
                yield block
        joins = False
    if open_ is not None:
        yield open_


class _Reading:
    """Reads blocks of one document, whose styles are called `names` by their identifiers."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self.left_out = LeftOut()
        self._bold = self._length = 0
        """So many characters at the start of the paragraph are in bold type; so many it has."""
        self._fields: list[bool] = []
        """The fields that are open, from the outermost: whether their instruction is over and their result is read."""

    def blocks(self, parent: etree._Element, depth: int) -> Iterator[ProseParagraph | TableCells | None]:
        """Of an element: its paragraphs, tables, and those of what holds more of them, in order."""
        if depth > _DEEPEST:
            raise damaged(_CALLED)
        for child in parent:
            name = local_name(child)
            if name == "p":
                yield from self._paragraph(child, depth)
            elif name == "tbl":
                rows = [self._row(row, depth) for row in _inside(child, "tr") if not _is_deleted_row(row)]
                yield [row for row in rows if any(cell.strip() for cell in row)]
            elif name == "altChunk":
                self.left_out.embedded += 1
            elif name in _REMOVED:
                self.left_out.deletions += 1
            elif name not in ("sectPr", "tblPr", "tcPr", "sdtPr", "sdtEndPr"):
                yield from self.blocks(child, depth + 1)

    def _row(self, row: etree._Element, depth: int) -> list[str]:
        return [self._cell(cell, depth) for cell in _inside(row, "tc")]

    def _cell(self, cell: etree._Element, depth: int) -> str:
        lines: list[str] = []
        for block in _merged(self.blocks(cell, depth + 1)):
            if isinstance(block, ProseParagraph):
                lines.append(block.text)
            else:
                lines += [text for row in block for text in row]
        return "\n".join(line for line in lines if line.strip())

    def _paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[ProseParagraph | TableCells | None]:
        style = deleted_end = ""
        outlined = False
        for properties in paragraph:
            if local_name(properties) != "pPr":
                continue
            for each in properties:
                name = local_name(each)
                if name == "pStyle":
                    style = attribute(each, "val") or ""
                elif name == "outlineLvl":
                    outlined = (attribute(each, "val") or "9") != "9"
                elif name == "rPr" and any(local_name(one) in ("del", "moveFrom") for one in each):
                    deleted_end = "yes"
        called = self._names.get(style, style)
        parts: list[str] = []
        boxes: list[etree._Element] = []
        self._bold = self._length = 0
        self._runs(paragraph, parts, boxes, depth)
        heading = outlined or bool(_HEADING.match(called))
        yield ProseParagraph("".join(parts), heading, bool(_INDEX.match(called)), self._bold)
        if deleted_end:
            yield None
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _runs(self, parent: etree._Element, parts: list[str], boxes: list[etree._Element], depth: int) -> None:
        if depth > _DEEPEST:
            raise damaged(_CALLED)
        for child in parent:
            name = local_name(child)
            if name == "r":
                self._run(child, parts, boxes, depth + 1)
            elif name in _REMOVED:
                self.left_out.deletions += 1
            elif name == "AlternateContent":
                self._runs(_choice(child), parts, boxes, depth + 1)
            elif name == "txbxContent":
                boxes.append(child)
            elif name == "t":  # of mathematics
                parts.append(child.text or "")
            elif name not in ("pPr", "rPr", "sdtPr", "sdtEndPr", "rt"):  # ruby's small text repeats the base
                self._runs(child, parts, boxes, depth + 1)

    def _run(self, run: etree._Element, parts: list[str], boxes: list[etree._Element], depth: int) -> None:
        properties = {local_name(each): each for one in run if local_name(one) == "rPr" for each in one}
        if _is_on(properties.get("vanish")) or _is_on(properties.get("webHidden")):
            self.left_out.hidden += any(local_name(child) == "t" and (child.text or "").strip() for child in run)
            return
        raised = properties.get("vertAlign")
        text: list[str] = []
        for child in run:
            name = local_name(child)
            if name == "fldChar":
                self._field(attribute(child, "fldCharType"))
            elif not all(self._fields):
                continue
            elif name == "t":
                text.append(child.text or "")
            elif name == "sym":
                text.append(_sign(attribute(child, "char")))
            elif name in ("tab", "ptab"):
                text.append("\t")
            elif name in ("br", "cr"):
                text.append("\n")
            elif name == "noBreakHyphen":
                text.append("-")
            elif name in _REFERENCES:
                self.left_out.notes += 1
            elif name == "commentReference":
                self.left_out.comments += 1
            elif name == "AlternateContent":
                self._runs(_choice(child), text, boxes, depth + 1)
            elif name in ("drawing", "pict", "object", "ruby"):
                self._runs(child, text, boxes, depth + 1)
        written = "".join(text)
        before = "".join(parts[-10:])
        if raised is not None and attribute(raised, "val") == "superscript" and is_note_mark(written, before):
            self.left_out.notes += 1
            return
        if self._length == self._bold and (_is_on(properties.get("b")) or not written.strip()):
            self._bold += len(written)
        self._length += len(written)
        parts.append(written)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def _sign(code: str | None) -> str:
    """A sign by its number in a font. Those of symbol fonts, such as an arrow, lie where Unicode has no characters."""
    try:
        sign = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
    return sign if sign.isprintable() and not "\ue000" <= sign <= "\uf8ff" else ""


def _is_on(property_: etree._Element | None) -> bool:
    return property_ is not None and (attribute(property_, "val") or "1").casefold() not in _OFF


def _choice(alternatives: etree._Element) -> etree._Element:
    """Of two renderings of one thing the newer, if it is there."""
    return next(iter(alternatives), alternatives)


def _inside(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Elements of a name below `parent`, through controls and accepted insertions, not through tables."""
    waiting = list(parent)[::-1]
    while waiting:
        child = waiting.pop()
        name = local_name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            waiting += list(child)[::-1]


def _is_deleted_row(row: etree._Element) -> bool:
    return any(local_name(each) == "del" for one in row if local_name(one) == "trPr" for each in one)

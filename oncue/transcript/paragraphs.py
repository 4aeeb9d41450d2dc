"""The paragraphs and tables of a word processor's document, as one text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from oncue.model import UnspokenKind
from oncue.transcript import srt_file, webvtt_file
from oncue.transcript.document import Document, Marked, Range
from oncue.transcript.document_parts import joined_documents
from oncue.transcript.speaker_names import read_name
from oncue.transcript.table import document_of_rows
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_LONGEST_NAME = 50

TableCells = list[list[str]]
"""A table's cells by row, each the text of its paragraphs with a line end between two."""


@dataclass(frozen=True, slots=True)
class ProseParagraph:
    """A paragraph's text, its line ends kept. `index` is True for a line of a table of contents; its first `bold` characters
    are in bold type."""

    text: str
    heading: bool = False
    index: bool = False
    bold: int = 0

    @property
    def bold_name(self) -> str | None:
        """A name in bold type before other text, without a colon."""
        name = self.text[: self.bold].strip()
        if self.heading or self.index or not 0 < len(name) <= _LONGEST_NAME or not self.text[self.bold :].strip():
            return None
        return name if name[-1].isalnum() and read_name(name) is not None else None


@dataclass(slots=True)
class LeftOut:
    """How many things of a kind the document had that are no part of its text."""

    notes: int = 0
    comments: int = 0
    deletions: int = 0
    hidden: int = 0
    embedded: int = 0

    def notices(self) -> tuple[str, ...]:
        """A sentence for each kind."""
        told = (
            ("notes_left_out", self.notes, "footnote or endnote was", "footnotes and endnotes were", "not read"),
            ("comments_left_out", self.comments, "comment was", "comments were", "not read"),
            ("deletions_left_out", self.deletions, "tracked deletion was", "tracked deletions were", "taken as accepted"),
            ("hidden_text_left_out", self.hidden, "piece of hidden text was", "pieces of hidden text were", "not read"),
            ("embedded_left_out", self.embedded, "embedded document was", "embedded documents were", "not read"),
        )
        return tuple(
            f"{code}: {count} {one if count == 1 else many} {done}." for code, count, one, many, done in told if count
        )


def document_of_blocks(blocks: Iterable[ProseParagraph | TableCells], left_out: LeftOut | None = None) -> Document:
    """All blocks, a blank line between two; of a table that is no transcript's each cell as a paragraph."""
    parts: list[Document] = []
    prose: list[ProseParagraph] = []
    for block in blocks:
        if isinstance(block, ProseParagraph):
            prose.append(block)
            continue
        table = document_of_rows(block)
        if table is None:
            prose += [ProseParagraph(cell) for row in block for cell in row]
        else:
            parts += [_prose(prose), table]
            prose = []
    whole = joined_documents([*parts, _prose(prose)])
    # The blocks are a generator that counts what it leaves out: only now is all of it counted.
    return replace(whole, notices=(*whole.notices, *(left_out.notices() if left_out else ())))


def _stripped(paragraph: ProseParagraph) -> ProseParagraph:
    text = paragraph.text.lstrip("\n")
    return replace(paragraph, text=text.rstrip("\n"), bold=max(0, paragraph.bold - len(paragraph.text) + len(text)))


def _captions(paragraphs: list[ProseParagraph]) -> Document | None:
    """Captions that were put into a document: their numbers and times are no words."""
    if not any("-->" in paragraph.text for paragraph in paragraphs[:10]):
        return None
    file = UploadedFile("\n".join(paragraph.text for paragraph in paragraphs).encode("utf-8", "replace"))
    if webvtt_file.sniff(file) >= TypeMatch.SHAPE:
        return webvtt_file.read(file)
    return srt_file.read(file) if srt_file.sniff(file) >= TypeMatch.SHAPE else None


def _tabbed(paragraphs: list[ProseParagraph]) -> Document | None:
    """Paragraphs that tabs cut into columns: a table without its lines."""
    rows = [[cell.strip() for cell in paragraph.text.split("\t")] for paragraph in paragraphs]
    cut = sum(len(row) > 1 for row in rows)
    return document_of_rows(rows, "\t") if cut > 2 and cut * 3 > len(rows) * 2 else None


def _with_colons(paragraphs: list[ProseParagraph]) -> list[ProseParagraph]:
    """Names in bold type that begin several paragraphs get the colon which the type stands for."""
    names = Counter(name.casefold() for paragraph in paragraphs if (name := paragraph.bold_name))
    if names.total() < 2 or (max(names.values()) < 2 and names.total() * 2 < len(paragraphs)):
        return paragraphs
    return [_with_colon(paragraph) if paragraph.bold_name else paragraph for paragraph in paragraphs]


def _with_colon(paragraph: ProseParagraph) -> ProseParagraph:
    end = len(paragraph.text[: paragraph.bold].rstrip())
    rest = paragraph.text[end:]
    return replace(paragraph, text=f"{paragraph.text[:end]}:{'' if rest[:1].isspace() else ' '}{rest}")


def _prose(paragraphs: Iterable[ProseParagraph]) -> Document:
    kept = [_stripped(each) for each in paragraphs if each.text.strip()]
    other = _captions(kept) or _tabbed(kept)
    if other is not None:
        return other
    kept = _with_colons(kept)
    headings: list[Range] = []
    marked: list[Marked] = []
    start = 0
    for each in kept:
        end = start + len(each.text)
        if each.heading:
            headings.append((start, end))
        if each.index:
            marked.append(Marked(start, end, UnspokenKind.CHROME))
        start = end + 2
    return Document("\n\n".join(each.text for each in kept), headings=tuple(headings), marked=tuple(marked))

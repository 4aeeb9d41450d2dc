"""The paragraphs and tables of a word processor's document, as one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from oncue.model import UnspokenKind
from oncue.transcript.document import Document, Marked, Range
from oncue.transcript.document_parts import joined_documents
from oncue.transcript.table import document_of_rows

TableCells = list[list[str]]
"""A table's cells by row, each the text of its paragraphs with a line end between two."""


@dataclass(frozen=True, slots=True)
class ProseParagraph:
    """A paragraph's text, its line ends kept. `index` is True for a line of a table of contents."""

    text: str
    heading: bool = False
    index: bool = False


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


def _prose(paragraphs: Iterable[ProseParagraph]) -> Document:
    kept = [replace(each, text=each.text.strip("\n")) for each in paragraphs if each.text.strip()]
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

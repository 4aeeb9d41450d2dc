"""Tables and definition lists of a page that are turns, written as paragraphs in their place."""

from __future__ import annotations

from lxml import etree

from oncue.transcript.document import Document
from oncue.transcript.html_blocks import blocks_of
from oncue.transcript.html_signs import voiced
from oncue.transcript.table import document_of_rows

_MOST_SPAN = 100
_MOST_CELLS = 100_000


class TurnLists:
    """What the tables and lists of a page told: the `speakers`, and the `notices` of what was left out."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.notices: list[str] = []

    @property
    def speakers(self) -> list[str]:
        """By number, from 0 on."""
        return list(self._numbers)

    def unfold(self, page: etree._Element) -> None:
        """Writes each table and list that is a conversation's as paragraphs of `page`."""
        for table in list(page.iter("table")):
            if table.find(".//table") is None and not _is_within(table, "table"):
                self._replace(table, _rows(table))
        for listed in list(page.iter("dl")):
            self._replace(listed, _pairs(listed))

    def _replace(self, element: etree._Element, rows: list[list[str]]) -> None:
        document = document_of_rows(rows)
        parent = element.getparent()
        if document is None or parent is None:
            return
        made = etree.Element("div", {"class": "transcript"})
        for paragraph in self._paragraphs(document):
            made.append(paragraph)
        made.tail = element.tail
        parent.replace(element, made)
        self.notices += [notice for notice in document.notices if notice not in self.notices]

    def _paragraphs(self, document: Document) -> list[etree._Element]:
        labels = {one.start: one.end for one in document.marked}
        headings = {start for start, _ in document.headings}
        said = {voice.start: voice.speaker for voice in document.voices}
        made: list[etree._Element] = []
        start = 0
        person: int | None = None
        for text in document.text.split("\n\n"):
            label = labels.get(start, start)
            if start in headings or not document.voices:
                content = text
            else:
                if label in said:
                    person = self._number(said[label])
                content = voiced(person, text[: label - start], text[label - start :])
            lines = content.split("\n")
            paragraph = etree.Element("h4" if start in headings else "p")
            paragraph.text = lines[0]
            for line in lines[1:]:
                etree.SubElement(paragraph, "br").tail = line
            made.append(paragraph)
            start += len(text) + 2
        return made

    def _number(self, speaker: str | None) -> int | None:
        if speaker is None:
            return None
        return self._numbers.setdefault(speaker, len(self._numbers))


def _is_within(element: etree._Element, tag: str) -> bool:
    return any(ancestor.tag == tag for ancestor in element.iterancestors())


def _rows(table: etree._Element) -> list[list[str]]:
    """The cells of each row; one over several columns or rows stands in each of them."""
    rows: list[list[str]] = []
    below: dict[int, tuple[str, int]] = {}
    cells = 0
    for row in table.iter("tr"):
        made: list[str] = []

        def carried(made: list[str] = made) -> None:
            while len(made) in below:
                text, left = below.pop(len(made))
                if left > 1:
                    below[len(made)] = (text, left - 1)
                made.append(text)

        for cell in row.iterchildren("td", "th"):
            carried()
            text = _text(cell)
            down = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    below[len(made)] = (text, down - 1)
                made.append(text)
        carried()
        cells += len(made)
        if cells > _MOST_CELLS:
            return []
        rows.append(made)
    return rows


def _span(cell: etree._Element, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(int(value), _MOST_SPAN) if value.isdecimal() and int(value[:6]) > 0 else 1


def _pairs(listed: etree._Element) -> list[list[str]]:
    """Each definition beside what it defines."""
    pairs: list[list[str]] = []
    term = ""
    for element in listed.iter("dt", "dd"):
        text = _text(element)
        if element.tag == "dt":
            term = text
        elif text:
            pairs.append([term, text])
    return pairs


def _text(cell: etree._Element) -> str:
    if not len(cell):
        return " ".join((cell.text or "").split())
    return "\n".join(text for text, _ in blocks_of(cell))

"""Departures as a Word document with tracked changes (ECMA-376, 17.13.5): the whole published text, and in it what persons
changed, each by its author and date, to be accepted or rejected one by one.

With all changes rejected it is the published text, paragraph by paragraph; with all accepted, what captions show, but for
what Oncue left out by itself: that is nobody's change, and stands in a style of its own for each kind, "Left out: heading".
Why, notes, and what changes no words (a speaker) are comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from oncue.captions.formats.bidi import runs_left
from oncue.captions.formats.script_facts import held, language_tag
from oncue.desk.departures.departure import APART_TEXTS, Departure, Departures, MarkedText, TextState
from oncue.desk.departures.directed_runs import directed_runs
from oncue.desk.departures.marked_text import extents
from oncue.desk.departures.wording import detail, isolated, left_out_text, lines_of, moment_text, notes_of, summary
from oncue.model import UnspokenKind

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_MOST_NAME_CHARS = 100
_TAGS = {TextState.PUBLISHED: "del", TextState.CAPTIONED: "ins"}


def departures_docx(found: Departures, title: str, facts: Sequence[str]) -> bytes:
    """The document. `title` is the programme's, `facts` a line about it."""
    from oncue.captions.formats.docx_package import packed, script_document  # here, as python-docx is slow to import

    leftward = runs_left(found.text)
    about = [*facts, summary(found)]
    if kinds := left_out_text(found):
        about.append(f"grey and dotted: no caption shows it, as Oncue took it for: {kinds}")
    document = script_document(
        held(title), [held(fact) for fact in about], language_tag(found.language), leftward=leftward
    )  # fmt: skip
    document.core_properties.subject = "Departures of the captions from the published text"
    for kind in dict.fromkeys(each.kind for each in found.left_out):
        _add_style(document, kind)
    writer = _Body(found, _comments(document, found), leftward=leftward)
    for at, paragraph in enumerate(writer.paragraphs(), len(document.paragraphs)):
        document.element.body.insert(at, paragraph)
    return packed(document)


def _style_id(kind: UnspokenKind) -> str:
    return f"LeftOut{kind.value.title().replace('_', '')}"


def _add_style(document: Document, kind: UnspokenKind) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_UNDERLINE
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    style = document.styles.add_style(f"Left out: {APART_TEXTS[kind]}", WD_STYLE_TYPE.CHARACTER)
    style.element.set(qn("w:styleId"), _style_id(kind))
    style.font.color.rgb = RGBColor(0x5B, 0x64, 0x70)
    style.font.underline = WD_UNDERLINE.DOTTED


def _comments(document: Document, found: Departures) -> frozenset[int]:
    """Adds the comments; gives the indices of the departures that have one, which is the comment's number as well."""
    made = {index: text for index, each in enumerate(found.departures) if (text := _comment(each))}
    if not made:
        return frozenset()
    comments = document.comments._comments_elm  # its own way looks for a free number among all, for each
    for index, text in made.items():
        who = _author(found.departures[index])
        comment = _add(comments, "comment", id=str(index), author=who, initials=who[:1], **_dated(found.departures[index]))
        for line in text.split("\n"):
            _add_text(_add(_add(comment, "p"), "r"), "t", line)
    return frozenset(made)


def _comment(each: Departure) -> str:
    what = f"{each.what}: {said}" if (said := detail(each)) else ""
    return held(lines_of((what, each.reason, *(f"Note of {isolated(note)}" for note in notes_of(each)))))


def _author(each: Departure) -> str:
    return held(" ".join(each.who.split()))[:_MOST_NAME_CHARS] or "unknown"


def _dated(each: Departure) -> dict[str, str]:
    return {} if each.at_ms is None else {"date": moment_text(each.at_ms)}


class _Body:
    """The paragraphs of the text. Changes count from 1; a comment has its departure's index as number."""

    def __init__(self, found: Departures, commented: frozenset[int], *, leftward: bool) -> None:
        self._found = found
        self._leftward = leftward
        self._numbers = count(1)
        self._first: dict[int, list[int]] = {}
        self._last: dict[int, list[int]] = {}
        for index, (first, last) in extents(found.marked).items():
            if index in commented:
                self._first.setdefault(first, []).append(index)
                self._last.setdefault(last, []).append(index)

    def paragraphs(self) -> Iterator[_Element]:
        """One for each of the text; a paragraph's end is tracked where only one of both texts has it."""
        waiting: list[tuple[int, MarkedText]] = []
        for at, piece in enumerate(self._found.marked):
            if piece.text == "\n":
                yield self._paragraph(waiting, piece)
                waiting = []
            else:
                waiting.append((at, piece))
        if waiting or not self._found.marked:
            yield self._paragraph(waiting, None)

    def _paragraph(self, pieces: Sequence[tuple[int, MarkedText]], end: MarkedText | None) -> _Element:
        from docx.oxml import OxmlElement

        leftward = runs_left("".join(piece.text for _, piece in pieces)) if pieces else self._leftward
        paragraph: _Element = OxmlElement("w:p")
        looks = _add(paragraph, "pPr")
        _add(looks, "pStyle", val="ScriptText")
        if leftward:
            _add(looks, "bidi")
        _add(looks, "spacing", after="160")
        if leftward != self._leftward:
            _add(looks, "jc", val="right")
        if end is not None and end.state is not TextState.BOTH:
            self._change(_add(looks, "rPr"), end)
        for at, piece in pieces:
            for index in self._first.get(at, ()):
                _add(paragraph, "commentRangeStart", id=str(index))
            place = paragraph if piece.state is TextState.BOTH else self._change(paragraph, piece)
            for runs_leftward, text in directed_runs(held(piece.text), leftward=leftward):
                self._run(place, piece, text, leftward=runs_leftward)
            for index in self._last.get(at, ()):
                _add(paragraph, "commentRangeEnd", id=str(index))
                _add(_add(paragraph, "r"), "commentReference", id=str(index))
        return paragraph

    def _change(self, parent: _Element, piece: MarkedText) -> _Element:
        each = self._found.departures[piece.by] if piece.by is not None else None
        who, dated = ("unknown", {}) if each is None else (_author(each), _dated(each))
        return _add(parent, _TAGS[piece.state], id=str(next(self._numbers)), author=who, **dated)

    @staticmethod
    def _run(parent: _Element, piece: MarkedText, text: str, *, leftward: bool) -> None:
        run = _add(parent, "r")
        if piece.apart is not None or leftward:
            looks = _add(run, "rPr")
            if piece.apart is not None:
                _add(looks, "rStyle", val=_style_id(piece.apart))
            if leftward:
                _add(looks, "rtl")
        _add_text(run, "delText" if piece.state is TextState.PUBLISHED else "t", text)


def _add_text(run: _Element, name: str, text: str) -> None:
    shown = _add(run, name)
    shown.text = text
    shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    from docx.oxml.ns import qn
    from lxml import etree

    made = etree.SubElement(parent, qn(f"w:{name}"))
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made

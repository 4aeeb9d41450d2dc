"""Marks of notes in a page's text, and the notes themselves: nobody reads them out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from oncue.transcript.html_blocks import words_in
from oncue.transcript.html_signs import MARK, MARK_END, NOTE, NOTE_END

_MARK = re.compile(
    r"[\[(]?(?:(?:note|fn|n)\.?\s?)?(?:\d{1,3}|[a-z]|[ivx]{1,5}|[*\u2020\u2021\u00a7\u00b6#]{1,3})"
    r"(?:[\s,\u2013-]{1,3}(?:\d{1,3}|[a-z]))*[\])]?",
    re.I,
)
_NOTED = re.compile(
    r"foot-?note|end-?note|note-?ref|fn-?ref|(?:^|[\s_#-])(?:_?ftn|_?edn|fn|cite|citation|reference|note)(?:[\s_:\d-]|$|ref)",
    re.I,
)
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|e|\u00e8re|\u00e8me|o|a|\u00ba|\u00aa|tm|sm|r|c|\u00ae", re.I)
_POWER = re.compile(r"(?:\d|\b(?:[a-z]|[cdkmn]m|ft|in|mi|yd|sec))$", re.I)
_SECTION = re.compile(r"(?:^|[\s_-])(?:foot-?notes?|end-?notes?|references|reflist|notes-list)(?:[\s_-]|$)", re.I)
_HOLDERS = frozenset(("li", "p", "div", "dd", "dt", "tr", "aside", "section", "small"))
_LONGEST_NOTE = 3_000
_ROLES = frozenset(("doc-endnotes", "doc-footnotes", "doc-footnote", "doc-endnote"))


def mark_notes(page: etree._Element) -> None:
    """Puts signs around the marks of notes and around the notes in `page`."""
    elements = list(page.iter(etree.Element))
    order = {element: n for n, element in enumerate(elements)}
    marks = [element for element in elements if _is_mark(element)]
    targets: dict[str, int] = {}
    for element in marks:
        for link in element.iter("a"):
            href = link.get("href", "")
            if href.startswith("#") and len(href) > 1:
                targets.setdefault(href[1:], order[element])
    notes = [_holder(element) for element in elements if _is_note(element, targets, order)]
    notes += [element for element in elements if _is_section(element)]
    notes += _notes_without_targets(marks, {name for one in elements if (name := one.get("id") or one.get("name"))})
    for element in marks:
        text = words_in(element)
        for child in list(element):
            element.remove(child)
        element.text = f"{MARK}{text}{MARK_END}"
    for note in notes:
        if note is not None and len(words_in(note)) < _LONGEST_NOTE * (10 if _is_section(note) else 1):
            _wrap(note)


def _is_mark(element: etree._Element) -> bool:
    if element.tag not in ("a", "sup"):
        return False
    text = words_in(element)
    if not text or len(text) > 16 or not _MARK.fullmatch(text):
        return False
    parent = element.getparent()
    if element.tag == "a":
        if parent is not None and parent.tag == "sup" and _is_mark(parent):
            return False  # the whole of the <sup> is
        href = element.get("href", "")
        named = _says_note(element) or (href.startswith("#") and bool(_NOTED.search(href)))
        return named or (href.startswith("#") and text[0] in "[(")
    if any(link.get("href", "").startswith("#") or _says_note(link) for link in element.iter("a")) or _says_note(element):
        return True
    if element.find(".//a") is not None:
        return any(sign.isdigit() for sign in text)
    return not _ORDINAL.fullmatch(text) and not _POWER.search(_before(element).rstrip()[-12:])


def _says_note(element: etree._Element) -> bool:
    told = " ".join(
        element.get(name, "")
        for name in ("role", "class", "id", "rel", "data-type", "{http://www.idpf.org/2007/ops}type", "epub:type")
    )
    return "doc-noteref" in told or "noteref" in told or bool(_NOTED.search(told))


def _before(element: etree._Element) -> str:
    before = element.getprevious()
    if before is not None:
        return before.tail or words_in(before)
    parent = element.getparent()
    return (parent.text or "") if parent is not None else ""


def _is_note(element: etree._Element, targets: dict[str, int], order: dict[etree._Element, int]) -> bool:
    """Whether a mark above it points to the element. A note's own link points back, to the text."""
    name = element.get("id") or element.get("name") or ""
    return name in targets and order[element] > targets[name]


def _notes_without_targets(marks: Sequence[etree._Element], names: set[str]) -> list[etree._Element]:
    """Paragraphs that begin with a mark that was met before, and whose link leads nowhere: a program that saved the page as
    something else, such as Markdown, kept the links and lost the places that they lead to."""
    notes: list[etree._Element] = []
    met: set[str] = set()
    for mark in marks:
        links = [link.get("href", "") for link in mark.iter("a")]
        if not links or any(not href.startswith("#") or href[1:] in names for href in links):
            continue
        text, holder = words_in(mark), _holder(mark)
        if holder is not None and text in met and words_in(holder).startswith(text):
            notes.append(holder)
        met.add(text)
    return notes


def _is_section(element: etree._Element) -> bool:
    return element.get("role", "") in _ROLES or (
        element.tag in ("ol", "ul", "section", "div", "aside")
        and bool(_SECTION.search(f"{element.get('class', '')} {element.get('id', '')}"))
        and element.find(".//h1") is None
    )


def _holder(element: etree._Element) -> etree._Element | None:
    return next((one for one in _upwards(element) if one.tag in _HOLDERS), None)


def _upwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.iterancestors()


def _wrap(note: etree._Element) -> None:
    for element in note.iter(etree.Element):
        if element.text and element.text.strip() and NOTE not in element.text:
            element.text = f"{NOTE}{element.text}{NOTE_END}"
        if element is not note and element.tail and element.tail.strip() and NOTE not in element.tail:
            element.tail = f"{NOTE}{element.tail}{NOTE_END}"

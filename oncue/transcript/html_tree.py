"""A page as a tree, without what nobody sees, ready for its main text to be found."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree, html

from oncue.transcript.html_blocks import words_in
from oncue.transcript.speaker_names import read_name

_DELETED = ("del", "s", "strike")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_TIMED = re.compile(
    r"data-(?:m|ms|t|d|time|start|begin|from|offset|timestamp|word|word-?\w{0,12}|start-?\w{0,12}|index|idx)$"
)
_TIME_LINK = re.compile(r"#$|#(?:t|time|start|ts|at)[=:_-]?\d[\d.:]*s?$|javascript:|[^#]*[?&](?:t|time|start)=\d", re.I)
_TRANSCRIPT = re.compile(r"transcri", re.I)
_FEW_WORDS = 60


def page_of(text: str) -> etree._Element | None:
    """The page's tree; None where there is none. Deleted and hidden words are gone, words in spans of their own apart."""
    # lxml refuses text that declares an encoding, so it gets bytes with theirs; numeric limits stay at their defaults.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    for element in list(page.iter(*_DELETED)):
        _drop(element)
    _drop_hidden(page)
    _part_words(page)
    _open_cues(page)
    return page


def _drop(element: etree._Element) -> None:
    """Takes the element out, but not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _drop_hidden(page: etree._Element) -> None:
    """A hidden line is an older version or a button's name; a hidden panel may be the transcript, opened by a click."""
    hidden = [element for element in page.iter(etree.Element) if _is_hidden(element)]
    for element in hidden:
        names = " ".join(element.get(name, "") for name in ("class", "id", "aria-label", "role"))
        words = words_in(element)
        if not _TRANSCRIPT.search(names) and len(words.split()) < _FEW_WORDS and not _holds_turn(element):
            _drop(element)


def _is_hidden(element: etree._Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden", "").strip().casefold() == "true"
        or bool(_UNSEEN.search(element.get("style", "")))
    )


def _holds_turn(element: etree._Element) -> bool:
    turns = 0
    for block in element.iter("p", "li", "dd", "div"):
        label, colon, said = (block.text or words_in(block)[:200]).strip().partition(":")
        turns += bool(colon and said.strip() and len(label) < 60 and read_name(label))
    return turns > 1


def _part_words(page: etree._Element) -> None:
    """Puts a space between words that each have a span of their own, with its time, and nothing between the spans."""
    for span in page.iter("span"):
        following = span.getnext()
        if (
            following is None
            or following.tag != "span"
            or span.tail
            or not any(_TIMED.match(str(name)) for name in span.attrib)
        ):
            continue
        text, then = words_in(span), words_in(following)
        ends_open = (span[-1].tail if len(span) else span.text) or ""
        begins = following.text or ""
        if (
            text
            and then
            and not ends_open[-1:].isspace()
            and not begins[:1].isspace()
            and then[0].isalnum()
            and then.isascii()
        ):
            span.tail = " "


def _open_cues(page: etree._Element) -> None:
    """Words that are buttons or links to their own time are words of the transcript, not a menu's."""
    buttons = [button for button in page.iter("button") if len(words_in(button).split()) > 2]
    counts = Counter(_kind_of(button) for button in buttons)
    for button in buttons:
        if counts[_kind_of(button)] > 4:
            parent = button.getparent()
            button.tag = "span" if parent is not None and parent.tag == "p" else "div"
    for link in page.iter("a"):
        if _TIME_LINK.match(link.get("href", "")) and len(words_in(link)) > 1:
            link.tag = "span"


def _kind_of(element: etree._Element) -> str:
    return (element.get("class") or element.get("data-testid") or "").split(" ")[0]

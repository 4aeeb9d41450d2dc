"""The main text of a web page, with its paragraphs and headings, and what its structure tells of who speaks."""

from __future__ import annotations

import trafilatura
from lxml import etree

from oncue.transcript.document import Document
from oncue.transcript.html_blocks import blocks_of, words_in
from oncue.transcript.html_conversation import with_lost_turns
from oncue.transcript.html_footnotes import mark_notes
from oncue.transcript.html_headings import with_lost_headings
from oncue.transcript.html_signs import Block, document_of_blocks, without_signs
from oncue.transcript.html_speakers import add_colons, label_by_attributes, named_speakers
from oncue.transcript.html_tree import page_of
from oncue.transcript.html_turn_lists import TurnLists


def read_html(text: str) -> Document:
    """Return the main text of an HTML page: paragraphs apart by a blank line, `<br>` as a line end, entities resolved.

    trafilatura finds the main text; where it left out turns of the conversation (it may take short ones for clutter), they
    are read from the page. Tables and definition lists of turns name who speaks, notes and their marks are marked. The text
    is empty if the page has none.
    """
    page = page_of(without_signs(text))
    if page is None:
        return Document("")
    lists = _structured(page)
    main = _main_blocks(page)
    named = named_speakers(page)
    if named and not {words_in(name) for name in named} <= {line for text, _ in main for line in text.split("\n")}:
        add_colons(named)
        main = _main_blocks(page)
    whole = with_lost_headings(page, with_lost_turns(page, main))
    return document_of_blocks(whole, lists.speakers, lists.notices)


def read_whole_page(text: str) -> Document:
    """Return all the text of an HTML page, as `read_html` does with its main text; signs in it are taken as its writer's."""
    page = page_of(text)
    if page is None:
        return Document("")
    lists = _structured(page)
    return document_of_blocks(blocks_of(page), lists.speakers, lists.notices)


def _structured(page: etree._Element) -> TurnLists:
    """Writes what the structure tells into the page's text, and returns what its tables and lists told."""
    label_by_attributes(page)
    mark_notes(page)
    lists = TurnLists()
    lists.unfold(page)
    return lists


def _main_blocks(page: etree._Element) -> list[Block]:
    text = etree.tostring(page, encoding="unicode", method="html")
    try:
        found = trafilatura.bare_extraction(
            text, favor_recall=True, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
        )
    except Exception:
        # A hostile page may break any of the extractor's heuristics; the whole page is read instead.
        return []
    body = getattr(found, "body", None)
    # One paragraph for everything is the extractor's last resort: the structure is lost, and the page itself has more.
    if body is None or (len(body) == 1 and "\n" in (body[0].text or "")):
        return []
    return blocks_of(body)

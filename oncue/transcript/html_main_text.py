"""The main text of a web page, with its paragraphs and headings."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import trafilatura
from lxml import etree, html

from oncue.transcript.document import Document, Range
from oncue.transcript.speaker_names import read_name

_SPACES = re.compile(r"\s+")
_TURN = re.compile(r"([^:\uff1a\n]{1,70})[:\uff1a](?:\s|$)")

_BLOCK_TAGS = (
    "address article aside blockquote body center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "head header hr item li list main nav ol p pre quote row section table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "head"))
_BREAKS = frozenset(("br", "lb"))
_CELLS = frozenset(("td", "th", "cell"))
# Never the words of a programme, wherever a page has them.
_SILENT_TAGS = (
    "aside audio button canvas dialog embed figure footer iframe input link map math menu meta nav noscript object option "
    "script select style svg template textarea title video"
)
_NO_TEXT = frozenset(_SILENT_TAGS.split())

Block = tuple[str, bool]


def read_html(text: str) -> Document:
    """Return the main text of an HTML page: paragraphs apart by a blank line, `<br>` as a line end, entities resolved.

    trafilatura finds the main text. Where it left out turns of the conversation (it may take short ones for clutter),
    the part of the page that holds all the turns is read whole instead. The text is empty if the page has none.
    """
    page = _parsed(text)
    if page is None:
        return Document("")
    main = _main_blocks(text)
    everything = _blocks(page)
    missing = _turns(everything) - _turns(main)
    if missing or not main:
        main = _blocks(_home_of_turns(page)) if missing else everything
    return _as_document(main)


def _parsed(text: str) -> etree._Element | None:
    # lxml refuses text that declares an encoding, so it gets bytes with theirs; numeric limits stay at their defaults.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _main_blocks(text: str) -> list[Block]:
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
    return _blocks(body)


def _turns(blocks: list[Block]) -> Counter[str]:
    return Counter(line for text, _ in blocks for line in text.split("\n") if _begins_turn(line))


def _begins_turn(line: str) -> bool:
    label = _TURN.match(line)
    return label is not None and read_name(label.group(1)) is not None


def _home_of_turns(page: etree._Element) -> etree._Element:
    """The smallest element that holds every block that begins as a turn does."""
    home: list[etree._Element] | None = None
    for element in page.iter(etree.Element):
        words = "".join((element.text or "", *_first_words(element)))
        if not _begins_turn(_SPACES.sub(" ", words[:400]).strip()[:80]):
            continue
        path = [element, *element.iterancestors()][::-1]
        if any(ancestor.tag in _NO_TEXT for ancestor in path):
            continue
        home = path if home is None else [one for one, other in zip(home, path, strict=False) if one is other]
    return home[-1] if home else page


def _first_words(element: etree._Element) -> list[str]:
    """Text of the first inline children, so that a label in bold is seen together with its colon."""
    words: list[str] = []
    for child in itertools.islice(element, 2):
        if child.tag in _BLOCKS or child.tag in _BREAKS:
            break
        words += [child.text or "", child.tail or ""]
    return words


def _blocks(root: etree._Element) -> list[Block]:
    """The text of every block below `root` in reading order, and whether it is a heading. Not recursive: pages nest deep."""
    blocks: list[Block] = []
    parts: list[str] = []
    heading = 0

    def close(as_heading: bool) -> None:
        lines = [_SPACES.sub(" ", line).strip() for line in "".join(parts).split("\x00")]
        text = "\n".join(line for line in lines if line)
        if text:
            blocks.append((text, as_heading))
        parts.clear()

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        skipped = not isinstance(tag, str) or tag in _NO_TEXT
        if event == "start":
            if skipped:
                walker.skip_subtree()
                continue
            if tag in _BLOCKS:
                close(heading > 0)
                heading += tag in _HEADINGS
            elif tag in _BREAKS:
                parts.append("\x00")
            elif tag in _CELLS:
                parts.append(" ")
            parts.append((element.text or "").replace("\x00", " "))
            continue
        if not skipped and tag in _BLOCKS:
            close(heading > 0)
            heading -= tag in _HEADINGS
        if element is not root:
            parts.append((element.tail or "").replace("\x00", " "))
    close(False)
    return blocks


def _as_document(blocks: list[Block]) -> Document:
    headings: list[Range] = []
    position = 0
    for text, is_heading in blocks:
        if is_heading:
            headings.append((position, position + len(text)))
        position += len(text) + 2
    return Document("\n\n".join(text for text, _ in blocks), headings=tuple(headings))

"""The text of a page block by block, in reading order."""

from __future__ import annotations

import re

from lxml import etree

from oncue.transcript.html_signs import Block

_SPACES = re.compile(r"\s+")

_BLOCK_TAGS = (
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 "
    "h5 h6 head header hr item li list main nav ol p pre quote row section summary table tbody tfoot thead tr ul"
)
BLOCKS = frozenset(_BLOCK_TAGS.split())
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "head"))
BREAKS = frozenset(("br", "lb"))
_CELLS = frozenset(("td", "th", "cell"))
# Never the words of a programme, wherever a page has them.
_SILENT_TAGS = (
    "aside audio button canvas dialog embed figure footer iframe input link map math menu meta nav noscript object option "
    "script select style svg template textarea title video"
)
UNSPOKEN_TAGS = frozenset(_SILENT_TAGS.split())


def blocks_of(root: etree._Element) -> list[Block]:
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
        skipped = not isinstance(tag, str) or tag in UNSPOKEN_TAGS
        if event == "start":
            if skipped:
                walker.skip_subtree()
                continue
            if tag in BLOCKS:
                close(heading > 0)
                heading += tag in HEADINGS
            elif tag in BREAKS:
                parts.append("\x00")
            elif tag in _CELLS:
                parts.append(" ")
            parts.append((element.text or "").replace("\x00", " "))
            continue
        if not skipped and tag in BLOCKS:
            close(heading > 0)
            heading -= tag in HEADINGS
        if element is not root:
            parts.append((element.tail or "").replace("\x00", " "))
    close(False)
    return blocks


def words_in(element: etree._Element) -> str:
    """All text within an element, its white space single."""
    return _SPACES.sub(" ", "".join(text for text in element.itertext() if isinstance(text, str))).strip()

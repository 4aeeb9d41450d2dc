"""Headings that the extractor of main texts left out, though the text below them is in it."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from oncue.transcript.html_blocks import blocks_of
from oncue.transcript.html_signs import Block, without_signs

MOST_IN_A_ROW = 3
"""Headings one above the other, such as a title and what is below it; more are a table of contents."""


def with_lost_headings(page: etree._Element, main: Sequence[Block]) -> list[Block]:
    """`main` with each heading of the page that stands directly above a block of it and is missing.

    Whether anybody reads it out is for the recording to say.
    """
    present = {_bare(text) for text, _ in main}
    above = _headings_above(blocks_of(page), present)
    whole: list[Block] = []
    for text, is_heading in main:
        for heading in above.pop(_bare(text), ()):
            whole.append((heading, True))
        whole.append((text, is_heading))
    return whole


def _headings_above(everything: Sequence[Block], present: set[str]) -> dict[str, list[str]]:
    """The missing headings directly above the first block of each text."""
    above: dict[str, list[str]] = {}
    headings: list[str] = []
    for text, is_heading in everything:
        bare = _bare(text)
        if is_heading and bare not in present:
            headings.append(text)
            continue
        if bare in present and bare not in above:
            above[bare] = headings if len(headings) <= MOST_IN_A_ROW else []
        headings = []
    return above


def _bare(text: str) -> str:
    return " ".join(without_signs(text).split())

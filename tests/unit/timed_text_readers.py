"""What others read from Timed Text: the EBU's schema, and ttconv's reader."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import ttconv.imsc.reader
import ttconv.model
from lxml import etree

_DATA = Path(__file__).parents[1] / "data"

Shown = tuple[int, int, tuple[str, ...]]
"""When it comes and goes, in milliseconds, and its lines."""


def as_ttconv_reads(document: bytes) -> list[Shown]:
    """Each paragraph of a document as ttconv has it in its model."""
    model = ttconv.imsc.reader.to_model(ElementTree.ElementTree(ElementTree.fromstring(document)))
    assert model is not None
    body = model.get_body()
    if body is None:
        return []
    shown = []
    for paragraph in body.dfs_iterator():
        if isinstance(paragraph, ttconv.model.P):
            assert paragraph.get_end() is not None
            lines = tuple("".join(_texts(paragraph)).split("\n"))
            shown.append((_ms(paragraph.get_begin() or Fraction(0)), _ms(paragraph.get_end()), lines))
    return shown


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        if isinstance(child, ttconv.model.Br):
            yield "\n"
        elif isinstance(child, ttconv.model.Text):
            yield child.get_text()
        else:
            yield from _texts(child)


def _ms(seconds: Fraction) -> int:
    return int(seconds * 1000 + Fraction(1, 2))


class _AtHome(etree.Resolver):
    """The schema of XML's own attributes, from beside the EBU's and not from w3.org."""

    def resolve(self, system_url: str, public_id: str, *context: Any) -> Any:
        here: Any = self
        at_home = system_url == "http://www.w3.org/2001/xml.xsd"
        return here.resolve_filename(str(_DATA / "ebu-tt-d" / "xml.xsd"), *context) if at_home else None


@cache
def ebu_tt_d_schema() -> etree.XMLSchema:
    """The EBU's schema of EBU-TT-D."""
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_AtHome())
    return etree.XMLSchema(etree.parse(str(_DATA / "ebu-tt-d" / "ebutt_d.xsd"), parser))

"""The names of TTML (W3C TTML2, 5.1; EBU Tech 3350, 3380): namespaces, and how an element or attribute is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

NAMESPACES: Mapping[str, str] = MappingProxyType(
    {
        "tt": "http://www.w3.org/ns/ttml",
        "ttp": "http://www.w3.org/ns/ttml#parameter",
        "tts": "http://www.w3.org/ns/ttml#styling",
        "ttm": "http://www.w3.org/ns/ttml#metadata",
        "itts": "http://www.w3.org/ns/ttml/profile/imsc1#styling",
        "ebutts": "urn:ebu:tt:style",
        "ebuttm": "urn:ebu:tt:metadata",
        "xml": "http://www.w3.org/XML/1998/namespace",
    }
)
"""The usual prefixes."""

TTML_TYPE = "application/ttml+xml"
"""The media type of every profile of TTML, registered by the W3C."""

IMSC_1_1_TEXT = "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
"""The designator of the text profile of IMSC 1.1."""

_OF_TIMED_TEXT = re.compile(r"https?://www\.w3\.org/(?:ns/ttml|20\d\d/\d\d/ttaf1)(?:[#/].*)?|urn:ebu:tt:.*|")
"""Namespaces of Timed Text: today's, those of the drafts that made DFXP files, the EBU's, and none."""


def qualified(name: str) -> str:
    """`prefix:name` as lxml wants it; a name without a prefix stays as it is."""
    prefix, colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else name


def local_name(element: Any) -> str:
    """The name of an element of Timed Text without its namespace; empty for any other node."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


def attributes_of(element: Any) -> dict[str, str]:
    """The attributes of Timed Text by their local names, whichever year's namespace they are in."""
    named = {_local(key): value.strip() for key, value in element.attrib.items()}
    named.pop("", None)
    return named


def xml_attribute(element: Any, name: str) -> str | None:
    """The value of `xml:id`, `xml:lang` or `xml:space`."""
    value = element.get(f"{{{NAMESPACES['xml']}}}{name}")
    return None if value is None else str(value)


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    """A name without its namespace, which must be one of Timed Text; a prefix that a file does not declare says nothing."""
    namespace, _, local = name.rpartition("}")
    return local.rpartition(":")[2] if _OF_TIMED_TEXT.fullmatch(namespace[1:]) else ""

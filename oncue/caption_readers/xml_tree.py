"""A caption format in XML as a tree: nothing is fetched, no entity is resolved, time and memory are bounded."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from oncue.caption_readers.faults import CaptionFault, FaultReason

LARGEST_BYTES = 16 * 2**20
"""Captions of ten hours, each word with a time of its own, are smaller."""

_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_LONGEST_TAG = re.compile(rb"<[^<>!?][^<>]{20000}")
"""Of thousands of attributes, each of which would be compared with all others."""


def xml_tree(source: str | bytes, title: str) -> Any:
    """The root element of a caption format called `title`. Bytes are in the encoding that they name themselves.

    Raises `CaptionFault` for what is damaged, too large, or declares entities.
    """
    from lxml import etree

    is_text = isinstance(source, str)
    # What a text says of its encoding is over with its decoding.
    data = _undeclared(source).encode("utf-8", "replace") if isinstance(source, str) else source
    if len(data) > LARGEST_BYTES:
        most = LARGEST_BYTES // 2**20
        raise CaptionFault(
            FaultReason.TOO_LARGE, f"This {title} file is larger than {most} MiB: captions are not, so it is none."
        )
    if _LONGEST_TAG.search(data):
        raise CaptionFault(
            FaultReason.TOO_LARGE, f"This {title} file has a tag of more than 20000 characters: it is damaged."
        )
    parser = etree.XMLParser(
        encoding="utf-8" if is_text else None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # two paragraphs may have one identifier: their words count all the same
        recover=True,  # to tell what is wrong with names, which loses no word, from what is damaged
    )
    try:
        # Names of HTML's characters are not XML's, and yet stand in many files.
        root = etree.fromstring(_NAMED.sub(_character, data), parser)
    except etree.XMLSyntaxError:
        root = None
    faults = [entry for entry in parser.error_log if entry.domain_name != "NAMESPACE"]
    if root is None or faults:
        told = f"line {faults[0].line}: {faults[0].message[:100].strip()}" if faults else "it has no element"
        raise CaptionFault(FaultReason.DAMAGED, f"This is not a {title} file, or it is damaged ({told}).")
    document_type: Any = root.getroottree().docinfo.internalDTD
    if document_type is not None and next(iter(document_type.iterentities()), None) is not None:
        raise CaptionFault(
            FaultReason.ENTITIES,
            f"This {title} file declares entities, as no caption file needs to: export it again without.",
        )
    return root


def _undeclared(text: str) -> str:
    found = _DECLARATION.match(text)
    return text[found.end() :] if found else text


def _character(found: re.Match[bytes]) -> bytes:
    shown = html5.get(f"{found[1].decode('ascii')};")
    return found[0] if shown is None else b"".join(b"&#%d;" % ord(char) for char in shown)

"""Bytes that should be Timed Text, as a tree: nothing is fetched, no entity is resolved, time and memory are bounded."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from oncue.captions.formats.ttml_names import local_name
from oncue.errors import UsageError

LARGEST_BYTES = 16 * 2**20
"""Captions of ten hours, each word with a time of its own, are smaller."""

_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30});")


def ttml_tree(data: bytes) -> Any:
    """The root element, `tt`. Raises `UsageError` for what is damaged, too large, no Timed Text, or declares entities."""
    from lxml import etree

    if len(data) > LARGEST_BYTES:
        raise UsageError(f"This TTML file is larger than {LARGEST_BYTES // 2**20} MiB: captions are not, so it is none.")
    parser = etree.XMLParser(
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
        raise UsageError(f"This is not a TTML file, or it is damaged ({told}).")
    document_type: Any = root.getroottree().docinfo.internalDTD
    if document_type is not None and next(iter(document_type.iterentities()), None) is not None:
        raise UsageError("This TTML file declares entities, as no caption file needs to: export it again without.")
    if local_name(root) != "tt":
        raise UsageError(f"This is not a TTML file: it begins with the element {_told(root.tag)}, not with tt.")
    return root


def _character(found: re.Match[bytes]) -> bytes:
    shown = html5.get(f"{found[1].decode('ascii')};")
    return found[0] if shown is None else b"".join(b"&#%d;" % ord(char) for char in shown)


def _told(tag: object) -> str:
    return str(tag).rpartition("}")[2][:60]

"""Transcripts that are plain text: all that no other type takes."""

from __future__ import annotations

import re

from oncue.transcript.document import Document
from oncue.transcript.encoding import NotText
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

# An XML declaration, or a root element that says which vocabulary it is of. Pages and captions are other types.
_XML = re.compile(
    r"(?P<declared><\?xml\s[^>]{0,300}\?>)?\s*(?:<!--.{0,2000}?-->\s*|<\?[^>]{0,300}\?>\s*|<!DOCTYPE\s[^>\[]{0,300}>\s*){0,9}"
    r"<(?P<root>[A-Za-z_][\w.-]{0,60}(?::[\w.-]{1,60})?)(?P<vocabulary>[^<>]{0,3000}?\sxmlns(?::[\w.-]{1,60})?\s*=)?[\s/>]?",
    re.S,
)


def sniff(file: UploadedFile) -> TypeMatch:
    """A fallback for every file: what is no text after all is refused when it is read."""
    return TypeMatch.FALLBACK


def read(file: UploadedFile) -> Document:
    """The text as it is. Raises `NotText` where the bytes are none, and for XML that no other type knows: its marks and
    attributes are no words."""
    text = file.text
    xml = _XML.match(file.head)
    if xml and (xml.group("declared") or xml.group("vocabulary")):
        raise NotText(f"an XML file of a kind that is not read (<{xml.group('root')}>)")
    return Document(text)

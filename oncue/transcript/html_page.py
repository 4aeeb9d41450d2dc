"""Transcripts that are web pages."""

from __future__ import annotations

import re

from oncue.transcript.document import Document
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

# Atomic: a comment ends where it ends first; else a row of them could be grouped in all possible ways.
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?>.{0,2000}?-->)\s*)*+<(?:!doctype html|html|head|body|article|main|div|p|h[1-6]"
    r"|section|table|ul)\b",
    re.I | re.S,
)
_HTML_TAG = re.compile(
    r"</?(?:p|div|span|br|b|i|em|strong|a|h[1-6]|ul|ol|li|table|tr|td|blockquote|article|section)(?:\s[^<>]{0,500})?/?>",
    re.I,
)
_SUFFIXES = (".html", ".htm", ".xhtml")


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the file begins as a page does; traces where it holds more than a few of a page's tags, or one and
    its name says so."""
    if _HTML_START.match(file.head):
        return TypeMatch.SIGNATURE
    tags = len(_HTML_TAG.findall(file.head))
    return TypeMatch.TRACES if tags > 5 or (tags and file.suffix in _SUFFIXES) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The page's main text, its paragraphs and headings; empty if the page has none."""
    from oncue.transcript.html_main_text import read_html  # its libraries take a tenth of a second, and few need them

    return read_html(file.text)

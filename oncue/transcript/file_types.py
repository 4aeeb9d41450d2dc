"""What kind of file a text is. Its content decides; the name it was uploaded under is only a hint."""

from __future__ import annotations

import re
from enum import StrEnum

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
_TIMING = re.compile(r"^[ \t]*\d{1,4}:\d{1,2}(?::\d{1,2})?[.,]\d{1,3}[ \t]*-->[ \t]*\d{1,4}:\d{1,2}", re.M)
_SAMPLE = 20_000


class Kind(StrEnum):
    """Kinds of transcript; the value is what a person calls it."""

    PLAIN = "text"
    HTML = "HTML page"
    WEBVTT = "WebVTT file"
    SUBRIP = "SRT file"


def kind_of(text: str, name: str | None) -> Kind:
    """Return the kind of file that `text` is, `name` (a file name or None) deciding where the content leaves it open."""
    suffix = (name or "").rpartition(".")[2].casefold()
    head = text[:_SAMPLE].lstrip("\ufeff\n\r\t ")
    if re.match(r"WEBVTT(?:\s|$)", head):
        return Kind.WEBVTT
    if _HTML_START.match(head):
        return Kind.HTML
    timing = _TIMING.search(head)
    # A cue comes at once, after at most a number; prose that quotes a timing line is prose.
    if timing and (suffix in ("srt", "vtt") or head[: timing.start()].count("\n") < 4):
        return Kind.SUBRIP
    tags = len(_HTML_TAG.findall(head))
    if tags > 5 or (tags and suffix in ("html", "htm", "xhtml")):
        return Kind.HTML
    return Kind.PLAIN

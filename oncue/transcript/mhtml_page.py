"""Transcripts that are web pages saved as one file with all that is on them (MHTML), as Chrome, Edge and Word save them."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from oncue.errors import TranscriptUnreadable
from oncue.transcript.document import Document
from oncue.transcript.encoding import decode
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_HEADERS = re.compile(rb"\s{0,9}(?:[A-Za-z-]{1,60}:[^\n]{0,998}\r?\n(?:[ \t][^\n]{0,998}\r?\n){0,20}){2,40}\r?\n")
_MANY_PARTS = re.compile(rb"^content-type:\s{0,20}multipart/(?:related|mixed|alternative)", re.I | re.M)
_VERSION = re.compile(rb"^mime-version:", re.I | re.M)
_MOST_PARTS = 2_000


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where it begins with the headers of such a file."""
    headers = _HEADERS.match(file.data[:20_000])
    if headers and _MANY_PARTS.search(headers.group()) and _VERSION.search(headers.group()):
        return TypeMatch.SIGNATURE
    return TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The text of its first page. Raises `TranscriptUnreadable` where it has none."""
    from oncue.transcript.html_main_text import read_html

    message = email.message_from_bytes(file.data, EmailMessage, policy=email.policy.compat32)
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                return read_html(_text(content, part.get_content_charset()))
    raise TranscriptUnreadable("The MHTML page has no page in it: save it again as HTML, or give plain text.")


def _text(content: bytes, charset: str | None) -> str:
    try:
        return content.decode(charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return decode(content)

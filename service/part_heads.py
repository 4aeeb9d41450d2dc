"""The heads of a form's parts: their bytes as text, and the file's name that one gives, in any of the ways it may."""

from __future__ import annotations

import codecs
import re
from urllib.parse import unquote

from werkzeug.datastructures import Headers
from werkzeug.sansio.multipart import Field, File, MultipartDecoder

from service.file_names import header_text

# A quote that is not closed takes all the rest: nothing is looked at twice, whatever a head holds.
_PARAMETER = re.compile(r'(?:"(?:\\.|[^"\\])*(?:"|\\?\Z)|[^;"])+', re.DOTALL)
_QUOTED = re.compile(r'filename\s*=\s*"((?:\\.|[^"\\])*)"', re.IGNORECASE)
_EXTENDED = re.compile(r"""filename\*\s*=\s*"?([\w.:-]+)'[\w-]*'([^"\s]*)"?""", re.IGNORECASE)


class PartDecoder(MultipartDecoder):
    """Werkzeug's decoder, which refuses a whole form for one head that is not UTF-8: a file's name in Latin-1."""

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        lines = bytes(data).splitlines(keepends=True)
        return super()._parse_headers("".join(map(header_text, lines)).encode("utf-8"))


def given_file_name(head: Field | File) -> str | None:
    """The name of the part's file as the client meant it; None for a part that is no file.

    `filename*=charset''...` (RFC 8187) counts more than a `filename` beside it (RFC 6266, 4.3), of which Werkzeug takes the
    last. In quotes, only a quote and a backslash are escaped by one: browsers and curl send `C:\\news.mp3` as it is, which
    Werkzeug takes for `C:news.mp3`.
    """
    if not isinstance(head, File):
        return None
    parameters = [each.strip() for each in _PARAMETER.findall(head.headers.get("Content-Disposition", ""))]
    for found in filter(None, map(_EXTENDED.fullmatch, parameters)):
        if (name := _unescaped(found[2], found[1])) is not None:
            return name
    for found in filter(None, map(_QUOTED.fullmatch, parameters)):
        return re.sub(r'\\(["\\])', r"\1", found[1]).replace("%22", '"')
    return head.filename


def _unescaped(value: str, charset: str) -> str | None:
    """The text of a percent-encoded value; None where the charset is not known, or the bytes are not of it."""
    try:
        codecs.lookup(charset)
        return unquote(value, encoding=charset, errors="strict")
    except (LookupError, UnicodeError):
        return None

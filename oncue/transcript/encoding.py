"""From bytes to text, whatever the newsroom's editor saved them as."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from oncue.errors import TranscriptUnreadable
from oncue.transcript.latin_code_pages import latin_code_page
from oncue.transcript.refused_types import refused_type


class NotText(Exception):
    """The bytes are no text. `what` they are instead, as `an image`; `is_known` is False where only that is known; `advice`
    is what to do with such a file, "" where there is nothing of its own."""

    def __init__(self, what: str, *, is_known: bool = True, advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.is_known = is_known
        self.advice = advice


# UTF-32 first: its little-endian mark begins with UTF-16's.
_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,99}encoding=["']([A-Za-z0-9_.:-]{2,40})""",
    re.I,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")
# Signs that stand inside words only when text of another code page is read as Windows-1252.
_FOREIGN = re.compile(
    r"[^\W\d_][\xa3\xa5\xa8\xaf\xb1\xb2\xb3\xb9\xb6\xbc\xbe\xa1\xbf\xac\xa6\xa9\xae\u0152\u0192\u2021\u02c6][^\W\d_]"
)


# Python's own encodings of other things than pages; some of them take a time that grows with the square of the text.
_NO_ENCODINGS_OF_PAGES = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"})


def decode(data: bytes) -> str:
    """Return `data` as text: without byte order mark, line ends untouched.

    Unicode is recognised by its mark or its structure, other encodings by what an HTML page declares, then by
    charset-normalizer. Raises `NotText`, or `TranscriptUnreadable` where too much of it is damaged.
    """
    refused = refused_type(data)
    if refused is not None:
        raise NotText(refused.what, advice=refused.advice)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text_only(data[len(mark) :].decode(encoding, errors="replace"))
    return _text_only(_without_mark(data))


def _without_mark(data: bytes) -> str:
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if b"\x00" in data:
        return "\x00"
    damaged = data.decode("utf-8", errors="replace")
    # A few broken bytes among many good sequences are damage, not another encoding.
    if damaged.count("\ufffd") * 10 < len(_MULTIBYTE.findall(data)):
        return damaged
    declared = _declared_encoding(data)
    if declared:
        return data.decode(declared, errors="replace")
    return _legacy(data)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in every second byte of Latin text."""
    sample = data[: 4096 - len(data) % 2] if len(data) < 4096 else data[:4096]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    high_zero, low_zero = sample[1::2].count(0), sample[0::2].count(0)
    # Half is enough: other scripts mix zeros (spaces, digits) with none; the other half must be nearly clean.
    if high_zero * 10 >= pairs * 3 and low_zero * 50 <= pairs:
        return "utf-16-le"
    if low_zero * 10 >= pairs * 3 and high_zero * 50 <= pairs:
        return "utf-16-be"
    # Other scripts have a zero only in their spaces, which are such in one byte order alone.
    if high_zero + low_zero:
        for encoding in ("utf-16-le", "utf-16-be"):
            text = sample.decode(encoding, errors="replace")
            letters = sum(character.isalpha() for character in text)
            if text.count(" ") * 20 > len(text) and letters * 10 > 7 * len(text):
                return encoding
    return None


def _declared_encoding(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    if not found:
        return None
    try:
        name = codecs.lookup((found.group(1) or found.group(2)).decode("ascii")).name
        data[:4096].decode(name, errors="replace")
    except (LookupError, ValueError):
        return None
    if name in _NO_ENCODINGS_OF_PAGES:
        return None
    # A page that says UTF-8 and is not has only the wrong label; browsers read Latin-1 as its Windows superset.
    return None if name.startswith("utf") else {"iso8859-1": "cp1252", "ascii": "cp1252"}.get(name, name)


def _legacy(data: bytes) -> str:
    western = data.decode("cp1252", errors="replace")
    letters = sum(character.isalpha() for character in western)
    accented = sum(character.isalpha() and character > "\x7f" for character in western)
    # A text in Latin letters is mostly plain ones; a Cyrillic or Greek code page read as Windows-1252 is all accents.
    if accented * 4 <= letters:
        found = latin_code_page(data)
        if found is not None:
            return data.decode(found, errors="replace")
        if not _FOREIGN.search(western) and western.count("\ufffd") == 0:
            return western
    # A detector needs a sample, not two megabytes, and the sample must hold what is to be detected.
    first = next(index for index, byte in enumerate(data) if byte > 0x7F)
    sample = data[max(0, first - 2_000) : first + 60_000]
    best = from_bytes(sample).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")


def _text_only(text: str) -> str:
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls * 100 > len(text):
        raise NotText("a binary file", is_known=False)
    if text.count("\ufffd") * 20 > len(text):
        raise TranscriptUnreadable("The transcript's character encoding was not recognised: save it as UTF-8.")
    return text.removeprefix("\ufeff")

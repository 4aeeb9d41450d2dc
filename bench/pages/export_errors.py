"""Errors of exporting, sending and saving files again: none of them changes what is said."""

from __future__ import annotations

import codecs
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bench.pages.page import File

ExportError = Callable[[str, random.Random], str]
"""A function of a file's text that makes the error."""

_LEGACY = ("cp1252", "cp1250", "cp1251", "cp1254", "cp1256", "gb18030")
_TIMING = re.compile(r"^(\d\d:\d\d:\d\d,\d\d\d) --> (\d\d:\d\d:\d\d,\d\d\d)$", re.M)


def _shuffled_cues(text: str, draw: random.Random) -> str:
    cues = text.split("\n\n")
    draw.shuffle(cues)
    return "\n\n".join(cue.strip("\n") for cue in cues) + "\n"


def _no_indexes(text: str, _: random.Random) -> str:
    return re.sub(r"^\d+\n(?=\d\d:)", "", text, flags=re.M)


def _same_index(text: str, _: random.Random) -> str:
    return re.sub(r"^\d+\n(?=\d\d:)", "1\n", text, flags=re.M)


def _web_breaks(text: str, _: random.Random) -> str:
    """The second line of a cue follows `<br>`, not a line end."""
    return re.sub(r"(?<=[^\n\d>])\n(?=[^\n])(?!\d+\n\d\d:)", "<br>", text)


def _italics(text: str, _: random.Random) -> str:
    return re.sub(r"(-->[^\n]*\n)((?:[^\n]+\n)+)", lambda cue: f"{cue[1]}<i>{cue[2].rstrip()}</i>\n", text)


def _placed(text: str, _: random.Random) -> str:
    return re.sub(r"(-->[^\n]*\n)", r"\1{\\an8}", text)


def _dots(text: str, _: random.Random) -> str:
    return _TIMING.sub(lambda timing: timing[0].replace(",", "."), text)


def _long_arrows(text: str, _: random.Random) -> str:
    return _TIMING.sub(lambda timing: timing[0].replace("-->", "--->"), text)


def _entities(text: str, _: random.Random) -> str:
    """Every letter beyond ASCII as a character reference, in a page's text; every space between tags no-break."""
    return "".join(character if ord(character) < 128 else f"&#{ord(character)};" for character in text)


def _no_break_spaces(text: str, draw: random.Random) -> str:
    return re.sub(r"(?<=\w) (?=\w)", lambda _: "\u00a0" if draw.random() < 0.2 else " ", text)


def _no_break_entities(text: str, draw: random.Random) -> str:
    return re.sub(r"(?<=[a-z,]) (?=[a-z]+[ ,.])(?![^<]*>)", lambda _: "&nbsp;" if draw.random() < 0.2 else " ", text)


def _ads(text: str, _: random.Random) -> str:
    script = '<script>var ad = "<p>Buy now: it is cheap.</p>";</script><!-- <p>An old version.</p> -->'
    return text.replace("</p>\n", f"</p>\n{script}\n", 1)


def _open_paragraphs(text: str, _: random.Random) -> str:
    return text.replace("</p>\n<p>", "\n<p>")


def _blank_rows(text: str, draw: random.Random) -> str:
    return re.sub(r"\r\n", lambda _: "\r\n,,,\r\n" if draw.random() < 0.1 else "\r\n", text)


def _double_spaces(text: str, draw: random.Random) -> str:
    return re.sub(r"(?<=[.,]) (?=\w)", lambda _: "  " if draw.random() < 0.5 else " ", text)


def _trailing_spaces(text: str, draw: random.Random) -> str:
    return re.sub(r"(?<=\S)\n", lambda _: "  \n" if draw.random() < 0.3 else "\n", text)


def _escaped_json(text: str, _: random.Random) -> str:
    return "".join(
        character
        if ord(character) < 128
        else "".join(f"\\u{unit:04x}" for unit in memoryview(character.encode("utf-16-le")).cast("H"))
        for character in text
    )


def _nothing(text: str, _: random.Random) -> str:
    return text


_ANY: dict[str, ExportError] = {"none": _nothing}
_CUES: dict[str, ExportError] = {
    "shuffled cues": _shuffled_cues,
    "no indexes": _no_indexes,
    "one index": _same_index,
    "<br> in cues": _web_breaks,
    "italics": _italics,
    "placed": _placed,
    "dots": _dots,
    "long arrows": _long_arrows,
}
_PROSE: dict[str, ExportError] = {
    "no-break spaces": _no_break_spaces,
    "double spaces": _double_spaces,
    "trailing spaces": _trailing_spaces,
}
_HTML: dict[str, ExportError] = {
    "references": _entities,
    "no-break entities": _no_break_entities,
    "scripts": _ads,
    "open paragraphs": _open_paragraphs,
}

BY_SUFFIX: Mapping[str, Mapping[str, ExportError]] = MappingProxyType(
    {
        "txt": _ANY | _PROSE,
        "md": _ANY | {"double spaces": _double_spaces},
        "html": _ANY | _HTML,
        "srt": _ANY | _CUES,
        "csv": _ANY | {"blank rows": _blank_rows},
        "json": _ANY | {"escaped": _escaped_json},
    }
)
"""The errors that may happen to a file of a type."""

_TEXT_SUFFIXES = {"txt", "md", "html", "srt", "vtt", "ass", "ssa", "sbv", "ttml", "csv", "json"}


def _crlf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _cr(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r")


def _marked(data: bytes) -> bytes:
    return codecs.BOM_UTF8 + data.removeprefix(codecs.BOM_UTF8)


def _utf_16(data: bytes) -> bytes:
    return codecs.BOM_UTF16_LE + data.removeprefix(codecs.BOM_UTF8).decode().encode("utf-16-le")


def _legacy(data: bytes) -> bytes:
    """The bytes in the first code page that has all the letters; unchanged where none has."""
    text = data.removeprefix(codecs.BOM_UTF8).decode()
    if max(text) > "\U0001f000":
        return data
    for encoding in _LEGACY:
        try:
            return text.encode(encoding)
        except UnicodeEncodeError:
            continue
    return data


BYTES: Mapping[str, Callable[[bytes], bytes]] = MappingProxyType(
    {"none": bytes, "CR LF": _crlf, "CR": _cr, "mark": _marked, "UTF-16": _utf_16, "code page": _legacy}
)
"""The errors that may happen to the bytes of a text file."""


def exported(file: File, draw: random.Random) -> tuple[File, str]:
    """The file with one error of its type and one of its bytes, perhaps none of either; and what they are called."""
    suffix = file.name.rpartition(".")[2]
    if suffix not in _TEXT_SUFFIXES or file.data[:2] == codecs.BOM_UTF16_LE:
        return file, "none"
    kinds = BY_SUFFIX.get(suffix, _ANY)
    kind = draw.choice(sorted(kinds))
    text = kinds[kind](file.data.decode("utf-8-sig"), draw)
    allowed = [name for name in BYTES if not (suffix in ("html", "ttml", "json") and name in ("UTF-16", "code page"))]
    change = draw.choice(allowed)
    called = ", ".join(name for name in (kind, change) if name != "none") or "none"
    return replace(file, data=BYTES[change](text.encode())), called

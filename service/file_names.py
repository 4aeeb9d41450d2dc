"""The names of files that arrive: read as they were meant where that can be known, and made fit to be shown.

A name is for showing only: nothing on the service's disk is called by it.
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote

NAME_CHARACTERS = 255
"""Most characters of a name that is kept; a longer one loses the end of its stem, not its ending."""

_ENDING = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,8}$")
"""The ending of a file: `.mp3`, `.3gp`. What follows the last dot of `Talk 12.03. Part 2` is none."""

_ENCODED_WORD = re.compile(r"=\?[\w.:-]+(\*[\w-]+)?\?[bBqQ]\?[^?\s]*\?=")

_PERCENTS = re.compile(r"(%[89A-Fa-f][0-9A-Fa-f]){2}")
_REFERENCE = re.compile(r"&#([0-9]{3,7});")

# Joiners, which emoji, Persian and the scripts of India are written with, and the tags of flags: without them a name reads
# otherwise. All other format characters are invisible, or turn the text around them (Unicode TR 36, 2.10.3).
_WRITTEN_WITH = frozenset({0x200C, 0x200D, *range(0xE0020, 0xE0080)})


def header_text(line: bytes) -> str:
    """A line of a header as text: UTF-8, as RFC 7578 has it, or the code page of Windows in Western Europe and America,
    which holds all of Latin-1. Bytes that neither has are kept as Latin-1's."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def file_name(given: str | None) -> str:
    """The last part of a name from outside, whatever system it came from, on one line; empty where nothing can be seen."""
    last = PureWindowsPath(PurePosixPath(_decoded(given or "")).name).name
    shown = unicodedata.normalize("NFC", "".join(map(_shown, last))).strip()
    return "" if not shown.strip(". \u200c\u200d") else _cut(shown)


def stem_of(name: str) -> str:
    """The name without its ending, where it has one."""
    return _ENDING.sub("", name)


def _cut(name: str) -> str:
    if len(name) <= NAME_CHARACTERS:
        return name
    ending = _ENDING.search(name)
    kept = ending[0] if ending else ""
    return name[: NAME_CHARACTERS - len(kept)] + kept


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] == "Z" or character in "\t\n\r":
        return " "
    if category in ("Cc", "Cs") or (category == "Cf" and ord(character) not in _WRITTEN_WITH):
        return ""
    is_noncharacter = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    return "" if is_noncharacter else character


def _decoded(name: str) -> str:
    """The name with letters in place of what clients write for those that are not ASCII.

    That is encoded words (mail libraries), percents (old clients of phones), references (browsers, on a page that is not in
    UTF-8). A name that is none of these in every letter stays as it is.
    """
    if _ENCODED_WORD.search(name):
        try:
            return str(make_header(decode_header(name)))
        except (HeaderParseError, LookupError, UnicodeError, binascii.Error):
            return name
    if _PERCENTS.search(name):
        try:
            return unquote(name, errors="strict")
        except UnicodeError:
            return name
    return _REFERENCE.sub(_referred, name)


def _referred(reference: re.Match[str]) -> str:
    number = int(reference[1])
    return chr(number) if 0x80 <= number <= 0x10FFFF else reference[0]

"""Transcripts that are RTF documents, as Word, WordPad, TextEdit and LibreOffice write them.

striprtf, the field's library, shows hidden and deleted text, halves characters beyond U+FFFF, writes a link's address behind
its text and joins a table's cells; what it knows of destinations and character sets is used here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from oncue.transcript.document import Document
from oncue.transcript.note_marks import is_note_mark
from oncue.transcript.office_archive import damaged
from oncue.transcript.paragraphs import LeftOut, ProseParagraph, TableCells, document_of_blocks
from oncue.transcript.uploaded_file import TypeMatch, UploadedFile

_CALLED = "RTF document"
_START = re.compile(rb"\s{0,100}\{\s{0,10}\\rtf\d?")
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\$"
)
_DEEPEST = 2_000

_SIGNS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "emdash": "\u2014",
    "endash": "\u2013",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "bullet": "\u2022",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
_ENDS = frozenset(("par", "sect", "page", "column"))
_NOTES = frozenset(("footnote",))
_COMMENTS = frozenset(("annotation",))
# Shown, though striprtf's list of destinations has them: the text of a drawn box.
_SHOWN = frozenset(("shp", "shpinst", "shptxt", "shpgrp", "result"))
# Not in that list: numbers of lists, what older readers are to show, and what a field's program is told.
_NOT_SHOWN = frozenset(("listtext", "nonshppict", "fldinst", "bkmkstart", "bkmkend", "xe", "tc", "shprslt", "sp"))


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group. `skipped`: it is no text; `after_unicode`: how many characters stand in for one beyond
    the page for readers that know no Unicode."""

    skipped: bool = False
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    bold: bool = False
    in_table: bool = False
    heading: bool = False
    after_unicode: int = 1
    encoding: str = "cp1252"


def sniff(file: UploadedFile) -> TypeMatch:
    """A signature where the file begins as every RTF document does."""
    return TypeMatch.SIGNATURE if _START.match(file.data[:200]) else TypeMatch.NONE


def read(file: UploadedFile) -> Document:
    """The paragraphs and tables. Raises `TranscriptUnreadable` where it ends within a group or its groups are too deep."""
    reading = _Reading()
    return document_of_blocks(reading.blocks(file.data), reading.left_out)


class _Reading:
    """Reads one document's blocks, token by token, each once."""

    def __init__(self) -> None:
        self.left_out = LeftOut()
        self._state = _State()
        self._outer: list[_State] = []
        self._text: list[str] = []
        self._bold = self._length = 0
        """So many characters at the start of the paragraph are in bold type; so many it has."""
        self._bytes = bytearray()
        self._stand_ins = 0
        self._cells: list[str] = []
        self._rows: TableCells = []
        self._fonts: dict[int, str] = {}
        self._in_fonts = False
        self._font = 0
        self._first_in_group = False
        self._ignorable = False

    def blocks(self, data: bytes) -> Iterator[ProseParagraph | TableCells]:
        """All blocks; a row of a table waits until the table ends."""
        position = data.index(b"{")
        end = len(data)
        while position < end:
            token = _TOKEN.match(data, position)
            if token is None:
                position += 1
                continue
            position = token.end()
            word, argument, code, sign, brace, text = token.groups()
            if word == b"bin":
                position += max(0, int(argument or 0))
            elif code:
                self._byte(int(code, 16))
            elif text:
                for byte in text:
                    self._byte(byte)
            elif brace == b"{":
                self._open()
            elif brace == b"}":
                self._close()
                if not self._outer:
                    break
            elif sign:
                yield from self._sign(sign.decode("latin-1"))
            elif word:
                yield from self._word(word.decode("ascii"), None if argument is None else int(argument))
        else:
            raise damaged(_CALLED)
        yield from self._paragraph()
        yield from self._table()

    def _open(self) -> None:
        self._flush()
        if len(self._outer) > _DEEPEST:
            raise damaged(_CALLED)
        self._outer.append(self._state)
        self._first_in_group, self._ignorable = True, False

    def _close(self) -> None:
        self._flush()
        if self._outer:
            self._state = self._outer.pop()
        self._in_fonts = self._in_fonts and self._state.skipped
        self._first_in_group = self._ignorable = False

    def _sign(self, sign: str) -> Iterator[ProseParagraph | TableCells]:
        if sign == "*":
            self._ignorable = self._first_in_group
            return
        self._first_in_group = False
        if sign in "\r\n":
            yield from self._paragraph()
        elif sign == "~":
            self._add("\u00a0")
        elif sign == "_":
            self._add("-")
        elif sign in "\\{}":
            self._byte(ord(sign))

    def _word(self, word: str, argument: int | None) -> Iterator[ProseParagraph | TableCells]:
        first, self._first_in_group = self._first_in_group, False
        if first and self._begins_other(word):
            return
        on = argument != 0
        if word == "u" and argument is not None:
            self._flush()
            self._add(chr(argument & 0xFFFF))
            self._stand_ins = self._state.after_unicode
            return
        if word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in _ENDS:
            yield from self._paragraph()
        elif word in ("cell", "nestcell"):
            self._flush()
            self._cells.append("".join(self._text).strip())
            self._text.clear()
            self._bold = self._length = 0
        elif word in ("row", "nestrow"):
            self._rows.append(self._cells)
            self._cells = []
        else:
            self._property(word, argument, on)

    def _begins_other(self, word: str) -> bool:
        """Whether the group that the word begins holds no text of the document."""
        from striprtf.striprtf import destinations

        if word in _NOTES or word in _COMMENTS:
            if not self._state.skipped:
                self.left_out.notes += word in _NOTES
                self.left_out.comments += word in _COMMENTS
            self._state = replace(self._state, skipped=True)
            return True
        known = word in destinations or word in _NOT_SHOWN
        if (known or self._ignorable) and word not in _SHOWN:
            self._in_fonts = self._in_fonts or word == "fonttbl"
            self._state = replace(self._state, skipped=True)
            return True
        return False

    def _property(self, word: str, argument: int | None, on: bool) -> None:
        state = self._state
        if word == "ansicpg" and argument:
            state = replace(state, encoding=_known_encoding(f"cp{argument}", state.encoding))
        elif word == "mac":
            state = replace(state, encoding="mac_roman")
        elif word == "uc" and argument is not None:
            state = replace(state, after_unicode=max(0, min(argument, 16)))
        elif word == "f" and argument is not None:
            self._font = argument
            state = replace(state, encoding=self._fonts.get(argument, state.encoding))
        elif word == "fcharset" and argument is not None and self._in_fonts:
            self._fonts[self._font] = _encoding_of(argument)
        elif word == "v":
            state = replace(state, hidden=on)
        elif word == "b":
            state = replace(state, bold=on)
        elif word in ("deleted", "deleteddel"):
            state = replace(state, deleted=on)
        elif word in ("super", "up"):
            state = replace(state, raised=on)
        elif word in ("nosupersub", "sub"):
            state = replace(state, raised=False)
        elif word == "plain":
            state = replace(state, hidden=False, deleted=False, raised=False, bold=False)
        elif word == "pard":
            state = replace(state, in_table=False, heading=False)
        elif word == "intbl":
            state = replace(state, in_table=True)
        elif word == "outlinelevel" and argument is not None:
            state = replace(state, heading=argument < 9)
        if state != self._state:
            self._flush()
            self._state = state

    def _byte(self, byte: int) -> None:
        self._first_in_group = False
        if self._stand_ins:
            self._stand_ins -= 1
        elif not self._state.skipped:
            self._bytes.append(byte)

    def _flush(self) -> None:
        self._stand_ins = 0
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._add(data.decode(self._state.encoding, errors="replace"))

    def _add(self, text: str) -> None:
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._add(data.decode(self._state.encoding, errors="replace"))
        state = self._state
        if state.skipped:
            return
        if state.deleted:
            self.left_out.deletions += 1
        elif state.hidden:
            self.left_out.hidden += bool(text.strip())
        elif state.raised and is_note_mark(text, "".join(self._text[-10:])):
            self.left_out.notes += 1
        else:
            if self._bold == self._length and (state.bold or not text.strip()):
                self._bold += len(text)
            self._length += len(text)
            self._text.append(text)

    def _paragraph(self) -> Iterator[ProseParagraph | TableCells]:
        self._flush()
        if self._state.in_table:
            self._add("\n")
            return
        if self._state.skipped:
            return
        yield from self._table()
        # Characters beyond U+FFFF are written as two.
        text = "".join(self._text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._text.clear()
        bold, self._bold, self._length = self._bold, 0, 0
        yield ProseParagraph(text, self._state.heading, bold=bold)

    def _table(self) -> Iterator[TableCells]:
        if self._cells:
            self._rows.append(self._cells)
            self._cells = []
        if self._rows:
            rows, self._rows = self._rows, []
            yield [[_whole(cell) for cell in row] for row in rows]


def _whole(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _encoding_of(charset: int) -> str:
    from striprtf.striprtf import charset_map

    return _known_encoding(charset_map.get(charset, "cp1252"), "cp1252")


def _known_encoding(name: str, otherwise: str) -> str:
    try:
        b"".decode(name)
    except LookupError:
        return otherwise
    return name

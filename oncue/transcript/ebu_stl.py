"""The EBU's binary subtitle files (EBU Tech 3264-E): a block about the programme, then blocks of 128 bytes with text.

The characters of ISO 6937 are ttconv's. Its reader is not used: it takes the number of blocks from the file, and logs and
leaves out what it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from oncue.errors import TranscriptUnreadable
from oncue.transcript.cues import Fragment, SourceCue, SourceLine
from oncue.transcript.document import Document
from oncue.transcript.subtitles import document_of_cues

_GENERAL = 1024
_BLOCK = 128
_CODES = {b"01": "iso8859_5", b"02": "iso8859_6", b"03": "iso8859_7", b"04": "iso8859_8"}
_LATIN = b"00"
_FORMAT = re.compile(rb"STL\d\d\.\d\d")
_PADDING = b"\x00\x0a\x0d\x1a\x20\x8f\xff"

_LINE_BREAK, _UNUSED = 0x8A, 0x8F
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_WHITE = "white"
_LAST_BLOCK, _USER_DATA, _RESERVED = 0xFF, 0xFE, range(0xF0, 0xFE)
_HEBREW = re.compile("[\u05d0-\u05ea]+")
_FINAL_LETTERS = frozenset("\u05da\u05dd\u05df\u05e3\u05e5")


def is_ebu_stl(data: bytes) -> bool:
    """Whether the first block is that of such a file."""
    return _FORMAT.match(data, 3) is not None and data[11:12] in b" 0123\x00"


def read_ebu_stl(data: bytes) -> Document:
    """The subtitles' words; a change of colour is a change of speaker. Raises `TranscriptUnreadable` where it is cut off."""
    blocks, left_over = divmod(len(data) - _GENERAL, _BLOCK)
    if blocks < 1 or (left_over and data[-left_over:].strip(_PADDING)):
        raise TranscriptUnreadable("The EBU STL file is cut off in the middle of a block: export it again.")
    table = data[12:14]
    notices: list[str] = []
    if table != _LATIN and table not in _CODES:
        notices.append(f"character_table_unknown: the file names the character table {table!r}; it was read as Latin.")
        table = _LATIN
    said = data[238:243].strip()
    if not said.isdigit() or int(said) != blocks:
        notices.append(f"block_count_wrong: the file says that it has {said.decode('latin-1')!r} blocks, and has {blocks}.")
    frames = int(data[6:8]) or 25
    programme_ms = _programme_start(data[256:264], frames)
    cues: list[SourceCue] = []
    comments = 0
    shown: tuple[SourceLine, ...] = ()
    for block in _whole(data, blocks):
        if block.is_comment:
            comments += 1
            continue
        lines = _lines(block.text, table)
        repeated = len(shown) if block.goes_on and lines[: len(shown)] == shown else 0
        shown = lines
        start_ms, end_ms = _time(block.start, frames), _time(block.end, frames)
        early = end_ms is not None and end_ms <= programme_ms
        cues.append(SourceCue(start_ms, end_ms, lines[repeated:], doubtful=early))
    if all(cue.doubtful for cue in cues):
        # Times that count from the programme's start, whatever the time code of its tape.
        cues = [replace(cue, doubtful=False) for cue in cues]
    if comments:
        notices.append(f"comments_left_out: {comments} blocks of the STL file are comments and were left out.")
    return document_of_cues(cues, notices=tuple(notices))


@dataclass(frozen=True, slots=True)
class _Subtitle:
    """A subtitle from one block or several. `goes_on`: it is shown in addition to the one before it."""

    start: bytes
    end: bytes
    text: bytes
    is_comment: bool
    goes_on: bool


def _whole(data: bytes, blocks: int) -> Iterator[_Subtitle]:
    parts: list[bytes] = []
    opened: tuple[int, bytes] | None = None
    head = b""
    for k in range(blocks):
        block = data[_GENERAL + k * _BLOCK : _GENERAL + (k + 1) * _BLOCK]
        extension = block[3]
        if extension == _USER_DATA or extension in _RESERVED:
            continue
        number = (block[0], block[1:3])
        if parts and number != opened:
            yield _subtitle(head, parts)
            parts = []
        if not parts:
            opened, head = number, block
        parts.append(block[16:].split(bytes([_UNUSED]), 1)[0] if extension == _LAST_BLOCK else block[16:].rstrip(b"\x8f"))
        if extension == _LAST_BLOCK:
            yield _subtitle(head, parts)
            parts = []
    if parts:
        yield _subtitle(head, parts)


def _subtitle(head: bytes, parts: list[bytes]) -> _Subtitle:
    return _Subtitle(head[5:9], head[9:13], b"".join(parts), head[15] == 1, head[4] in (2, 3))


def _time(code: bytes, frames: int) -> int | None:
    hours, minutes, seconds, frame = code
    if code == b"\xff\xff\xff\xff":
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + 1000 * frame // frames


def _programme_start(code: bytes, frames: int) -> int:
    """The time code of the programme's start in milliseconds: what is shown before it may be about the file."""
    if not code.isdigit():
        return 0
    return _time(bytes(int(code[k : k + 2]) for k in range(0, 8, 2)), frames) or 0


def _lines(text: bytes, table: bytes) -> tuple[SourceLine, ...]:
    """The lines of a text field. Codes of colour and of boxes take a place; each line begins in white."""
    lines: list[SourceLine] = []
    for row in text.split(bytes([_LINE_BREAK])):
        pieces: list[Fragment] = []
        colour = _WHITE
        written = bytearray()
        for byte in (*row, 0x07):
            if byte >= 0xA0 or 0x20 <= byte < 0x7F:
                written.append(byte)
            elif byte < 0x08:
                if words := _words(bytes(written), table):
                    pieces.append(Fragment(words, voice=colour))
                colour = _COLOURS[byte]
                written.clear()
            elif byte < 0x20:
                written.append(0x20)
        if pieces:
            lines.append(tuple(pieces))
    return tuple(lines)


def _words(written: bytes, table: bytes) -> str:
    from ttconv.stl import iso6937

    text = iso6937.decode(written, errors="replace")[0] if table == _LATIN else ""
    if table in _CODES:
        text = written.decode(_CODES[table], errors="replace")
    return _in_reading_order(" ".join(text.split()))


def _in_reading_order(text: str) -> str:
    """Hebrew as it is read: some programs store it as it is seen, from left to right, with final letters in front."""
    words = _HEBREW.findall(text)
    wrong = sum(word[0] in _FINAL_LETTERS for word in words if len(word) > 1)
    right = sum(word[-1] in _FINAL_LETTERS for word in words if len(word) > 1)
    if wrong <= right:
        return text
    return " ".join(word[::-1] for word in reversed(text.split()))

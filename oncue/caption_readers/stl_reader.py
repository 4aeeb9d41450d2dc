"""EBU STL, the binary subtitle files of European broadcasters (Tech 3264-E, 4.2 and 4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from oncue.caption_readers.cues import FirstFault, Fragment, SourceCaptions, SourceCue, SourceLine
from oncue.caption_readers.faults import CaptionFault, FaultReason
from oncue.caption_readers.hebrew_as_seen import from_right, has_hebrew, is_stored_as_seen
from oncue.caption_readers.stl_alphabets import CODE_TABLES, Alphabet
from oncue.caption_readers.time_codes import after_midnight
from oncue.frame_rate import FRAME_RATES, FrameRate

TELETEXT_ROWS = 23
"""The rows of the screen of teletext, level 1, that subtitles may stand in."""

RATE_NOTE = b"FRAME RATE "
"""What stands in the user-defined area before the name of the frame rate, in files that are written here."""

GSI_BYTES = 1024
"""The block of general information, before all others."""

_TTI_BYTES, _TEXT_AT, _USER_AREA_BYTES = 128, 16, 576
# Rates beyond the standard's 25 and 30 are what programs write that count others.
_RATES = {b"23": "23.976", b"24": "24", b"25": "25", b"29": "29.97df", b"50": "50", b"59": "59.94df", b"60": "60"}
_FORMAT = re.compile(rb"STL(\d\d)\.\d\d")

_LAST_BLOCK, _NOT_TEXT = 0xFF, range(0xF0, 0xFF)
_NEW_ROW, _UNUSED = b"\x8a", b"\x8f"
_FILLING = b"\x00\x0a\x0d\x1a\x20\x8f\xff"
_NOT_CUMULATIVE, _FIRST, _LAST = 0, 1, 3
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_WHITE = "white"
_COLOUR = re.compile(rb"([\x00-\x07])")

_Time = tuple[int, int, int, int]
_NO_TIME = (255, 255, 255, 255)


def is_ebu_stl(data: bytes) -> bool:
    """Whether the first block is that of such a file."""
    return _FORMAT.match(data, 3) is not None and data[11:12] in b" 0123\x00"


def read_stl(data: bytes) -> SourceCaptions:
    """The subtitles of an EBU STL file, in its order, with the times of its time codes; colours are voices.

    Subtitles that are added to what is shown are cues that show all there is by then. What is over before the programme
    starts is doubtful. Comments are left out, and told. Raises `CaptionFault` for a file that is none or is cut off.
    """
    found = _FORMAT.match(data, 3)
    if found is None or len(data) < GSI_BYTES:
        raise CaptionFault(
            FaultReason.OTHER_FORMAT,
            "This is not an EBU STL file: one begins with 1024 bytes of which the fourth to sixth are STL.",
        )
    header, blocks = data[:GSI_BYTES], _whole_blocks(data)
    faults = FirstFault()
    said = list(_subtitles(blocks, _alphabet(header, faults)))
    subtitles = _in_reading_order([each for each in said if not each.is_comment])
    rate = _rate(header, found[1], subtitles, faults)
    cues = _marked_early(list(_cues(subtitles, _times(subtitles, rate, faults), faults)), _programme_start(header, rate))
    return SourceCaptions(tuple(cues), _notices(header, len(blocks), len(said) - len(subtitles)), faults.fault)


@dataclass(frozen=True, slots=True)
class _Subtitle:
    """A subtitle from one block or several."""

    start: _Time
    end: _Time
    cumulative: int
    lines: tuple[SourceLine, ...]
    is_comment: bool


def _whole_blocks(data: bytes) -> list[bytes]:
    count, left_over = divmod(len(data) - GSI_BYTES, _TTI_BYTES)
    # The header's own count of blocks is not relied on: many programs write a wrong one.
    if left_over and data[-left_over:].strip(_FILLING):
        raise CaptionFault(
            FaultReason.CUT_OFF, f"This EBU STL file is cut off after {count} blocks: export it again.", blocks=count
        )
    return [data[first : first + _TTI_BYTES] for first in range(GSI_BYTES, GSI_BYTES + count * _TTI_BYTES, _TTI_BYTES)]


def _notices(header: bytes, blocks: int, comments: int) -> tuple[str, ...]:
    notices = []
    if (table := _table(header)) not in CODE_TABLES:
        notices.append(f"character_table_unknown: the file names the character table {table!r}; it was read as Latin.")
    said = header[238:243].strip()
    if not said.isdigit() or int(said) != blocks:
        notices.append(f"block_count_wrong: the file says that it has {said.decode('latin-1')!r} blocks, and has {blocks}.")
    if comments:
        notices.append(f"comments_left_out: {comments} blocks of the STL file are comments and were left out.")
    return tuple(notices)


def _table(header: bytes) -> bytes:
    return header[12:14] if header[12:14].strip(b"\x00 ") else b"00"


def _alphabet(header: bytes, faults: FirstFault) -> Alphabet:
    found = CODE_TABLES.get(table := _table(header))
    if found is None:
        faults.note(
            CaptionFault(
                FaultReason.ALPHABET_UNKNOWN,
                f"This EBU STL file is in the character code table {table!r}, and there are only 00 to 04.",
            )
        )
    return found or CODE_TABLES[b"00"]


def _rate(header: bytes, frames: bytes, subtitles: list[_Subtitle], faults: FirstFault) -> FrameRate:
    """What the file counts. Of 30 frames it does not say whether they are 29.97: they are if no label is a dropped one."""
    note = header[-_USER_AREA_BYTES:]
    named = note[len(RATE_NOTE) :].rstrip().decode("latin-1") if note.startswith(RATE_NOTE) else ""
    noted = FRAME_RATES.get(named)
    if noted is not None and noted.counted == int(frames):
        return noted
    if frames != b"30":
        name = _RATES.get(frames)
        if name is None:
            told = f"This EBU STL file counts {int(frames)} frames a second, which no video has."
            faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told))
        return FRAME_RATES[name or "25"]
    labels = (time for each in subtitles for time in (each.start, each.end))
    drops = all(minutes % 10 == 0 or seconds or frame > 1 for _, minutes, seconds, frame in labels)
    return FRAME_RATES["29.97df" if drops else "30"]


def _times(subtitles: list[_Subtitle], rate: FrameRate, faults: FirstFault) -> list[tuple[int, int]]:
    times: list[tuple[int, int]] = []
    for number, each in enumerate(subtitles, 1):
        for time in (each.start, each.end):
            hours, minutes, seconds, frames = time
            if hours > 99 or minutes > 59 or seconds > 59 or frames >= rate.counted:
                told = f"Subtitle {number} of this EBU STL file has a time that does not exist: {time}."
                faults.note(CaptionFault(FaultReason.TIME_UNKNOWN, told, cue=number))
        start_ms = times[-1][0] if times else 0
        if each.start != _NO_TIME:
            start_ms = _milliseconds(each.start, rate)
        times.append((start_ms, start_ms if each.end == _NO_TIME else _milliseconds(each.end, rate)))
    return after_midnight(times)


def _milliseconds(time: _Time, rate: FrameRate) -> int:
    return rate.milliseconds(rate.frame_of(*time))


def _programme_start(header: bytes, rate: FrameRate) -> int:
    """When the programme starts on its tape, in milliseconds."""
    code = header[256:264]
    if not code.isdigit():
        return 0
    return _milliseconds((int(code[:2]), int(code[2:4]), int(code[4:6]), int(code[6:])), rate)


def _marked_early(cues: list[SourceCue], programme_ms: int) -> list[SourceCue]:
    """The cues, those doubtful that are over before the programme starts: they may be about the file.

    Where all are, times count from the programme's start, whatever the time code of its tape.
    """
    early = [cue.end_ms is not None and cue.end_ms <= programme_ms for cue in cues]
    if all(early):
        return cues
    return [replace(cue, doubtful=is_early) for cue, is_early in zip(cues, early, strict=True)]


def _subtitles(blocks: list[bytes], alphabet: Alphabet) -> Iterator[_Subtitle]:
    """Subtitles from their blocks, without user data; one that has no last block ends before the next."""
    parts: list[bytes] = []
    head = b""
    for block in blocks:
        extension = block[3]
        if extension in _NOT_TEXT:
            continue
        if parts and block[:3] != head[:3]:
            yield _subtitle(head, parts, alphabet)
            parts = []
        if not parts:
            head = block
        parts.append(block[_TEXT_AT:].rstrip(_UNUSED))
        if extension == _LAST_BLOCK:
            yield _subtitle(head, parts, alphabet)
            parts = []
    if parts:
        yield _subtitle(head, parts, alphabet)


def _subtitle(head: bytes, parts: list[bytes], alphabet: Alphabet) -> _Subtitle:
    text = b"".join(parts).split(_UNUSED, 1)[0]
    lines = (_line(row, alphabet) for row in text.split(_NEW_ROW))
    start, end = (head[5], head[6], head[7], head[8]), (head[9], head[10], head[11], head[12])
    return _Subtitle(start, end, head[4], tuple(line for line in lines if line), is_comment=head[15] == 1)


def _line(row: bytes, alphabet: Alphabet) -> SourceLine:
    """The words of a row by their colours; each row begins in white, and the code of a colour takes a cell."""
    pieces: list[Fragment] = []
    colour = _WHITE
    for number, part in enumerate(_COLOUR.split(row)):
        if number % 2:
            colour = _COLOURS[part[0]]
        elif words := " ".join(alphabet.decode(_printable(part)).split()):
            pieces.append(Fragment(f" {words}" if pieces else words, voice=colour))
    return tuple(pieces)


def _printable(row: bytes) -> bytes:
    """A row without its codes: those of teletext take a cell, those of open subtitles, from 80h on, take none."""
    return bytes(0x20 if byte < 0x20 else byte for byte in row if byte < 0x7F or byte >= 0xA0)


def _in_reading_order(subtitles: list[_Subtitle]) -> list[_Subtitle]:
    """The subtitles with Hebrew as it is read, where the file has it as it is seen."""
    if not is_stored_as_seen(piece.text for each in subtitles for line in each.lines for piece in line):
        return subtitles
    return [replace(each, lines=tuple(_from_right(line) for line in each.lines)) for each in subtitles]


def _from_right(line: SourceLine) -> SourceLine:
    if not any(has_hebrew(piece.text) for piece in line):
        return line
    first, *others = (replace(piece, text=from_right(piece.text)) for piece in reversed(line))
    return (first, *(replace(piece, text=f" {piece.text}") for piece in others))


def _cues(subtitles: list[_Subtitle], times: list[tuple[int, int]], faults: FirstFault) -> Iterator[SourceCue]:
    shown: tuple[SourceLine, ...] = ()
    for index, (each, (start_ms, end_ms)) in enumerate(zip(subtitles, times, strict=True)):
        if each.cumulative in (_NOT_CUMULATIVE, _FIRST):
            lines = shown = each.lines
        else:
            added = each.lines[len(shown) :] if each.lines[: len(shown)] == shown else each.lines
            lines = (*map(_shown_before, shown), *added)[-TELETEXT_ROWS:]
            shown = (*shown, *added)[-TELETEXT_ROWS:]
        goes_on = each.cumulative not in (_NOT_CUMULATIVE, _LAST) and index + 1 < len(subtitles)
        if goes_on and start_ms <= times[index + 1][0] < end_ms:
            end_ms = times[index + 1][0]
        if end_ms < start_ms:
            told = f"Cue {index + 1} of this EBU STL file ends before it starts."
            faults.note(CaptionFault(FaultReason.TIMES_BACKWARDS, told, cue=index + 1))
        if lines:
            begins = None if each.start == _NO_TIME else start_ms
            yield SourceCue(begins, None if each.end == _NO_TIME else end_ms, lines)


def _shown_before(line: SourceLine) -> SourceLine:
    return tuple(replace(piece, again=True) for piece in line)

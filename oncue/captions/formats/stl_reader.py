"""EBU STL read as cues (Tech 3264-E, 4.2 and 4.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from oncue.captions.formats.programme_clock import after_midnight
from oncue.captions.formats.stl_alphabets import CODE_TABLES, Alphabet
from oncue.captions.formats.stl_header import GSI_BYTES, TELETEXT_ROWS, noted_rate
from oncue.captions.formats.written import WrittenCue, ordered_times
from oncue.captions.frame_rate import FRAME_RATES, FrameRate
from oncue.errors import UsageError

# Rates beyond the standard's 25 and 30 are what programs write that count others.
_RATES = {b"23": "23.976", b"24": "24", b"25": "25", b"29": "29.97df", b"50": "50", b"59": "59.94df", b"60": "60"}
_FORMAT = re.compile(rb"STL(\d\d)\.\d\d")

_TTI_BYTES, _TEXT_AT = 128, 16
_LAST_BLOCK, _NOT_TEXT = 0xFF, range(0xF0, 0xFF)
_NEW_ROW, _UNUSED = b"\x8a", b"\x8f"
_FILLING = b"\x00\x0a\x0d\x1a\x20\x8f\xff"
_NOT_CUMULATIVE, _FIRST, _LAST = 0, 1, 3


_Time = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class _Subtitle:
    start: _Time
    end: _Time
    cumulative: int
    lines: tuple[str, ...]


def read(data: bytes) -> tuple[WrittenCue, ...]:
    """The cues of an EBU STL file, in its order, with the times of its time codes. Colours and comments are left out.

    Subtitles that are added to what is shown become cues that show all there is by then. Raises `UsageError` for a file that
    is none or is cut off, and for times that do not exist or run backwards.
    """
    found = _FORMAT.match(data, 3)
    if found is None or len(data) < GSI_BYTES:
        raise UsageError("This is not an EBU STL file: one begins with 1024 bytes of which the fourth to sixth are STL.")
    header, blocks = data[:GSI_BYTES], _whole_blocks(data)
    subtitles = list(_subtitles(blocks, _alphabet(header)))
    rate = _rate(header, found[1], subtitles)
    times = []
    for number, each in enumerate(subtitles, 1):
        times.append((_milliseconds(each.start, rate, number), _milliseconds(each.end, rate, number)))
    return tuple(_cues(subtitles, after_midnight(times)))


def _whole_blocks(data: bytes) -> list[bytes]:
    count, left_over = divmod(len(data) - GSI_BYTES, _TTI_BYTES)
    # The header's own count of blocks is not relied on: many programs write a wrong one.
    if left_over and data[-left_over:].strip(_FILLING):
        raise UsageError(f"This EBU STL file is cut off after {count} blocks: export it again.", blocks=count)
    return [data[first : first + _TTI_BYTES] for first in range(GSI_BYTES, GSI_BYTES + count * _TTI_BYTES, _TTI_BYTES)]


def _alphabet(header: bytes) -> Alphabet:
    table = header[12:14]
    found = CODE_TABLES.get(table if table.strip(b"\x00 ") else b"00")
    if found is None:
        raise UsageError(f"This EBU STL file is in the character code table {table!r}, and there are only 00 to 04.")
    return found


def _rate(header: bytes, frames: bytes, subtitles: list[_Subtitle]) -> FrameRate:
    """What the file counts. Of 30 frames it does not say whether they are 29.97: they are if no label is a dropped one."""
    noted = FRAME_RATES.get(noted_rate(header) or "")
    if noted is not None and noted.counted == int(frames):
        return noted
    if frames != b"30":
        name = _RATES.get(frames)
        if name is None:
            raise UsageError(f"This EBU STL file counts {int(frames)} frames a second, which no video has.")
        return FRAME_RATES[name]
    labels = (time for each in subtitles for time in (each.start, each.end))
    drops = all(minutes % 10 == 0 or seconds or frame > 1 for _, minutes, seconds, frame in labels)
    return FRAME_RATES["29.97df" if drops else "30"]


def _milliseconds(time: _Time, rate: FrameRate, number: int) -> int:
    hours, minutes, seconds, frames = time
    if hours > 99 or minutes > 59 or seconds > 59 or frames >= rate.counted:
        raise UsageError(f"Subtitle {number} of this EBU STL file has a time that does not exist: {time}.", cue=number)
    return rate.milliseconds(rate.frame_of(*time))


def _subtitles(blocks: list[bytes], alphabet: Alphabet) -> Iterator[_Subtitle]:
    """Subtitles from their blocks, comments and user data left out; one that has no last block ends before the next."""
    parts: list[bytes] = []
    head = b""
    for block in blocks:
        extension = block[3]
        if extension in _NOT_TEXT:
            continue
        if parts and block[:3] != head[:3]:
            yield from _subtitle(head, parts, alphabet)
            parts = []
        if not parts:
            head = block
        parts.append(block[_TEXT_AT:].rstrip(_UNUSED))
        if extension == _LAST_BLOCK:
            yield from _subtitle(head, parts, alphabet)
            parts = []
    if parts:
        yield from _subtitle(head, parts, alphabet)


def _subtitle(head: bytes, parts: list[bytes], alphabet: Alphabet) -> Iterator[_Subtitle]:
    if head[15] == 1:
        return
    text = b"".join(parts).split(_UNUSED, 1)[0]
    lines = (" ".join(alphabet.decode(_printable(row)).split()) for row in text.split(_NEW_ROW))
    start, end = (head[5], head[6], head[7], head[8]), (head[9], head[10], head[11], head[12])
    yield _Subtitle(start, end, head[4], tuple(line for line in lines if line))


def _printable(row: bytes) -> bytes:
    """A row without its codes: those of teletext take a cell, those of open subtitles, from 80h on, take none."""
    return bytes(0x20 if byte < 0x20 else byte for byte in row if byte < 0x7F or byte >= 0xA0)


def _cues(subtitles: list[_Subtitle], times: list[tuple[int, int]]) -> Iterator[WrittenCue]:
    shown: tuple[str, ...] = ()
    for index, (each, (start_ms, end_ms)) in enumerate(zip(subtitles, times, strict=True)):
        adds = each.cumulative not in (_NOT_CUMULATIVE, _FIRST)
        repeats = each.lines[: len(shown)] == shown
        shown = (*shown, *each.lines)[-TELETEXT_ROWS:] if adds and not repeats else each.lines
        goes_on = each.cumulative not in (_NOT_CUMULATIVE, _LAST) and index + 1 < len(subtitles)
        if goes_on and start_ms <= times[index + 1][0] < end_ms:
            end_ms = times[index + 1][0]
        times_ms = ordered_times(start_ms, end_ms, index + 1, "EBU STL")
        if shown:
            yield WrittenCue(*times_ms, shown, (None,) * len(shown))

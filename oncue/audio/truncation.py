"""What is wrong with a recording that could be decoded all the same.

ffmpeg says nothing about a WAV, AVI or Ogg that breaks off: it trusts the file's size over the header's, and an Ogg stream
is as long as its last whole page says.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from oncue.audio.ffmpeg import Log
from oncue.audio.pcm import Pcm
from oncue.audio.timestamp_jumps import clock, jump_warnings, jumps_of, removed_ms

# A missing end shorter than this is encoder padding or rounding, not damage.
_MISSING_END_MS = 1000

# Written by programs that do not know the size yet; ffmpeg, sox and others leave them in a stream's header.
_UNKNOWN_SIZES = frozenset({0, 0x7FFFFFFF, 0x7FFFF000, 0x7FFFF024, 0xFFFFFFFF, 0xFFFFF000, 0xFFFFFF00})
_MOST_CHUNKS = 1000

# The largest page (RFC 3533) is 65,307 bytes: twice that holds a whole one wherever the file ends.
_OGG_TAIL_BYTES = 2 * 65_307
_OGG_LAST_PAGE = 0x04


def damage(source: Path, log: Log, pcm: Pcm, status: int) -> tuple[str, ...]:
    """Sentences for the user where the recording is damaged, else nothing. `status` is ffmpeg's. Raises `OSError`."""
    jumps = jumps_of(log.printed, log.late_ms)
    return (*jump_warnings(jumps, log.container), *_damage(source, log, pcm, status, removed_ms(jumps)))


# ffmpeg calls the packet behind the last one of these invalid, also where they are whole.
_ENDS_BADLY = {"gxf": "Error during demuxing: Invalid data found when processing input"}


def _damage(source: Path, log: Log, pcm: Pcm, status: int, removed_ms: int) -> tuple[str, ...]:
    missing_ms = (log.declared_ms or 0) - pcm.duration_ms - removed_ms
    # The container's duration is its longest track's, so that a short sound track under a long picture is no damage.
    if missing_ms > _MISSING_END_MS and (log.error_count or status or not log.has_pictures):
        return (
            f"audio_damaged: the file says that it is {clock(log.declared_ms or 0)} long, but only "
            f"{clock(pcm.duration_ms + removed_ms)} could be decoded; what comes after has no captions.",
        )
    if _breaks_off(source):
        return (
            f"audio_damaged: the file breaks off after {clock(pcm.duration_ms)}, before its own end; "
            "what comes after has no captions.",
        )
    if log.container in _ENDS_BADLY and log.declared_ms and set(log.errors) == {_ENDS_BADLY[log.container]}:
        return ()
    if log.error_count or status:
        return ("audio_damaged: parts of the recording could not be decoded; captions near them may be missing or shifted.",)
    return ()


def _breaks_off(source: Path) -> bool:
    """True where the file lacks its end; False also for the containers of which ffmpeg says it itself. Raises `OSError`."""
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(40)
        form = head[8:12]
        if head[:4] == b"RIFF" and form == b"WAVE":
            return _wav_breaks_off(file, size)
        if head[:4] == b"RIFF" and form == b"AVI ":
            return size < 8 + _known(int.from_bytes(head[4:8], "little"))
        if head[:4] == b"RF64" and head[12:16] == b"ds64":
            return size < 8 + int.from_bytes(head[20:28], "little")
        if head[:4] == b"riff":  # Wave64: the identifier is 16 bytes long
            return size < int.from_bytes(head[16:24], "little")
        if head[:4] == b"OggS":
            return _ogg_breaks_off(file, size)
    return False


def _known(length: int) -> int:
    return 0 if length in _UNKNOWN_SIZES else length


def _wav_breaks_off(file: BinaryIO, size: int) -> bool:
    file.seek(12)
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            return False
        length = int.from_bytes(header[4:], "little")
        if header[:4] == b"data":
            return file.tell() + _known(length) > size
        file.seek(length + length % 2, os.SEEK_CUR)
    return False


def _ogg_breaks_off(file: BinaryIO, size: int) -> bool:
    file.seek(max(0, size - _OGG_TAIL_BYTES))
    tail = file.read(_OGG_TAIL_BYTES)
    at = tail.find(b"OggS")
    while at >= 0:
        if at + 5 < len(tail) and tail[at + 4] == 0 and tail[at + 5] & _OGG_LAST_PAGE:
            return False
        at = tail.find(b"OggS", at + 1)
    return True

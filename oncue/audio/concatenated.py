"""Finds recordings that were joined byte by byte (`cat one.mp3 two.mp3`), so that each is decoded as the file it was.

Decoded as one, each seam adds what encoders put around the sound, and the headers of the later files become sound: 0.04 s at
48 kHz and 0.11 s at 16 kHz for every MP3, which players play, too, but which the recordings do not have.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

# More seams than any recording that people send; beyond it a file is taken as it is.
_MOST_PARTS = 1000
_MOST_TAG_BYTES = 2**24

# MPEG audio layer III, by version 1 and 2 (2.5 as 2): bit rates in kbit/s and sample rates in Hz (ISO 11172-3, 13818-3).
_BIT_RATES = {1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
              2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)}  # fmt: skip
_SAMPLE_RATES = (44_100, 48_000, 32_000)
_HALVED = {3: 1, 2: 2, 0: 4}

_OGG_FIRST_PAGE = 0x02


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes [start, end) of a file, which are a recording by themselves; `whole` where that is all of it."""

    start: int
    end: int
    whole: bool

    def url(self, source: Path) -> str:
        """What FFmpeg calls it, over its protocols `file` and `subfile`."""
        name = f"file:{source.absolute()}"
        return name if self.whole else f"subfile,,start,{self.start},end,{self.end},,:{name}"


def find_parts(source: Path) -> tuple[Part, ...]:
    """The recordings that `source` was joined from, in order; itself where it is one. Raises `OSError`."""
    with source.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(4)
        whole = (Part(0, size, whole=True),)
        is_mp3 = head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] >= b"\xe0")
        if not (is_mp3 or head == b"OggS"):
            return whole
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            starts: list[int] = []
            for start in _mp3_starts(content) if is_mp3 else _ogg_starts(content):
                starts.append(start)
                if len(starts) > _MOST_PARTS:
                    return whole
    # What comes before the first start belongs to the first part, and the first may have no header of its own.
    seams = [start for start in starts if start > 0]
    if is_mp3 and seams and not _has_frame_before(source, seams[0]):
        seams = seams[1:]
    if not seams:
        return whole
    bounds = [0, *seams, size]
    return tuple(Part(start, end, whole=False) for start, end in pairwise(bounds))


def _mp3_starts(content: mmap.mmap) -> Iterator[int]:
    """Where the frames with a Xing or Info header lie, of which an MP3 file has one, its first: with the tag before it."""
    found = sorted({*_frames_with(content, b"Xing"), *_frames_with(content, b"Info")})
    for frame in found:
        yield _tag_before(content, frame)


def _frames_with(content: mmap.mmap, mark: bytes) -> Iterator[int]:
    at = content.find(mark)
    while at >= 0:
        # Behind the frame's header and side information: by version and number of channels.
        for behind in (36, 21, 13):
            length = _frame_bytes(content, at - behind)
            if length and (_frame_bytes(content, at - behind + length) or at - behind + length == len(content)):
                yield at - behind
        at = content.find(mark, at + 4)


def _frame_bytes(content: mmap.mmap, at: int) -> int:
    """The length of the layer III frame at `at`; 0 where there is none."""
    if at < 0 or at + 4 > len(content):
        return 0
    header = content[at : at + 4]
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    bit_rate, sample_rate = header[2] >> 4, header[2] >> 2 & 3
    if header[0] != 0xFF or header[1] < 0xE0 or version == 1 or layer != 1 or bit_rate in (0, 15) or sample_rate == 3:
        return 0
    halved = _HALVED[version]
    kbit = _BIT_RATES[1 if halved == 1 else 2][bit_rate - 1]
    return (144 if halved == 1 else 72) * kbit * 1000 // (_SAMPLE_RATES[sample_rate] // halved) + (header[2] >> 1 & 1)


def _tag_before(content: mmap.mmap, frame: int) -> int:
    """Where the ID3v2 tag begins that ends at `frame`; `frame` where there is none."""
    at = content.rfind(b"ID3", max(0, frame - _MOST_TAG_BYTES), frame)
    if at < 0 or at + 10 > frame:
        return frame
    a, b, c, d = content[at + 6 : at + 10]
    return at if max(a, b, c, d) < 128 and at + 10 + (a << 21 | b << 14 | c << 7 | d) == frame else frame


def _has_frame_before(source: Path, seam: int) -> bool:
    """Whether sound comes before `seam`, not only a tag or padding."""
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = 0
        while content[at : at + 3] == b"ID3" and at + 10 <= seam:
            a, b, c, d = content[at + 6 : at + 10]
            at += 10 + (a << 21 | b << 14 | c << 7 | d)
        while at < seam and content[at] == 0:
            at += 1
        return at < seam and _frame_bytes(content, at) > 0


def _ogg_starts(content: mmap.mmap) -> Iterator[int]:
    """Where a chain's links begin (RFC 3533): at the first of the pages that begin streams."""
    at, beginning = content.find(b"OggS"), False
    while at >= 0 and at + 27 <= len(content):
        begins = bool(content[at + 5] & _OGG_FIRST_PAGE)
        if begins and not beginning:
            yield at
        beginning = begins
        segments = content[at + 26]
        after = at + 27 + segments + sum(content[at + 27 : at + 27 + segments])
        at = after if content[after : after + 4] == b"OggS" else content.find(b"OggS", at + 4)

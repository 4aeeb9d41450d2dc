"""What is listened to at a desk: the samples that words are aligned with, as FLAC or Opus, on the file's own clock.

Never the upload itself: browsers seek to other places than they say in some formats (MP3 of a variable rate), and captions
count from the file's 0:00, which is where this begins.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oncue.audio import ffmpeg
from oncue.audio.decode_limits import DecodeLimits
from oncue.audio.pcm import SAMPLE_RATE_HZ, Pcm
from oncue.errors import OncueError, StorageFull

_SAMPLES_PER_MS = SAMPLE_RATE_HZ // 1000
_SILENCE_SAMPLES = 60 * SAMPLE_RATE_HZ


class DeskCodec(StrEnum):
    """The form in which a desk's sound is kept: FLAC is exact, Opus takes a third of the room."""

    FLAC = "flac"
    OPUS = "opus"


@dataclass(frozen=True, slots=True)
class _Written:
    suffix: str
    media_type: str
    arguments: tuple[str, ...]


_FORMS = {
    DeskCodec.FLAC: _Written("flac", "audio/flac", ("-c:a", "flac", "-compression_level", "5", "-f", "flac")),
    DeskCodec.OPUS: _Written("webm", "audio/webm", ("-c:a", "libopus", "-b:a", "48k", "-f", "webm")),
}


class AudioNotWritten(OncueError):
    """ffmpeg could not write a desk's sound."""

    code = "internal_error"


def suffix_of(codec: DeskCodec) -> str:
    """The ending of a file's name."""
    return _FORMS[codec].suffix


def media_type_of(codec: DeskCodec) -> str:
    """The media type that browsers know it by."""
    return _FORMS[codec].media_type


def blocks_on_file_clock(pcm: Pcm) -> Iterator[NDArray[np.int16]]:
    """The samples of a recording in order, with silence where time of the file's clock was left out."""
    at = 0
    for hole_ms, length_ms in pcm.holes:
        end = min(pcm.sample_count, hole_ms * _SAMPLES_PER_MS)
        yield from _samples(pcm, at, end)
        at = max(at, end)
        left = length_ms * _SAMPLES_PER_MS
        while left > 0:
            yield np.zeros(min(left, _SILENCE_SAMPLES), np.int16)
            left -= _SILENCE_SAMPLES
    yield from _samples(pcm, at, pcm.sample_count)


def _samples(pcm: Pcm, start: int, end: int) -> Iterator[NDArray[np.int16]]:
    for first in range(start, end, _SILENCE_SAMPLES):
        yield pcm.read_samples(first, min(end, first + _SILENCE_SAMPLES))


def write_desk_audio(
    samples: Path, codec: DeskCodec, target: Path, limits: DecodeLimits, check: Callable[[], None] = lambda: None
) -> None:
    """Writes `target` from the file `samples`, 16-bit mono at 16 kHz; both are in one folder.

    `check` is called some ten times a second; what it raises ends it. Raises `StorageFull` and `AudioNotWritten`.
    """
    form = _FORMS[codec]
    length_ms = samples.stat().st_size // 2 // _SAMPLES_PER_MS
    started = time.monotonic()

    def watch(_log: ffmpeg.Log) -> None:
        check()
        if time.monotonic() - started > limits.wall_s(length_ms):
            raise AudioNotWritten("The desk's sound takes too long to write.")

    arguments = [
        *("-nostdin", "-hide_banner", "-nostats", "-loglevel", "repeat+level+info", "-protocol_whitelist", "file"),
        *("-f", "s16le", "-ar", str(SAMPLE_RATE_HZ), "-ac", "1", "-i", f"file:{samples.absolute()}"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", *form.arguments, "-y"),
        f"file:{target.absolute()}",
    ]
    status, log = ffmpeg.run(
        arguments,
        folder=target.parent,
        cpu_s=limits.cpu_s,
        memory_bytes=limits.memory_bytes,
        output_bytes=limits.output_bytes,
        watch=watch,
    )
    if any("No space left" in line or "quota exceeded" in line for line in log.errors):
        raise StorageFull("The disk is full: make room for the desk's sound and open the desk again.")
    if status or not target.exists():
        raise AudioNotWritten(f"ffmpeg ended with {status} writing the desk's sound: {'; '.join(log.errors[:3])}")

"""Recordings to upload: short ones of distinct bytes, clips of real speech, a long programme, one too big for memory."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.settings import ROOT
from oncue.audio.ffmpeg import find_ffmpeg
from oncue.model import Alignment

DEMO = ROOT / "demo" / "radio-address-2008"
RATE_HZ = 16_000
BYTES_A_SECOND = 2 * RATE_HZ
HEADER_BYTES = 44
CHUNK_BYTES = 256 * 1024


def wav_header(data_bytes: int) -> bytes:
    """The header of a 16 kHz mono 16-bit WAV file with so many bytes of samples."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE_HZ, BYTES_A_SECOND, 2, 16)
    return struct.pack("<4sI4s", b"RIFF", 36 + data_bytes, b"WAVE") + form + struct.pack("<4sI", b"data", data_bytes)


def demo_pcm() -> bytes:
    """The demo recording's samples."""
    command = [find_ffmpeg(), "-nostdin", "-loglevel", "error", "-i", str(DEMO / "audio.flac")]
    command += ["-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-"]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


def distinct(pcm: bytes, size: int, number: int) -> bytes:
    """A WAV file of `size` bytes whose first samples say `number`: no two have the same checksum."""
    samples = size - HEADER_BYTES
    body = (pcm * (samples // len(pcm) + 1))[: samples - 4]
    return wav_header(samples) + struct.pack("<I", number) + body


def clips(pcm: bytes, alignment: Alignment, count: int, seconds: int) -> list[tuple[bytes, str]]:
    """`count` stretches of the demo recording, spread over it, each with the words that are said in it."""
    length_ms = seconds * 1000
    step_ms = (alignment.duration_ms - length_ms) // max(1, count)
    found = []
    for start_ms in range(0, count * step_ms, step_ms):
        said = [
            word.text
            for word in alignment.words
            if word.start_ms is not None and word.end_ms is not None
            if start_ms <= word.start_ms and word.end_ms <= start_ms + length_ms
        ]
        first = start_ms * BYTES_A_SECOND // 1000
        samples = pcm[first : first + seconds * BYTES_A_SECOND]
        found.append((wav_header(len(samples)) + samples, " ".join(said)))
    return found


def write_programme(pcm: bytes, seconds: int, path: Path) -> str:
    """Writes the demo recording over and over to `path`, at least `seconds` of it; returns the text to go with it."""
    rounds = -(-seconds * BYTES_A_SECOND // len(pcm))
    with path.open("wb") as file:
        file.write(wav_header(rounds * len(pcm)))
        for _ in range(rounds):
            file.write(pcm)
    return "\n\n".join([demo_text().strip()] * rounds)


def demo_text() -> str:
    """The demo recording's transcript."""
    return (DEMO / "transcript.txt").read_text(encoding="utf-8")


def generated(size: int) -> Iterator[bytes]:
    """A WAV file of `size` bytes, a chunk at a time: it is never whole anywhere."""
    samples = size - HEADER_BYTES
    yield wav_header(samples)
    chunk = bytes(range(256)) * (CHUNK_BYTES // 256)
    for _ in range(samples // CHUNK_BYTES):
        yield chunk
    yield chunk[: samples % CHUNK_BYTES]

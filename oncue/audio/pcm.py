"""A decoded recording: raw samples on disk, read a stretch at a time, so that three hours take no more memory than one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oncue.audio.segments import BYTES_PER_SAMPLE, read_segment, samples_of
from oncue.audio.segments import SAMPLE_RATE_HZ as SAMPLE_RATE_HZ

_SAMPLES_PER_MS = SAMPLE_RATE_HZ // 1000


@dataclass(frozen=True, slots=True)
class Pcm:
    """A recording as 16-bit little-endian mono samples at 16 kHz in the file `path`.

    `warnings` are sentences for the user, each starting with a stable code and a colon. `holes` is where time of the file's
    own clock is left out, and how much, in milliseconds. Any number of threads may read.
    """

    path: Path
    sample_count: int
    warnings: tuple[str, ...] = ()
    sample_rate_hz: int = SAMPLE_RATE_HZ
    holes: tuple[tuple[int, int], ...] = ()
    track: int = 1
    """The sound track of the file, counted from 1, and the name of what was taken of it."""
    channel: str = "mix"
    other_channels: tuple[str, ...] = ()
    """Names of others in which somebody speaks; `is_open` where only the text can tell whether one of them is right."""
    is_open: bool = False

    @classmethod
    def open(cls, path: Path, warnings: tuple[str, ...] = ()) -> Pcm:
        """The recording decoded into `path` earlier. Raises `OSError` where it is missing."""
        return cls(path, path.stat().st_size // BYTES_PER_SAMPLE, warnings)

    @property
    def duration_ms(self) -> int:
        return self.sample_count // _SAMPLES_PER_MS

    def read(self, start_ms: int, end_ms: int) -> NDArray[np.int16]:
        """The samples of [start_ms, end_ms), clamped to the recording; shape (samples,). Raises `OSError`."""
        return self.read_samples(start_ms * _SAMPLES_PER_MS, end_ms * _SAMPLES_PER_MS)

    def read_samples(self, start: int, end: int) -> NDArray[np.int16]:
        """The samples of the half-open range [start, end), clamped to the recording; shape (samples,). Raises `OSError`."""
        start = max(0, start)
        count = min(end, self.sample_count) - start
        if count <= 0:
            return np.zeros(0, dtype=np.int16)
        return samples_of(read_segment(self.path, start, count))

    def blocks(self, block_samples: int = 60 * SAMPLE_RATE_HZ) -> Iterator[NDArray[np.int16]]:
        """The whole recording in order, `block_samples` at a time, the last block shorter."""
        for start in range(0, self.sample_count, block_samples):
            yield self.read_samples(start, start + block_samples)


def to_float(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Samples scaled to -1..1 (exclusive of 1), as the models take them; same shape."""
    return samples.astype(np.float32) / np.float32(32768)

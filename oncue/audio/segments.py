"""Sound as pydub segments: where a recording is sliced, measured and levelled. No other module imports pydub.

Every recording passes here, whatever its language and engine: `Pcm` reads its samples as slices.
"""

from __future__ import annotations

import warnings as python_warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

with python_warnings.catch_warnings():
    # It warns about `audioop`, and about a missing ffmpeg that raw samples never need.
    python_warnings.simplefilter("ignore")
    from pydub import AudioSegment

SAMPLE_RATE_HZ = 16_000
BYTES_PER_SAMPLE = 2


def read_segment(path: Path, start: int, count: int) -> AudioSegment:
    """Samples [start, start + count) of a file of raw ones, fewer where it ends before. Raises `OSError`."""
    with path.open("rb") as file:
        file.seek(start * BYTES_PER_SAMPLE)
        data = file.read(count * BYTES_PER_SAMPLE)
    return _segment(data[: len(data) // BYTES_PER_SAMPLE * BYTES_PER_SAMPLE])


def segment_of(samples: NDArray[np.int16]) -> AudioSegment:
    """Mono samples at 16 kHz as a segment."""
    return _segment(samples.astype("<i2", copy=False).tobytes())


def samples_of(segment: AudioSegment) -> NDArray[np.int16]:
    """The samples of a mono segment of 16 bits, shape (samples,): a copy that may be written to."""
    return np.frombuffer(segment.raw_data, dtype="<i2").astype(np.int16)


def peak_of(segment: AudioSegment) -> int:
    """The greatest distance of a sample from 0: 0..32768, and 0 where there are none."""
    return int(segment.max)


def _segment(data: bytes) -> AudioSegment:
    return AudioSegment(data=data, sample_width=BYTES_PER_SAMPLE, frame_rate=SAMPLE_RATE_HZ, channels=1)

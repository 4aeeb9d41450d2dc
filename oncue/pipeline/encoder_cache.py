"""Where the encoder's outputs are kept between hearing a window and timing words in it by attention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from oncue.asr.protocol import Encoding, Recognizer
from oncue.audio.gain import normalise
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window


class Encodings(Protocol):
    """Encoder outputs by the index of their window."""

    def __getitem__(self, index: int) -> Encoding:
        """One window's. Raises `OSError` where the recording or its encodings cannot be read."""


class EncodingsAnew:
    """Encoder outputs computed when they are asked for; `load` gives the model."""

    def __init__(self, pcm: Pcm, windows: Sequence[Window], load: Callable[[], Recognizer]) -> None:
        self._pcm = pcm
        self._windows = windows
        self._load = load

    def __getitem__(self, index: int) -> Encoding:
        window = self._windows[index]
        return self._load().encode(normalise(self._pcm.read(window.start_ms, window.end_ms)))


class SpooledEncodings:
    """Encoder outputs on disk, one after the other: three hours of them would fill the memory.

    One that was never put there is asked of `others`.
    """

    def __init__(self, path: Path, others: Encodings) -> None:
        self._path = path
        self._others = others
        self._places: dict[int, tuple[int, tuple[int, ...]]] = {}
        self._end = 0

    def put(self, index: int, encoding: Encoding) -> None:
        """Keeps a window's encoding. Raises `OSError` where the disk is full."""
        with self._path.open("ab") as file:
            file.write(np.ascontiguousarray(encoding).tobytes())
        self._places[index] = (self._end, encoding.shape)
        self._end += encoding.nbytes

    def __getitem__(self, index: int) -> Encoding:
        if index not in self._places:
            return self._others[index]
        offset, shape = self._places[index]
        flat = np.fromfile(self._path, dtype=np.float16, count=int(np.prod(shape)), offset=offset)
        return flat.reshape(shape)

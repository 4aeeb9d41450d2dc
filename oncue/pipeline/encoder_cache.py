"""The encoder's outputs of a recording's windows, kept between recognising a window and timing words in it by attention."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from oncue.asr.protocol import EncoderRecognizer, Encoding, Recognizer
from oncue.audio.gain import normalise
from oncue.audio.pcm import Pcm
from oncue.audio.windows import Window


class EncodingStore(Protocol):
    """Encoder outputs by the index of their window."""

    def __getitem__(self, index: int) -> Encoding:
        """The encoder output of one window.

        Raises `OSError` where the recording or its encodings cannot be read, and `LookupError` where the recogniser has
        none.
        """


class RecomputedEncodings:
    """Encoder outputs computed each time they are asked for, by the recogniser that `load` gives."""

    def __init__(self, pcm: Pcm, windows: Sequence[Window], load: Callable[[], Recognizer]) -> None:
        self._pcm = pcm
        self._windows = windows
        self._load = load

    def __getitem__(self, index: int) -> Encoding:
        window, recognizer = self._windows[index], self._load()
        if not isinstance(recognizer, EncoderRecognizer):
            raise LookupError(f"{recognizer.name} has no encoder outputs")
        return recognizer.encode(normalise(self._pcm.read(window.start_ms, window.end_ms)))


class SpooledEncodings:
    """Encoder outputs in one file, one after the other: three hours of them would fill the memory.

    One that was never put there is asked of `others`.
    """

    def __init__(self, path: Path, others: EncodingStore) -> None:
        self._path = path
        self._others = others
        self._places: dict[int, tuple[int, tuple[int, ...]]] = {}

    def put(self, index: int, encoding: Encoding) -> None:
        """Keeps a window's encoding. Raises `OSError` where the disk is full."""
        with self._path.open("ab") as file:
            # Behind what another attempt, for another track or language, has put there.
            start = file.seek(0, os.SEEK_END)
            file.write(np.ascontiguousarray(encoding).tobytes())
        self._places[index] = (start, encoding.shape)

    def __getitem__(self, index: int) -> Encoding:
        if index not in self._places:
            return self._others[index]
        offset, shape = self._places[index]
        flat = np.fromfile(self._path, dtype=np.float16, count=int(np.prod(shape)), offset=offset)
        return flat.reshape(shape)

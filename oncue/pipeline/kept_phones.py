"""What the phone network heard in masked windows, as it is kept: behind a recognition, for corrected texts, and behind a
desk's sound, for edits.

It is independent of the text, and an eighth of the encoder's states that it was heard by: 17 MB for a masked hour.
Neighbouring frames are alike: what is kept is how each differs from the one before it, in Huffman's code.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from oncue.acoustic.network_windows import STEPS, HeardPhones, NetworkWindow

FORM = 1
"""Raise it whenever the bytes that are kept mean something else."""

ReadRange = Callable[[int, int], bytes]
"""Gives the bytes [start, end) of a file, fewer at its end."""


def packed_phones(heard: HeardPhones) -> tuple[dict[str, Any], bytes]:
    """What is to be known of them, for `KeptPhones`, in JSON's types; and the bytes of the windows, one after the other."""
    packed = [_packed(window) for window in heard.windows]
    windows = [[one.first, len(one.steps), len(data)] for one, data in zip(heard.windows, packed, strict=True)]
    facts = {"form": FORM, "steps": STEPS, "network": heard.sha256, "classes": list(heard.classes), "windows": windows}
    return facts, b"".join(packed)


class KeptPhones:
    """What a phone network heard, of which single windows are read. `read` gives the bytes that `packed_phones` made.

    Raises `ValueError` for facts of another form, or damaged.
    """

    def __init__(self, facts: Any, read: ReadRange) -> None:
        try:
            if (facts["form"], facts["steps"]) != (FORM, STEPS):
                raise ValueError("it is of another form")
            self._sha256 = str(facts["network"])
            self._classes = tuple(str(name) for name in facts["classes"])
            lengths = [int(length) for _, _, length in facts["windows"]]
            starts = np.cumsum([0, *lengths])[:-1].tolist()
            self._windows = [
                (int(first), int(frames), start, length)
                for (first, frames, _), start, length in zip(facts["windows"], starts, lengths, strict=True)
            ]
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError("it is damaged") from error
        if "SIL" not in self._classes or any(frames < 0 for _, frames, _, _ in self._windows):
            raise ValueError("it is damaged")
        self._read = read

    def heard(self, first: int = 0, last: int | None = None) -> HeardPhones:
        """What was heard in the windows that have frames in [first, last), counted from `first`.

        Raises `ValueError` for what is damaged or cut off, and what reading raises.
        """
        windows = [
            self._window(begin - first, frames, start, length)
            for begin, frames, start, length in self._windows
            if begin + frames > first and (last is None or begin < last)
        ]
        return HeardPhones(self._sha256, self._classes, tuple(windows))

    def _window(self, first: int, frames: int, start: int, length: int) -> NetworkWindow:
        data = self._read(start, start + length)
        most = frames * (1 + len(self._classes))
        try:
            if len(data) != length:
                raise ValueError("it is cut off")
            unpacked = zlib.decompressobj()
            values = np.frombuffer(unpacked.decompress(data, most + 1), np.uint8)
        except zlib.error as error:
            raise ValueError("it is damaged") from error
        masked = values[:frames]
        there = masked > 0
        if not unpacked.eof or len(values) != frames + int(there.sum()) * len(self._classes):
            raise ValueError("it is damaged")
        steps = np.zeros((frames, len(self._classes)), np.uint8)
        changes = values[frames:].reshape(len(self._classes), -1)
        steps[there] = np.cumsum(changes, axis=1, dtype=np.uint8).T
        return NetworkWindow(first, steps, masked)


def _packed(window: NetworkWindow) -> bytes:
    heard = window.steps[window.masked > 0].T
    changes: NDArray[np.uint8] = np.diff(heard, axis=1, prepend=np.uint8(0))
    made = zlib.compressobj(strategy=zlib.Z_HUFFMAN_ONLY)
    return made.compress(window.masked.tobytes() + np.ascontiguousarray(changes).tobytes()) + made.flush()

"""The sounds of the desks that an aligner has lately timed words of, their heads read once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import partial

from oncue.jobs.blobs import Blobs
from oncue.pipeline.desk_sound import open_sound
from oncue.pipeline.realign import StretchSound

MOST_OPEN = 16
"""Desks whose facts stay in memory: half a megabyte for each hour of one."""


class OpenSounds:
    """Sounds by their keys. Safe from any thread."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._open: OrderedDict[str, StretchSound] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> StretchSound:
        """The sound in the file of this key. Raises `DeskSoundUnusable`, and what the file store raises."""
        with self._lock:
            if key in self._open:
                self._open.move_to_end(key)
                return self._open[key]
        sound = open_sound(partial(self._blobs.read_range, key))
        with self._lock:
            self._open[key] = sound
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return sound

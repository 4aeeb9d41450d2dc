"""A file of JSON lines that only grows: a written line survives a kill at any moment, and costs little to add."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from oncue.system.atomic_files import write_whole


class Journal:
    """One such file. Not safe from several threads or processes: its owner holds a lock."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._unsynced = False

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yields the objects in it, in order.

        Lines that are none, such as a last one that was broken off, are passed over.
        """
        try:
            data = self._path.read_bytes()
        except OSError:
            return
        for line in data.splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            if isinstance(entry, dict):
                yield entry

    def add(self, entry: Mapping[str, Any]) -> None:
        """Appends one object, which stays even if this process is killed. Raises `OSError`."""
        if self._file is None:
            self._file = self._path.open("ab")
            if self._file.tell() and not self._ends_with_newline():
                self._file.write(b"\n")
        self._file.write(_line(entry))
        self._file.flush()
        self._unsynced = True

    def sync(self) -> None:
        """Forces the added objects onto the disk, where they survive a power failure. Raises `OSError`."""
        if self._file is not None and self._unsynced:
            os.fsync(self._file.fileno())
            self._unsynced = False

    def replace(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Replaces the whole content by these objects: readers see the old file or the new one. Raises `OSError`."""
        self.close()
        write_whole(self._path, map(_line, entries))

    def close(self) -> None:
        """Closes the file until the next `add`."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _ends_with_newline(self) -> bool:
        with self._path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"


def _line(entry: Mapping[str, Any]) -> bytes:
    return json.dumps(entry).encode("ascii") + b"\n"

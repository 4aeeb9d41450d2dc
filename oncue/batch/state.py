"""What a batch remembers between two runs: which batch of the service it is, and which files it wrote."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any

FILE_NAME = ".oncue-batch.json"


class BatchState:
    """Kept in one small file, written whole each time. A file that cannot be read is as none: the service knows the jobs."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._data: dict[str, Any] = {}
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(data, dict):
                self._data = data
        except (OSError, ValueError):
            pass

    def batch_key(self, url: str) -> str:
        """The idempotency key of the unfinished batch at that service; a new one where there is none."""
        if self._data.get("url") != url or not self._data.get("key"):
            self._data.update(url=url, key=secrets.token_hex(16))
            self._save()
        return str(self._data["key"])

    def wrote(self, path: Path) -> bool:
        """Whether an earlier run wrote this file."""
        return str(path.resolve()) in self._data.get("written", [])

    def add_written(self, paths: tuple[Path, ...]) -> None:
        """These files are ours: later runs do not take them for transcripts."""
        self._data["written"] = sorted({*self._data.get("written", []), *(str(path.resolve()) for path in paths)})
        self._save()

    def finish(self) -> None:
        """The batch is done: the next run begins another."""
        self._data.pop("key", None)
        self._save()

    def _save(self) -> None:
        write_whole(self._path, json.dumps(self._data, indent=1))


def write_whole(path: Path, text: str) -> None:
    """Writes a small file so that readers see the old one or the new one. Raises `OSError`."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

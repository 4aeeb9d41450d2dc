"""What a batch remembers between two runs: which batch of the service it is, its jobs, and which files it wrote."""

from __future__ import annotations

import json
import os
import secrets
import tempfile
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FILE_NAME = ".oncue-batch.json"


class BatchState:
    """Kept in one small file, written whole each time. Safe from any thread.

    `source` is the folder or manifest: each has a batch of its own. A file that cannot be read is as none: the
    next run then begins another batch.
    """

    def __init__(self, folder: Path, source: str) -> None:
        self._path = folder / FILE_NAME
        self._source = source
        self._lock = threading.RLock()
        self._runs: dict[str, dict[str, Any]] = {}
        self._written: set[str] = set()
        self._changed = False
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            self._runs = {name: dict(run) for name, run in data["runs"].items()}
            self._written = {str(name) for name in data["written"]}
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            pass

    def batch_key(self, url: str) -> str:
        """The idempotency key of the unfinished batch at that service; a new one where there is none. Raises `OSError`."""
        with self._lock:
            run = self._runs.get(self._source, {})
            if run.get("url") != url or not run.get("key"):
                run = {"url": url, "key": secrets.token_hex(16), "jobs": {}}
                self._runs[self._source] = run
                self._changed = True
                self.save()
            return str(run["key"])

    def job(self, key: str) -> str | None:
        """The job that was made with an idempotency key, in this batch."""
        with self._lock:
            found = self._runs.get(self._source, {}).get("jobs", {}).get(key)
            return None if found is None else str(found)

    def add_job(self, key: str, job_id: str) -> None:
        """The job exists: the next run need not upload it again. Kept at the next `save`."""
        with self._lock:
            self._runs[self._source].setdefault("jobs", {})[key] = job_id
            self._changed = True

    def wrote(self, path: Path) -> bool:
        """Whether an earlier run wrote this file."""
        return str(path.resolve()) in self._written

    def add_written(self, paths: Iterable[Path]) -> None:
        """These files are ours: later runs do not take them for transcripts. Kept at the next `save`."""
        with self._lock:
            self._written |= {str(path.resolve()) for path in paths}
            self._changed = True

    def finish(self) -> None:
        """The batch is done: the next run begins another. Raises `OSError`."""
        with self._lock:
            self._runs.pop(self._source, None)
            self._changed = True
            self.save()

    def save(self) -> None:
        """Onto the disk, where something has changed. Raises `OSError`."""
        with self._lock:
            if self._changed:
                write_whole(self._path, json.dumps({"runs": self._runs, "written": sorted(self._written)}, indent=1))
                self._changed = False


def write_whole(path: Path, text: str) -> None:
    """Writes a small JSON file so that readers see the old one or the new one. Raises `OSError`."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        # A file name that is no UTF-8 has half surrogates, which become JSON's own escapes.
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

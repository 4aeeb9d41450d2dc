"""Names for the files of a zip, each a different one on every system, however many recordings share one."""

from __future__ import annotations

import sqlite3
import unicodedata

from oncue.jobs.model import Job
from service.download_names import safe_stem


class ZipNames:
    """The names of jobs' captions: the recording's, numbered where two are the same, safe on every system.

    The names given so far are in a database of its own, in a temporary file where they are many.
    """

    def __init__(self, suffix: str, *reserved: str) -> None:
        self._suffix = suffix
        # The pieces of an answer may be made by one thread after the other.
        self._given = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode=OFF", "cache_size=-1024"):
            self._given.execute(f"PRAGMA {setting}")
        self._given.execute("CREATE TABLE given (name TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID")
        for name in reserved:
            self._give(name)

    def close(self) -> None:
        """Removes the names."""
        self._given.close()

    def of(self, job: Job) -> str:
        """The name; each call gives another one. Any number of equal names takes time in proportion."""
        stem = safe_stem(job.audio.name) or job.id
        first = name = f"{stem}.{self._suffix}"
        number = self._next(first)
        if number is not None:
            while self._next(name := f"{stem}-{number}.{self._suffix}") is not None:
                number += 1
            self._give(first, number + 1)
        self._give(name)
        return name

    def _next(self, name: str) -> int | None:
        """The number that the next of this name gets; None for a name that was not given yet."""
        found = self._given.execute("SELECT next FROM given WHERE name = ?", (_same(name),)).fetchone()
        return None if found is None else int(found[0])

    def _give(self, name: str, following: int = 2) -> None:
        self._given.execute("INSERT OR REPLACE INTO given VALUES (?, ?)", (_same(name), following))


def _same(name: str) -> str:
    """A key that is equal for two names that are one file on some system, where neither letter case nor composed accents
    count."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())

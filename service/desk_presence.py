"""Who has a desk open, as far as this process knows: those whose events it sends."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class DeskPresence:
    """Names of persons by desk and tab. A tab that listens again is there until its last listener has gone. Safe from any
    thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._present: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)

    @contextmanager
    def at(self, job_id: str, tab: str, who: str) -> Iterator[None]:
        """A context manager for as long as `who` has the desk open in `tab`."""
        with self._lock:
            self._present[job_id].append((tab, who))
        try:
            yield
        finally:
            with self._lock:
                self._present[job_id].remove((tab, who))
                if not self._present[job_id]:
                    del self._present[job_id]

    def of(self, job_id: str) -> Mapping[str, str]:
        """The names of those who have the desk open, by tab."""
        with self._lock:
            return dict(self._present.get(job_id, ()))

"""Who has a desk open: those whose events this process sends, and those of whom other processes say so."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from oncue.jobs.ids import new_id
from oncue.jobs.presence import HOLDS_S, PersonAtDesk

ELSEWHERE_EVERY_S = 1.0
"""Seconds after which it is asked again who is there elsewhere. Who comes and goes here is said at once."""

SAY_EVERY_S = HOLDS_S / 3
"""Seconds after which it is said again who is here."""

_At = tuple[str, PersonAtDesk]


class PresenceExchange(Protocol):
    """`SharedPresence.exchange`, which is told who is here and says who is there; None where it cannot. It never raises."""

    def __call__(
        self, desks: Collection[str], there: Collection[_At] = (), gone: Collection[_At] = ()
    ) -> Mapping[str, frozenset[PersonAtDesk]] | None: ...


class DeskPresence:
    """Names of persons by desk and tab. A tab that listens again is there until its last listener has gone. Safe from any
    thread: a thread of its own talks to the other processes, so that nobody waits for Redis."""

    def __init__(self, exchange: PresenceExchange | None = None) -> None:
        """`exchange` tells other processes, and asks them; without it, only those of this one are known."""
        self._exchange = exchange
        self._lock = threading.Lock()
        self._news = threading.Event()
        self._here: defaultdict[str, list[PersonAtDesk]] = defaultdict(list)
        self._elsewhere: Mapping[str, frozenset[PersonAtDesk]] = {}
        self._to_say: list[_At] = []
        self._to_take_back: dict[_At, float] = {}
        """Who has gone, and when: others forget them by themselves after `HOLDS_S`."""
        self._thread: threading.Thread | None = None

    @contextmanager
    def at(self, job_id: str, tab: str, who: str) -> Iterator[None]:
        """A context manager for as long as `who` has the desk open in `tab`."""
        listener = PersonAtDesk(new_id("at"), tab, who)
        with self._lock:
            self._here[job_id].append(listener)
            self._to_say.append((job_id, listener))
            self._start()
        self._news.set()
        try:
            yield
        finally:
            with self._lock:
                self._here[job_id].remove(listener)
                if not self._here[job_id]:
                    del self._here[job_id]
                self._to_take_back[job_id, listener] = time.monotonic()
            self._news.set()

    def of(self, job_id: str) -> Mapping[str, str]:
        """The names of those who have the desk open, by tab."""
        with self._lock:
            return {each.tab: each.who for each in (*self._elsewhere.get(job_id, ()), *self._here.get(job_id, ()))}

    def _start(self) -> None:
        if self._thread is None and self._exchange is not None:
            self._thread = threading.Thread(target=self._talk, args=(self._exchange,), name="presence", daemon=True)
            self._thread.start()

    def _talk(self, exchange: PresenceExchange) -> None:
        said_at = time.monotonic()
        while True:
            self._news.wait(ELSEWHERE_EVERY_S if self._here else None)
            self._news.clear()
            with self._lock:
                here = [(desk, each) for desk, listeners in self._here.items() for each in listeners]
                gone, self._to_take_back = self._to_take_back, {}
                coming, self._to_say = self._to_say, []
            if all_again := time.monotonic() - said_at >= SAY_EVERY_S:
                coming = here
            found = exchange({desk for desk, _ in here}, [each for each in coming if each not in gone], gone)
            if found is None:
                said_at = -SAY_EVERY_S  # everything is said again as soon as somebody hears it
                with self._lock:
                    forgotten = time.monotonic() - HOLDS_S
                    self._to_take_back |= {each: at for each, at in gone.items() if at > forgotten}
            elif all_again:
                said_at = time.monotonic()
            own = {each.id for _, each in (*here, *gone)}
            with self._lock:
                self._elsewhere = {
                    desk: frozenset(each for each in listeners if each.id not in own)
                    for desk, listeners in (found or {}).items()
                }

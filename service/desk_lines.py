"""A line before each desk: one edit of it at a time in this process, and no more waiting than can be answered soon."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from service.problems import Refused

WAITING = 64
"""Edits of one desk that wait in this process. At 20 ms each, the last one is answered in little more than a second."""

OF_ONE = 32
"""Edits of one person among them: whoever sends more than can be made leaves room for others."""

PATIENCE_S = 10.0


class DeskLines:
    """The lines of all desks. Those who wait for one take turns, whoever sent how many; each one's own edits keep their
    order."""

    def __init__(self, waiting: int = WAITING, of_one: int = OF_ONE, patience_s: float = PATIENCE_S) -> None:
        self._most = waiting
        self._of_one = of_one
        self._patience_s = patience_s
        self._guard = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @contextmanager
    def turn(self, job_id: str, who: str) -> Iterator[None]:
        """A context manager that is entered when it is the turn of an edit of `who`. Raises `Refused` (`rate_limited`) where
        too many wait, or it takes too long; nothing was done then."""
        self._wait(job_id, who)
        try:
            yield
        finally:
            with self._guard:
                if not self._lines[job_id].let_next():
                    del self._lines[job_id]

    def _wait(self, job_id: str, who: str) -> None:
        with self._guard:
            line = self._lines.get(job_id)
            if line is None:
                self._lines[job_id] = _Line()  # which nobody waits in: it is this one's turn
                return
            if line.count >= self._most or len(line.waiting.get(who, ())) >= self._of_one:
                raise _busy(line.count)
            turn = line.join(who)
        if turn.wait(self._patience_s):
            return
        with self._guard:
            if not turn.is_set():  # it may have come meanwhile
                line.leave(who, turn)
                raise _busy(line.count)


class _Line:
    """Who waits for a desk while an edit of it is made, by person, the next one first."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    @property
    def count(self) -> int:
        return sum(map(len, self.waiting.values()))

    def join(self, who: str) -> threading.Event:
        turn = threading.Event()
        self.waiting.setdefault(who, deque()).append(turn)
        return turn

    def leave(self, who: str, turn: threading.Event) -> None:
        self.waiting[who].remove(turn)
        if not self.waiting[who]:
            del self.waiting[who]

    def let_next(self) -> bool:
        """Lets the next one in; False where nobody waits."""
        if not self.waiting:
            return False
        who, turns = self.waiting.popitem(last=False)
        turns.popleft().set()
        if turns:
            self.waiting[who] = turns  # behind the others
        return True


def _busy(waiting: int) -> Refused:
    detail = "Too many edits of this desk wait already. Send this one again after Retry-After, with the same edit_id."
    return Refused("rate_limited", detail, {"Retry-After": "1"}, waiting=waiting)

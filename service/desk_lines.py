"""A line before each desk: one edit of it at a time in this process, and no more waiting than can be answered soon."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from service.problems import Refused

WAITING = 64
"""Edits of one desk that wait in this process. At 20 ms each, the last one is answered in little more than a second."""

PATIENCE_S = 10.0


class DeskLines:
    """The lines of all desks. Those who wait for one take turns, whoever sent how many; each one's own edits keep their
    order. One alone may fill a line: whoever comes then with fewer has the place of the last one of whom has most."""

    def __init__(self, waiting: int = WAITING, patience_s: float = PATIENCE_S) -> None:
        self._most = waiting
        self._patience_s = patience_s
        self._guard = threading.Lock()
        self._lines: dict[str, _Line] = {}

    @contextmanager
    def turn(self, job_id: str, sender: str) -> Iterator[None]:
        """A context manager that is entered when it is the turn of an edit of `sender`. Raises `Refused` (`rate_limited`)
        where too many wait, or it takes too long; nothing was done then."""
        self._wait(job_id, sender)
        try:
            yield
        finally:
            with self._guard:
                if not self._lines[job_id].let_next():
                    del self._lines[job_id]

    def _wait(self, job_id: str, sender: str) -> None:
        with self._guard:
            line = self._lines.get(job_id)
            if line is None:
                self._lines[job_id] = _Line()  # which nobody waits in: it is this one's turn
                return
            if line.count >= self._most and not line.make_room(sender):
                raise _busy(line.count)
            turn = line.join(sender)
        turn.decided.wait(self._patience_s)
        with self._guard:  # it may have come meanwhile
            if not turn.decided.is_set():
                line.leave(sender, turn)
            if not turn.came:
                raise _busy(line.count)


class _Turn:
    """Of one edit: `decided` once it is known whether it `came`, or went to another."""

    def __init__(self) -> None:
        self.decided = threading.Event()
        self.came = False

    def decide(self, came: bool) -> None:
        self.came = came
        self.decided.set()


class _Line:
    """Who waits for a desk while an edit of it is made, by sender, the next one first."""

    def __init__(self) -> None:
        self.waiting: OrderedDict[str, deque[_Turn]] = OrderedDict()

    @property
    def count(self) -> int:
        return sum(map(len, self.waiting.values()))

    def join(self, sender: str) -> _Turn:
        turn = _Turn()
        self.waiting.setdefault(sender, deque()).append(turn)
        return turn

    def leave(self, sender: str, turn: _Turn) -> None:
        self.waiting[sender].remove(turn)
        if not self.waiting[sender]:
            del self.waiting[sender]

    def make_room(self, sender: str) -> bool:
        """Sends the last edit of whoever has most away; False where `sender` would have as many then."""
        most = max(self.waiting, key=lambda one: len(self.waiting[one]))
        if len(self.waiting[most]) <= len(self.waiting.get(sender, ())) + 1:
            return False
        self.waiting[most].pop().decide(came=False)
        return True

    def let_next(self) -> bool:
        """Lets the next one in; False where nobody waits."""
        if not self.waiting:
            return False
        sender, turns = self.waiting.popitem(last=False)
        turns.popleft().decide(came=True)
        if turns:
            self.waiting[sender] = turns  # behind the others
        return True


def _busy(waiting: int) -> Refused:
    detail = "Too many edits of this desk wait already. Send this one again after Retry-After, with the same edit_id."
    return Refused("rate_limited", detail, {"Retry-After": "1"}, waiting=waiting)

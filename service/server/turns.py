"""The order in which threads read bodies: so many at a time, and so many of one address."""

from __future__ import annotations

from collections import Counter, deque
from typing import Generic, Protocol, TypeVar

QUEUE_S = 30.0
"""Seconds that a body may wait for its turn."""


class HasPeer(Protocol):
    """A member of the queue. Its `peer` is None where it is not counted: a proxy, which stands for many."""

    @property
    def peer(self) -> str | None: ...


Member = TypeVar("Member", bound=HasPeer)


def shares(threads: int) -> tuple[int, int]:
    """The most threads that read bodies, for all clients together and for those of one address.

    Half of the threads may wait for jobs to change (`service.watcher`); what neither takes is there for quick requests.
    """
    bodies = max(1, threads * 3 // 8)
    return bodies, max(1, bodies * 3 // 4)


class BodyTurns(Generic[Member]):
    """A queue in which an address that has had its share is passed over."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._queue: deque[Member] = deque()
        self._reading: Counter[str | None] = Counter()

    def line_up(self, member: Member) -> None:
        """Puts a member at the end of the queue."""
        self._queue.append(member)

    def leave(self, member: Member) -> None:
        """Takes a member out that has not had its turn."""
        self._queue.remove(member)

    def take(self) -> list[Member]:
        """The members whose turn has come; each has to `give_back`."""
        taken = []
        for member in list(self._queue):
            if self._reading.total() >= self._most:
                break
            if member.peer is None or self._reading[member.peer] < self._most_of_one:
                self._queue.remove(member)
                self._reading[member.peer] += 1
                taken.append(member)
        return taken

    def give_back(self, member: Member) -> None:
        """Ends a member's turn: its body is read, or will not be."""
        self._reading[member.peer] -= 1
        if not self._reading[member.peer]:
            del self._reading[member.peer]

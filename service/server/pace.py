"""The slowest pace at which a client may send a body or take an answer."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_S = 10.0
"""Seconds that a whole request header may take."""

IDLE_S = 30.0
"""Seconds that a connection may be kept without a request."""

LEAST_BYTES_PER_S = 1024
WINDOW_S = 30.0


@dataclass(slots=True)
class Pace:
    """A measure of bytes moved and seconds waited: the least is `LEAST_BYTES_PER_S` over `WINDOW_S`.

    Only the time that was spent waiting for the client counts, not what the service itself needed meanwhile.
    """

    _bytes: int = 0
    _waited_s: float = 0.0

    def waited(self, seconds: float) -> None:
        """Counts seconds in which nothing came."""
        self._waited_s += seconds

    def moved(self, count: int) -> None:
        """Counts bytes that came or went."""
        self._bytes += count
        if self._bytes >= LEAST_BYTES_PER_S * WINDOW_S:
            self._bytes, self._waited_s = 0, 0.0

    @property
    def left_s(self) -> float:
        """Seconds that may still be waited; 0 or less: the client is too slow."""
        return WINDOW_S - self._waited_s

"""The slowest that a client may send a body or take an answer."""

from __future__ import annotations

from dataclasses import dataclass

HEAD_S = 10.0
"""How long a request's header may take, all of it."""

IDLE_S = 30.0
"""How long a connection may be kept without a request."""

LEAST_BYTES_PER_S = 1024
WINDOW_S = 30.0


@dataclass(slots=True)
class Pace:
    """Counts what moved and how long was waited for it; `LEAST_BYTES_PER_S` over `WINDOW_S` are asked for.

    Only the time that was spent waiting for the client counts, not what the service itself needed meanwhile.
    """

    _bytes: int = 0
    _waited_s: float = 0.0

    def waited(self, seconds: float) -> None:
        """So long nothing came."""
        self._waited_s += seconds

    def moved(self, count: int) -> None:
        """So many bytes came or went."""
        self._bytes += count
        if self._bytes >= LEAST_BYTES_PER_S * WINDOW_S:
            self._bytes, self._waited_s = 0, 0.0

    @property
    def left_s(self) -> float:
        """How much longer may be waited; 0 or less: the client is too slow."""
        return WINDOW_S - self._waited_s

"""The open connections: how many there are, of whom, and what each waits for on its socket."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Callable
from contextlib import suppress

from service.server.connection import Connection, ConnectionState
from service.server.peers import CONNECTIONS_PER_ADDRESS, Peers


class OpenConnections:
    """At most `most` connections.

    On `selector`, each that waits is registered with what to call for it: (act, connection).
    """

    def __init__(self, most: int, selector: selectors.BaseSelector) -> None:
        self._most = most
        self._selector = selector
        self._open: set[Connection] = set()
        self._peers: Peers[Connection] = Peers()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def is_full(self) -> bool:
        """True where there are as many as there may be."""
        return len(self._open) >= self._most

    def add(self, connection: Connection) -> None:
        self._open.add(connection)
        self._peers.add(connection.peer)

    def remove(self, connection: Connection) -> None:
        self._open.remove(connection)
        self._peers.remove(connection.peer, connection)

    def __contains__(self, connection: Connection) -> bool:
        return connection in self._open

    def await_socket(self, connection: Connection, event: int, act: Callable[[Connection], None]) -> None:
        """Has `act` called once something has come, or can go."""
        if connection.state in (ConnectionState.HEAD, ConnectionState.BODY):
            self._peers.waits(connection.peer, connection)
        self._selector.register(connection.sock, event, (act, connection))

    def leave_socket(self, connection: Connection) -> None:
        """Waits no more for its socket."""
        self._peers.works(connection.peer, connection)
        with suppress(KeyError, ValueError):
            self._selector.unregister(connection.sock)

    def has_its_share(self, peer: str | None, beside: int = 0) -> bool:
        """True where an address has as many connections as it may, or `beside` more."""
        return peer is not None and self._peers.count(peer) >= CONNECTIONS_PER_ADDRESS + beside

    def longest_waiting(self) -> Connection | None:
        """The connection without a whole request that has waited longest; None where there is none."""
        return self._peers.longest_waiting_of_all()

    def longest_waiting_of(self, peer: str | None) -> Connection | None:
        """The same among those of one address."""
        return self._peers.longest_waiting(peer)

    def late(self) -> list[Connection]:
        """The connections that have waited for as long as they may."""
        return [each for each in self._open if each.is_late]

    def end_idle_by(self, moment_s: float) -> None:
        """Lets connections without a request wait until this moment of the monotonic clock, and no longer."""
        for connection in self._open:
            if connection.is_idle or connection.state is ConnectionState.LINGERING:
                connection.deadline = min(connection.deadline, moment_s)

    def shut_down(self) -> None:
        """Ends every connection for its client, and so wakes a thread that waits for a body."""
        for connection in list(self._open):
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

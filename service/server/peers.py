"""The clients that are connected: how many connections each address has, and which of them only wait."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

from oncue.jobs.networks import IpNetwork

CONNECTIONS_PER_ADDRESS = 256
"""Most connections of one address that is no trusted proxy. An office behind one address, or `oncue batch`, needs a tenth of
it."""

_Peer = TypeVar("_Peer", bound=Hashable)


def peer_of(address: object, proxies: tuple[IpNetwork, ...]) -> str | None:
    """The name under which connections from an address are counted; None for proxies and local sockets, which are not
    counted.

    An IPv6 network of 64 bits counts as one address: that is what one subscriber gets.
    """
    try:
        ip = ipaddress.ip_address(address[0])  # type: ignore[index]
    except (ValueError, TypeError, IndexError):
        return None
    if isinstance(ip, ipaddress.IPv6Address):
        ip = ip.ipv4_mapped or ip
    if any(ip in network for network in proxies):
        return None
    if isinstance(ip, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(ip), 64), strict=False))
    return str(ip)


class Peers(Generic[_Peer]):
    """The connections by peer, with those that wait for a request in order, the longest wait first."""

    def __init__(self) -> None:
        self._counts: Counter[str | None] = Counter()
        self._waiting: dict[str | None, dict[_Peer, None]] = {}
        self._all_waiting: dict[_Peer, None] = {}

    def add(self, peer: str | None) -> None:
        self._counts[peer] += 1

    def remove(self, peer: str | None, connection: _Peer) -> None:
        self.works(peer, connection)
        self._counts[peer] -= 1
        if not self._counts[peer]:
            del self._counts[peer]

    def count(self, peer: str | None) -> int:
        return self._counts[peer]

    def waits(self, peer: str | None, connection: _Peer) -> None:
        """Marks a connection that has no whole request: it may be closed for another."""
        self._waiting.setdefault(peer, {})[connection] = None
        self._all_waiting[connection] = None

    def works(self, peer: str | None, connection: _Peer) -> None:
        """Marks a connection that has a whole request."""
        self._all_waiting.pop(connection, None)
        waiting = self._waiting.get(peer, {})
        waiting.pop(connection, None)
        if not waiting:
            self._waiting.pop(peer, None)

    def longest_waiting(self, peer: str | None) -> _Peer | None:
        """The connection of a peer that has waited longest; None where none waits."""
        return next(iter(self._waiting.get(peer, ())), None)

    def longest_waiting_of_all(self) -> _Peer | None:
        """The connection of any peer that has waited longest; None where none waits."""
        return next(iter(self._all_waiting), None)

"""Who is connected: how many connections each address has, and which of them only wait."""

from __future__ import annotations

import ipaddress
from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

from oncue.jobs.networks import IpNetwork

CONNECTIONS_PER_ADDRESS = 256
"""Of one address that is no trusted proxy. An office behind one address, or `oncue batch`, needs a tenth of it."""

_Peer = TypeVar("_Peer", bound=Hashable)


def peer_of(address: object, proxies: tuple[IpNetwork, ...]) -> str | None:
    """The name under which connections from there are counted; None for those that are not: proxies and local sockets.

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
    """Counts connections by peer, and knows which of them wait for a request, the longest wait first."""

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
        """It has no whole request; it may be closed for another."""
        self._waiting.setdefault(peer, {})[connection] = None
        self._all_waiting[connection] = None

    def works(self, peer: str | None, connection: _Peer) -> None:
        """It has one."""
        self._all_waiting.pop(connection, None)
        waiting = self._waiting.get(peer, {})
        waiting.pop(connection, None)
        if not waiting:
            self._waiting.pop(peer, None)

    def longest_waiting(self, peer: str | None) -> _Peer | None:
        """Of that peer."""
        return next(iter(self._waiting.get(peer, ())), None)

    def longest_waiting_of_all(self) -> _Peer | None:
        """Of anyone."""
        return next(iter(self._all_waiting), None)

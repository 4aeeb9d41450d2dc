"""IP addresses and networks in a setting, separated by commas."""

from __future__ import annotations

import ipaddress

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> tuple[IpNetwork, ...]:
    """The networks that a text such as `10.0.0.7, 192.168.0.0/16, fd00::/8` names.

    Raises `ValueError`, which names what is none.
    """
    return tuple(_network(each.strip()) for each in text.split(",") if each.strip())


def _network(text: str) -> IpNetwork:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is neither an address nor a network, such as 10.0.0.7 or 192.168.0.0/16") from None


def checked_networks(text: str) -> str:
    """`text` itself, once it is known that `networks` can read it. Raises `ValueError`."""
    networks(text)
    return text

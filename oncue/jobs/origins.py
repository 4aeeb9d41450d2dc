"""Origins of the web in a setting, separated by commas: sites whose pages may read what the service answers."""

from __future__ import annotations

import ipaddress
import re

from oncue.jobs.addresses import host_name

ANY = "*"

_EXAMPLE = "`https://player.example.org`"
_ORIGIN = re.compile(r"https?://(\[[^\]]*\]|[^/?#@:\[\]]*)(:[0-9]{1,5})?", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443}


def origins(text: str) -> frozenset[str]:
    """The named origins, as browsers write them in `Origin`; `*` is any. Raises `ValueError`, which says what to write."""
    return frozenset(_origin(each.strip()) for each in text.split(",") if each.strip())


def checked_origins(text: str) -> str:
    """`text` itself, once it is known that `origins` can read it. Raises `ValueError`."""
    origins(text)
    return text


def _origin(text: str) -> str:
    if text == ANY:
        return ANY
    if text.lower() == "null":
        raise ValueError(f"`null` is what every local file and sandboxed frame sends; name sites, such as {_EXAMPLE}")
    if "*" in text:
        raise ValueError(f"`*` stands alone, for any site; else name each one, such as {_EXAMPLE}")
    if not text.isascii():
        raise ValueError(f"write its host as browsers send it, in ASCII (`xn--...`), such as {_EXAMPLE}")
    found = _ORIGIN.fullmatch(text)
    if found is None or not found[1]:
        what = "it ends with its host or port" if _ORIGIN.match(text) else "it begins with `https://` or `http://`"
        raise ValueError(f"that is no origin: {what}, such as {_EXAMPLE}")
    scheme = text.partition(":")[0].lower()
    return f"{scheme}://{_host(found[1].lower())}{_port(found[2] or '', scheme)}"


def _host(text: str) -> str:
    if not text.startswith("["):
        return host_name(text)
    try:
        return f"[{ipaddress.IPv6Address(text[1:-1]).compressed}]"
    except ValueError:
        raise ValueError("what stands in brackets is no IPv6 address") from None


def _port(text: str, scheme: str) -> str:
    """The port with its colon; empty where it is the scheme's own, which browsers leave away."""
    number = int(text[1:] or _DEFAULT_PORTS[scheme])
    if not 1 <= number <= 65535:
        raise ValueError("its port is no number from 1 to 65535")
    return "" if number == _DEFAULT_PORTS[scheme] else f":{number}"

"""Checks of the addresses in settings: of the database, the files, Redis, servers and hosts.

Each function returns the value as it was given, or raises `ValueError` with what is wrong and an example. No message repeats
a part of an address that may hold a password.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

_DATABASE = "`postgresql://user:password@host/name` or `sqlite:////folder/oncue.db`"
_BLOBS = "`s3://bucket/prefix` or `file:///folder`"
_REDIS = "`redis://:password@host:6379/0`, `rediss://...` or `redis+socket:///path`"
_ENDPOINT = "`https://host:9000`"

_ENCODE = "in a user name or password, write @ as %40, / as %2F, : as %3A, # as %23, ? as %3F"

_IPV6 = "an IPv6 address stands in brackets, such as `[::1]`"

_HOST = re.compile(r"[\w.-]*\w\.?")
_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]")

_TLS_OPTIONS = {"ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname"}
_TLS_CHECKS = {"required", "optional", "none", "CERT_REQUIRED", "CERT_OPTIONAL", "CERT_NONE"}


def database_address(value: str) -> str:
    """Checks the database's URL: PostgreSQL's, or SQLite's with the whole path of its file. An empty value passes."""
    if not value:
        return value
    parts = _split(value, ("postgresql", "postgres", "postgresql+psycopg", "sqlite"), _DATABASE)
    if parts.scheme == "sqlite":
        path = value.partition("://")[2].partition("?")[0]
        if not path.startswith("//") or path.endswith("/"):
            raise ValueError("give the whole path of SQLite's file, with four slashes: `sqlite:////folder/oncue.db`")
        return value
    if not ("host=" in parts.query and not parts.netloc.rpartition("@")[2]):  # the folder of a socket
        _check_server(parts)
    if not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise ValueError(f"it names no database; write {_DATABASE}" + _encoding_hint(parts))
    return value


def blobs_address(value: str) -> str:
    """Checks where files go: a bucket of S3 with or without a prefix, or the whole path of a folder.

    An empty value passes.
    """
    if not value:
        return value
    parts = _split(value, ("s3", "file"), _BLOBS)
    if parts.scheme == "file":
        if parts.netloc or not parts.path.strip("/"):
            raise ValueError("give the whole path of the folder, with three slashes: `file:///folder`")
    elif "@" in parts.netloc:
        raise ValueError("keys do not belong into it: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    elif not _BUCKET.fullmatch(parts.netloc):
        raise ValueError(f"it names no bucket; write {_BLOBS}")
    elif parts.query:
        raise ValueError(f"nothing may follow the prefix; write {_BLOBS}")
    return value


def endpoint_address(value: str) -> str:
    """Checks the URL of an HTTP or HTTPS server, such as one that speaks S3. An empty value passes."""
    if not value:
        return value
    parts = _split(value, ("https", "http"), _ENDPOINT)
    if "@" in parts.netloc:
        raise ValueError("keys do not belong into it: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
    _check_server(parts)
    if parts.query:
        raise ValueError(f"nothing may follow the path; write {_ENDPOINT}")
    return value


def service_address(value: str) -> str:
    """Checks the HTTP or HTTPS address at which clients find the API."""
    parts = _split(value, ("http", "https"), "`http://host:8000`")
    _check_server(parts)
    return value


def redis_address(value: str) -> str:
    """Checks the URL of a Redis server by TCP, by TLS or by a socket of this machine."""
    parts = _split(value, ("redis", "rediss", "redis+socket"), _REDIS)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.scheme == "redis+socket":
        if parts.netloc.rpartition("@")[2] or not parts.path.strip("/"):
            raise ValueError("give the whole path of the socket, with three slashes: `redis+socket:///path`")
        database, allowed = options.get("virtual_host", "0"), {"virtual_host"}
    else:
        _check_server(parts)
        database, allowed = parts.path.removeprefix("/"), _TLS_OPTIONS if parts.scheme == "rediss" else set()
    if database and not re.fullmatch(r"[0-9]{1,5}", database):
        raise ValueError(f"its database is no number; write {_REDIS}" + _encoding_hint(parts))
    if not options.keys() <= allowed:
        raise ValueError(f"of what may follow the `?`, {parts.scheme} knows {', '.join(sorted(allowed)) or 'nothing'}")
    if options.get("ssl_cert_reqs", "required") not in _TLS_CHECKS:
        raise ValueError("ssl_cert_reqs is one of required, optional, none")
    return value


def host_name(value: str) -> str:
    """Checks a host's name or IP address, without scheme and port. An empty value passes."""
    if value:
        _check_host(value, "an address or a name alone, such as `0.0.0.0`, `::` or `captions.example`")
    return value


def host_names(value: str) -> str:
    """Checks any number of host names or IP addresses, separated by commas."""
    for name in filter(None, map(str.strip, value.split(","))):
        _check_host(name, "names alone, with commas between: `captions.example, captions.intern`")
    return value


def _split(value: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    scheme, separator, _ = value.partition("://")
    if not separator:
        raise ValueError(f"it is no address; write {example}")
    if scheme not in schemes:
        named = f"`{scheme}://`" if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]{0,19}", scheme) else "what stands before `://`"
        raise ValueError(f"{named} is not supported; write {example}")
    try:
        parts = urlsplit(value)
    except ValueError:
        raise ValueError(f"its host is none: {_IPV6}") from None
    if "#" in value and scheme not in ("sqlite", "file"):
        raise ValueError(f"it holds a `#`: {_ENCODE}")
    if re.search(r"[\s\x00-\x1f\x7f]", parts.netloc) or value != value.strip():
        raise ValueError("it holds a space")
    return parts


def _check_server(parts: SplitResult) -> None:
    """Checks the part `user:password@host:port` of a URL. Raises `ValueError`."""
    hint = _encoding_hint(parts)
    user, _, server = parts.netloc.rpartition("@")
    if "@" in user:
        raise ValueError(f"it holds more than one `@`: {_ENCODE}")
    bracketed = re.fullmatch(r"\[([^\]]*)\](:(.*))?", server)
    if bracketed:
        host, colon, port = bracketed[1], bracketed[2], bracketed[3]
        if not _is_ip(host, 6):
            raise ValueError("what stands in brackets is no IPv6 address")
    else:
        if server.count(":") > 1:
            raise ValueError(f"its host is none: {_IPV6}")
        host, colon, port = server.partition(":")
        if not host:
            raise ValueError(f"it names no host{hint}")
        _check_host(host, "a name or an address")
    if colon and not (re.fullmatch(r"[0-9]{1,5}", port or "") and 1 <= int(port) <= 65535):
        raise ValueError(f"its port is no number from 1 to 65535{hint}")


def _check_host(host: str, example: str) -> None:
    if _is_ip(host, 6):
        return
    if "://" in host or "/" in host or ":" in host or "[" in host:
        raise ValueError(f"write {example}, without scheme, port or brackets")
    numeric = re.fullmatch(r"[0-9.]+", host)
    if len(host) > 253 or ".." in host or not _HOST.fullmatch(host) or (numeric and not _is_ip(host, 4)):
        raise ValueError(f"that can be no host's name; write {example}")


def _is_ip(host: str, version: int) -> bool:
    try:
        return ipaddress.ip_address(host).version == version
    except ValueError:
        return False


def _encoding_hint(parts: SplitResult) -> str:
    """A sentence for an address that may have been cut within a password, else the empty string."""
    return f" ({_ENCODE})" if "@" in parts.netloc + parts.path + parts.query else ""

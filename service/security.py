"""Access to the API: keys off loopback, the Host header on it, no form posts from other sites, strict headers on pages."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import cast

from flask import Flask, Response, g, request

from oncue.jobs.api_keys import owner_of
from oncue.jobs.errors import JobsError
from oncue.jobs.model import DEFAULT_TENANT, ApiKey
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from service.problems import Refused, problem

OPEN = frozenset({"/livez", "/readyz"})
"""Paths that need no key: load balancers, which have none, ask them, and they tell nothing about jobs."""

KEY_REMEMBERED_S = 2.0
"""Seconds for which a revoked key may still open: each request would otherwise cost another query."""

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; media-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def install_site_rules(app: Flask, settings: Settings) -> None:
    """Checks by which name the service is called, and from which site, before anything else reads a request."""
    hosts = _allowed_hosts(settings)

    @app.before_request
    def check_site() -> Response | None:
        if hosts is not None and not _is_allowed(request.host, hosts):
            return problem(
                "host_not_allowed",
                f"The Host header names {request.host!r}. Add it to ONCUE_ALLOWED_HOSTS if the service is to answer to it.",
            )
        if request.method not in ("GET", "HEAD", "OPTIONS") and _from_another_site():
            return problem("forbidden", "Another site sent this request. Use the service's own pages, or a program.")
        return None

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-cache")
        return response


def install_keys(app: Flask, settings: Settings, store: SqlStore) -> None:
    """Checks the API key of every request that needs one."""
    keys = _Keys(store)

    @app.before_request
    def check_key() -> Response | None:
        g.tenant = DEFAULT_TENANT
        g.key = None
        g.ensure_key = _nothing
        if not settings.keys_required or request.path in OPEN:
            return None
        presented = _presented()
        key = keys.owner(presented)
        if key is None:
            return _needs_key()
        g.tenant = key.tenant
        g.key = key
        g.ensure_key = partial(keys.ensure, presented, key.tenant)
        return None


def key_check() -> Callable[[], None]:
    """A function that raises `Refused` once the request's key has ended, for work that takes longer.

    It may be called after the request, too.
    """
    return cast(Callable[[], None], g.get("ensure_key", _nothing))


def _nothing() -> None:
    """The check where no keys are needed: it never raises."""


def _presented() -> str:
    authorization = request.authorization
    if authorization is None:
        return ""
    if authorization.type == "bearer":
        return authorization.token or ""
    return authorization.password or "" if authorization.type == "basic" else ""


def _needs_key() -> Response:
    answer = problem(
        "unauthorized",
        "Send an API key: `Authorization: Bearer KEY`. `oncue keys create NAME`, on the service's machine, makes one.",
    )
    # A browser asks for a name and a password: the key is the password.
    answer.headers.add("WWW-Authenticate", 'Basic realm="Oncue: any name, the API key as password"')
    answer.headers.add("WWW-Authenticate", 'Bearer realm="Oncue"')
    return answer


def _from_another_site() -> bool:
    """True where a browser says that another site's page sent this. Programs say nothing of the kind."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin.partition("://")[2] != request.host


def _allowed_hosts(settings: Settings) -> frozenset[str] | None:
    named = {host.strip().lower() for host in settings.allowed_hosts.split(",") if host.strip()}
    if not named and not settings.on_loopback:
        return None
    return frozenset({"localhost", settings.host.lower(), *named})


def _is_allowed(host: str, allowed: frozenset[str]) -> bool:
    name = host.lower()
    name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0]
    if name in allowed:
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


class _Keys:
    """A cache of good keys, for some seconds."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._known: dict[str, tuple[float, ApiKey]] = {}
        self._lock = threading.Lock()

    def ensure(self, presented: str, tenant: str) -> None:
        with suppress(JobsError):  # a database that is away for a moment ends no key
            key = self.owner(presented)
            if key is None or key.tenant != tenant:
                raise Refused("unauthorized", "The API key has ended while the request waited.")

    def owner(self, presented: str) -> ApiKey | None:
        if not presented:
            return None
        now = time.monotonic()
        with self._lock:
            known = self._known.get(presented)
        if known is not None and now < known[0]:
            return known[1]
        found = owner_of(self._store, presented)
        with self._lock:
            self._known = {key: each for key, each in self._known.items() if each[0] > now and key != presented}
            if found is not None:
                self._known[presented] = (now + KEY_REMEMBERED_S, found)
        return found

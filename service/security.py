"""By which name the service is called, and from which site: the Host header, no form posts from other sites, and strict
headers on pages."""

from __future__ import annotations

import ipaddress

from flask import Flask, Response, request

from oncue.jobs.settings import Settings
from service.problems import problem

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

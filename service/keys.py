"""Who asks: the API key of a request, by header or by the session cookie of somebody who signed in.

Requests with `Authorization` are a program's, and need nothing else. What a session changes needs its token, too, which only
the service's own pages have.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import cast
from urllib.parse import quote

from flask import Flask, Response, g, redirect, request

from oncue.jobs.api_keys import owner_of
from oncue.jobs.errors import JobsError
from oncue.jobs.model import DEFAULT_TENANT, ApiKey
from oncue.jobs.settings import Settings
from oncue.jobs.store import SqlStore
from service.problem_pages import wants_page
from service.problems import Refused, problem
from service.sessions import COOKIE, Session, Sessions

OPEN = frozenset({"/livez", "/readyz", "/sign-in", "/favicon.ico"})
"""Paths that need no key: load balancers, which have none, ask the first two, and they tell nothing about jobs."""

OPEN_ENDPOINTS = frozenset({"static", "pages.static"})
"""The looks of the pages, which the one to sign in has as well."""

KEY_REMEMBERED_S = 2.0
"""Seconds for which a revoked key may still open: each request would otherwise cost another query."""

TOKEN_FIELD = "csrf_token"
TOKEN_HEADER = "X-CSRF-Token"
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

SAFE_POSTS = frozenset({"check_page.check", "checks.post_check"})
"""Endpoints that are sent a file and change nothing."""

STREAMED = frozenset({"pages.upload", "pages.correct"})
"""Endpoints that read their form as it arrives, and call `ensure_token` themselves before they take anything of it."""

SIGN_IN = "/sign-in"


def install_keys(app: Flask, settings: Settings, store: SqlStore) -> None:
    """Checks the API key, or the session, of every request that needs one."""
    keys = _Keys(store, Sessions(store.api_key, settings.session_secret))

    @app.before_request
    def check_key() -> Response | None:
        g.tenant, g.key, g.session = DEFAULT_TENANT, None, None
        g.ensure_key = _nothing
        if not settings.keys_required:
            return None
        presented = _presented()
        found = keys.session(presented) if presented else None
        if presented is None or found is None:
            is_open = request.path in OPEN or request.endpoint in OPEN_ENDPOINTS
            return None if is_open else _needs_key()
        g.key, g.tenant = found.key, found.key.tenant
        g.session = found if found.token else None
        g.ensure_key = partial(keys.ensure, presented, found.key.id)
        _check_by_head()
        return None


def install_tokens(app: Flask) -> None:
    """Checks the token of every form of a session's pages. To be installed after what reads bodies."""

    @app.before_request
    def check_form() -> None:
        if g.session is not None and _has_form() and request.mimetype != "multipart/form-data":
            ensure_token(request.form.get(TOKEN_FIELD))


def ensure_token(sent: str | None) -> None:
    """Raises `Refused` where the token that a session's form was sent with is not its own. One in the header has been seen
    to."""
    if g.session is None or TOKEN_HEADER in request.headers:
        return
    if not g.session.is_own(sent or ""):
        raise _page_expired()


def _check_by_head() -> None:
    """Refuses what a session changes by its head alone, so that no body is read of it, unless its token is in a form."""
    if g.session is None or request.method in SAFE_METHODS or request.endpoint in SAFE_POSTS:
        return
    sent = request.headers.get(TOKEN_HEADER)
    if (sent is None and not _has_form()) or (sent is not None and not g.session.is_own(sent)):
        raise _page_expired()


def _has_form() -> bool:
    """True where the request may have its token in its body: a form of the pages."""
    if request.method in SAFE_METHODS or TOKEN_HEADER in request.headers or request.blueprint != "pages":
        return False
    streamed = request.endpoint in STREAMED and request.mimetype == "multipart/form-data"
    return streamed or request.mimetype == "application/x-www-form-urlencoded"


def _page_expired() -> Refused:
    return Refused("page_expired", "The page that sent this is of another sign-in. Load it again, then send it again.")


def key_in_use() -> ApiKey | None:
    """The key that this request came with, however it came; None where no keys are asked for."""
    return cast(ApiKey | None, g.get("key"))


def session_token() -> str:
    """The token that this session's pages send back; empty without a session."""
    session = cast(Session | None, g.get("session"))
    return "" if session is None else session.token


def key_check() -> Callable[[], None]:
    """A function that raises `Refused` once the request's key has ended, for work that takes longer.

    It may be called after the request, too.
    """
    return cast(Callable[[], None], g.get("ensure_key", _nothing))


def _nothing() -> None:
    """The check where no keys are needed: it never raises."""


def _presented() -> tuple[str, str] | None:
    """What the request presents: the name of the way, and the key or cookie. A header counts more than a cookie."""
    authorization = request.authorization
    if authorization is None:
        cookie = request.cookies.get(COOKIE, "")
        return ("cookie", cookie) if cookie and "Authorization" not in request.headers else None
    if authorization.type == "bearer":
        return "key", authorization.token or ""
    return ("key", authorization.password or "") if authorization.type == "basic" else None


def _needs_key() -> Response:
    if wants_page() and request.method in SAFE_METHODS:
        asked = request.full_path.removesuffix("?")
        return cast(Response, redirect(f"{SIGN_IN}?next={quote(asked, safe='/')}", 303))
    answer = problem(
        "unauthorized",
        "Send an API key: `Authorization: Bearer KEY`. `oncue keys create NAME`, on the service's machine, makes one.",
    )
    if request.headers.get("Sec-Fetch-Dest") != "empty":
        # A browser asks for a name and a password: the key is the password. Not for what a page's script asked: it says so.
        answer.headers.add("WWW-Authenticate", 'Basic realm="Oncue: any name, the API key as password"')
    answer.headers.add("WWW-Authenticate", 'Bearer realm="Oncue"')
    return answer


class _Keys:
    """A cache of what opens, by key or by session, for some seconds. A key has no token."""

    def __init__(self, store: SqlStore, sessions: Sessions) -> None:
        self._store = store
        self._sessions = sessions
        self._known: dict[tuple[str, str], tuple[float, Session | None]] = {}
        self._lock = threading.Lock()

    def ensure(self, presented: tuple[str, str], key_id: str) -> None:
        with suppress(JobsError):  # a database that is away for a moment ends no key
            found = self.session(presented)
            if found is None or found.key.id != key_id:
                raise Refused("unauthorized", "The API key has ended while the request waited.")

    def session(self, presented: tuple[str, str]) -> Session | None:
        now = time.monotonic()
        with self._lock:
            until, known = self._known.get(presented, (0.0, None))
        if now < until:
            return known
        found = self._read(presented)
        with self._lock:
            self._known = {each: kept for each, kept in self._known.items() if kept[0] > now and each != presented}
            if found is not None:
                self._known[presented] = (now + KEY_REMEMBERED_S, found)
        return found

    def _read(self, presented: tuple[str, str]) -> Session | None:
        way, value = presented
        if way == "cookie":
            return self._sessions.read(value)
        key = owner_of(self._store, value) if value else None
        return None if key is None else Session(key, "")

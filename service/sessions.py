"""Sessions of people: a signed cookie that is bound to an API key, so that the key itself is in no browser.

The signature is made with the hash of the key's secret that the database has: every host of the API knows it, nothing of it
is stored anew, and a key that was revoked signs nothing any more.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeTimedSerializer

from oncue.jobs.model import ApiKey

COOKIE = "oncue_session"
LASTS_S = 7 * 24 * 3600
"""Seconds after which a person has to sign in again: a week, so that nobody types a key in the middle of a programme each
day, and a cookie that was copied from a machine does not open for ever."""

_SALT = "oncue.session.1"
_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its cookie says: whose it is, and the token that the pages send back with what they change."""

    key: ApiKey
    token: str

    def is_own(self, token: str) -> bool:
        """True where `token` is the session's own; compared in constant time."""
        return hmac.compare_digest(self.token.encode(), token.encode())


@dataclass(frozen=True, slots=True)
class Sessions:
    """Makes and reads sessions. `lookup` gives a valid key and the hash of its secret by the key's id; `secret` is mixed
    into every signature, so that a copy of the database alone makes none; one is read for `lasts_s` seconds."""

    lookup: Callable[[str], tuple[ApiKey, str] | None]
    secret: str = ""
    lasts_s: int = LASTS_S

    def cookie_of(self, key_id: str) -> str | None:
        """The cookie of a new session of the key; None where the key is not valid any more."""
        found = self.lookup(key_id)
        if found is None:
            return None
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        return f"{key_id}.{self._signer(found[1]).dumps([key_id, token])}"

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie; None for one that was changed, is too old, or whose key was revoked."""
        key_id, _, signed = cookie.partition(".")
        found = self.lookup(key_id) if key_id and signed else None
        if found is None:
            return None
        try:
            owner, token = self._signer(found[1]).loads(signed, max_age=self.lasts_s)
        except (BadSignature, ValueError, TypeError):
            return None
        return Session(found[0], str(token)) if owner == key_id else None

    def _signer(self, secret_sha256: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(f"{self.secret}\n{secret_sha256}", salt=_SALT)

"""API keys: made here, shown once, and stored as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from oncue.jobs.ids import new_id
from oncue.jobs.model import DEFAULT_TENANT, ApiKey
from oncue.jobs.store import SqlStore


def create_api_key(store: SqlStore, name: str) -> tuple[ApiKey, str]:
    """Makes a key, stores its hash, and returns it with its secret form, `key_<id>.<secret>`, which is never shown again.

    Raises `StoreUnavailable`.
    """
    key_id = new_id("key")
    secret = secrets.token_urlsafe(32)
    key = store.add_api_key(key_id, DEFAULT_TENANT, name, _hash(secret))
    return key, f"{key_id}.{secret}"


def owner_of(store: SqlStore, presented: str) -> ApiKey | None:
    """The key that was presented; None for one that is unknown, revoked or wrong.

    Raises `StoreUnavailable`.
    """
    key_id, _, secret = presented.partition(".")
    found = store.api_key(key_id) if key_id and secret else None
    # 256 random bits need no slow hash; compared in constant time, so that nothing is learnt from how long it took.
    matches = hmac.compare_digest(_hash(secret), found[1] if found else "")
    return found[0] if found and matches else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

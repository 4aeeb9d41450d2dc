"""The store's methods for API keys. Of their secrets only hashes are stored."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping, func, insert, select, update

from oncue.jobs.errors import NotFound
from oncue.jobs.model import ApiKey
from oncue.jobs.store.database import reading, writing
from oncue.jobs.store.mapping import Database
from oncue.jobs.store.tables import api_keys


class Keys(Database):
    """Methods for API keys. Each is one transaction and may raise `StoreUnavailable`."""

    def add_api_key(self, key_id: str, tenant: str, name: str, secret_sha256: str) -> ApiKey:
        """Stores a key."""
        row = {"id": key_id, "tenant": tenant, "name": name, "secret_sha256": secret_sha256, "created_at_ms": self.now}
        with writing(self.engine) as connection:
            return _as_key(connection.execute(insert(api_keys).values(**row).returning(api_keys)).mappings().one())

    def api_key(self, key_id: str) -> tuple[ApiKey, str] | None:
        """The key with this id and the hash of its secret; None where it is unknown or was revoked."""
        with reading(self.engine) as connection:
            valid = select(api_keys).where(api_keys.c.id == key_id, api_keys.c.revoked_at_ms.is_(None))
            row = connection.execute(valid).mappings().first()
        return None if row is None else (_as_key(row), row["secret_sha256"])

    def api_keys(self) -> Sequence[ApiKey]:
        """All keys, oldest first, revoked ones too."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(api_keys).order_by(api_keys.c.created_at_ms, api_keys.c.id)).mappings()
            return [_as_key(row) for row in rows]

    def revoke_api_key(self, key_id: str) -> ApiKey:
        """Revokes a key: from now on it opens nothing. Raises `NotFound`."""
        revoked = func.coalesce(api_keys.c.revoked_at_ms, self.now)
        with writing(self.engine) as connection:
            change = update(api_keys).where(api_keys.c.id == key_id).values(revoked_at_ms=revoked).returning(api_keys)
            row = connection.execute(change).mappings().first()
        if row is None:
            raise NotFound(f"There is no API key {key_id}. `oncue keys list` shows them.")
        return _as_key(row)


def _as_key(row: RowMapping) -> ApiKey:
    return ApiKey(row["id"], row["name"], row["tenant"], row["created_at_ms"], row["revoked_at_ms"], row["role"])

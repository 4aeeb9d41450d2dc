"""The tables. Times are milliseconds since 1970 by the database's clock; the newest migration makes exactly these."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON(none_as_null=True)

batches = Table(
    "batches",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("idempotency_key", String(200)),
    Column("fingerprint", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("metadata", Json, nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("cancelled_at_ms", BigInteger),
    UniqueConstraint("tenant", "idempotency_key"),
    Index(None, "tenant", "created_at_ms", "id"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("idempotency_key", String(200)),
    Column("fingerprint", String(64), nullable=False),
    Column("batch_id", String(64), ForeignKey(batches.c.id)),
    Column("lane", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("stage", String(32)),
    Column("progress", Float, nullable=False),
    Column("cancel_requested", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("token", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("lease_until_ms", BigInteger),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("queued_at_ms", BigInteger, nullable=False),
    Column("claimed_at_ms", BigInteger),
    Column("started_at_ms", BigInteger),
    Column("completed_at_ms", BigInteger),
    Column("audio", Json, nullable=False),
    Column("transcript", Json, nullable=False),
    Column("text_key", Text, nullable=False),
    Column("options", Json, nullable=False),
    Column("metadata", Json, nullable=False),
    Column("language", String(16)),
    Column("duration_ms", BigInteger),
    Column("quality", Json),
    Column("problem", Json),
    Column("alignment_key", Text),
    Column("recognition_key", Text),
    Column("changed_in", BigInteger),  # set by triggers only: see jobs.store.changes
    UniqueConstraint("tenant", "idempotency_key"),
    Index(None, "tenant", "created_at_ms", "id"),
    Index(None, "state", "lane", "queued_at_ms"),
    Index(None, "batch_id", "claimed_at_ms"),
    Index(None, "batch_id", "changed_in"),
    Index(None, "claimed_at_ms"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("idempotency_key", String(200)),
    Column("touched_at_ms", BigInteger, nullable=False),
    UniqueConstraint("tenant", "idempotency_key"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("secret_sha256", String(64), nullable=False),
    Column("created_at_ms", BigInteger, nullable=False),
    Column("revoked_at_ms", BigInteger),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("label", String(64), primary_key=True),
    Column("value", Float, nullable=False),
)

beats = Table(
    "beats",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)

sequences = Table(
    "sequences",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

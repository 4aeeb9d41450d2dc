"""The tables, exactly as the newest migration makes them. Times are milliseconds since 1970 by the database's clock."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    or_,
)

from oncue.jobs.model import Lane, State
from oncue.jobs.store.stored_json import StoredJson

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = StoredJson()

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
    Column("worker", String(128)),
    Column("failed_on", String(128)),
    Column("not_before_ms", BigInteger),
    Column("previous_transcript", Json),
    Column("previous_text_key", Text),
    Column("previous_completed_at_ms", BigInteger),
    Column("correction_state", String(16)),
    Column("correction_problem", Json),
    Column("correction_at_ms", BigInteger),
    Column("correction_text_key", Text),
    Column("correction_kept_key", Text),
    Column("correction_kept_at_ms", BigInteger),
    Column("changed_in", BigInteger),  # set by triggers only: see oncue.jobs.store.changes
    UniqueConstraint("tenant", "idempotency_key"),
    Index(None, "tenant", "created_at_ms", "id"),
    Index(None, "state", "lane", "queued_at_ms"),
    Index(None, "batch_id", "claimed_at_ms"),
    Index(None, "batch_id", "changed_in"),
    Index(None, "claimed_at_ms"),
    Index(None, "tenant", "state", "created_at_ms", "id"),
    Index(None, "batch_id", "created_at_ms", "id"),
    Index(None, "batch_id", "state", "created_at_ms", "id"),
    Index(None, "completed_at_ms"),
)

# Constants and no parameters: SQLite takes a partial index only where it sees its condition in the statement itself.
QUEUED = jobs.c.state == literal_column(f"'{State.QUEUED.value}'")
"""The condition on `jobs` for those that wait. It is also that of an index, which holds nothing else and so stays small."""


def _names(values: type[State] | type[Lane]) -> list[ColumnElement[str]]:
    return [literal_column(f"'{value.value}'") for value in values]


UNKNOWN = or_(jobs.c.state.not_in(_names(State)), jobs.c.lane.not_in(_names(Lane)))
"""The condition on `jobs` for rows whose state or lane this version does not know, so that none of its code would find
them."""

for name, columns, condition in (
    ("ix_jobs_waiting_turn", ("tenant", "lane", "batch_id", "queued_at_ms", "id"), QUEUED),
    ("ix_jobs_unknown", ("id",), UNKNOWN),
):
    Index(name, *(jobs.c[column] for column in columns), sqlite_where=condition, postgresql_where=condition)

turns = Table(
    "turns",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("lane", String(16), primary_key=True),
    Column("batch_id", String(64), primary_key=True),
    Column("taken_at_ms", BigInteger, nullable=False),
    Index(None, "lane", "taken_at_ms", "tenant", "batch_id"),
)
"""The turns: a row for each tenant, lane and batch ('' for none) whose jobs wait, with the time it was last given a worker.

Triggers on `jobs` add the rows, so that those of older versions and of other hands are there too; the reaper removes the
empty ones.
"""

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
    Column("role", String(32), nullable=False, server_default="admin"),
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
    Column("slots", Integer),
)

failures = Table(
    "failures",
    metadata,
    Column("job_id", String(64), ForeignKey(jobs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("token", Integer, primary_key=True),
    Column("host", String(128), nullable=False),
    Column("code", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("id", String(160), primary_key=True),
    Column("host", String(128), nullable=False),
    Column("state", String(16), nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("beat_at_ms", BigInteger, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("in_a_row", Integer, nullable=False),
    Column("last_problem", Text),
)

duties = Table(
    "duties",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("holder", String(128), nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("position", Text),
)
"""The duties: what one process at a time does for all, until when it is the holder's, and how far it has come."""

sequences = Table(
    "sequences",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

desks = Table(
    "desks",
    metadata,
    Column("job_id", String(64), ForeignKey(jobs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("tenant", String(64), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("head", Integer, nullable=False),
    Column("retimed", Integer, nullable=False),
    Column("approved_rev", Integer),
    Column("opened_at_ms", BigInteger, nullable=False),
    Column("used_at_ms", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("audio_key", Text),
    Column("audio_type", String(64)),
    Column("peaks_key", Text),
    Column("sound_key", Text),
    Column("duration_ms", BigInteger),
    Column("problem", Json),
    Index(None, "used_at_ms"),
)
"""The desks: a row for each job whose captions are edited. `head` is its newest revision, `retimed` counts its retimings.

The columns from `state` on are of its sound, which an aligner makes.
"""

desk_texts = Table(
    "desk_texts",
    metadata,
    Column("job_id", String(64), ForeignKey(desks.c.job_id, ondelete="CASCADE"), primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("first_rev", Integer, nullable=False),
    Column("of_alignment_key", Text, nullable=False),
    Column("text_key", Text, nullable=False),
    Column("alignment_key", Text, nullable=False),
    Column("recognition_key", Text),
    Column("left_over", Json, nullable=False),
    Column("made_at_ms", BigInteger, nullable=False),
)
"""The texts that a desk has worked on, a generation each: revisions from `first_rev` on are of it."""

revisions = Table(
    "revisions",
    metadata,
    Column("job_id", String(64), ForeignKey(desks.c.job_id, ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("ops", Json, nullable=False),
    Column("based_on", Integer, nullable=False),
    Column("edit_id", String(64), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("who", Json, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("text_key", Text),
    Column("alignment_key", Text),
    Column("directions_key", Text),
    Column("at_retiming", Integer),
    UniqueConstraint("job_id", "edit_id"),
)

retimings = Table(
    "retimings",
    metadata,
    Column("job_id", String(64), ForeignKey(desks.c.job_id, ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("words", Json, nullable=False),
    Column("errors_ms", Json),
    Column("basis", Text),
    Column("at_ms", BigInteger, nullable=False),
    Index(None, "job_id", "rev"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("job_id", String(64), ForeignKey(desks.c.job_id, ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("rev", Integer, nullable=False),
    Column("who", Json, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("despite", Text),
    Column("findings", Integer, nullable=False),
)

desk_work = Table(
    "desk_work",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("job_id", String(64), ForeignKey(jobs.c.id, ondelete="CASCADE"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("rev", Integer, nullable=False),
    Column("asked", Json),
    Column("state", String(16), nullable=False),
    Column("token", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until_ms", BigInteger),
    Column("asked_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger),
    Column("problem", Json),
    Index(None, "state", "asked_at_ms", "id"),
    Index(None, "job_id", "state"),
)
"""What aligners are to do for desks: make its sound, or find the times of words that a revision has changed."""

aligners = Table(
    "aligners",
    metadata,
    Column("id", String(160), primary_key=True),
    Column("host", String(128), nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("beat_at_ms", BigInteger, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("last_problem", Text),
)

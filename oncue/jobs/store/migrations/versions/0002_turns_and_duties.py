"""Tables of turns and duties, so that claims and collections need not look at all jobs.

Only adds: processes of 0001 go on beside this. The indexes that came with it are built by `oncue.jobs.store.indexes`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = "tenant = NEW.tenant AND lane = NEW.lane AND batch_id = coalesce(NEW.batch_id, '')"
_NEW = "INTO turns (tenant, lane, batch_id, taken_at_ms) VALUES (NEW.tenant, NEW.lane, coalesce(NEW.batch_id, ''), 0)"

_FUNCTION = f"""
CREATE FUNCTION oncue_note_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The row is held, shared, until the job is committed: whoever removes empty turns waits for no one and skips it.
    LOOP
        PERFORM 1 FROM turns WHERE {_KEY} FOR KEY SHARE;
        IF FOUND THEN RETURN NULL; END IF;
        INSERT {_NEW} ON CONFLICT DO NOTHING;
    END LOOP;
END $$
"""


def upgrade() -> None:
    """Adds the tables, and the turns of the jobs that wait."""
    op.create_table(
        "turns",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.String(length=16), nullable=False),
        sa.Column("batch_id", sa.String(length=64), nullable=False),
        sa.Column("taken_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "lane", "batch_id", name=op.f("pk_turns")),
    )
    columns = ["lane", "taken_at_ms", "tenant", "batch_id"]
    op.create_index(op.f("ix_turns_lane_taken_at_ms_tenant_batch_id"), "turns", columns, unique=False)
    op.create_table(
        "duties",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=128), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_duties")),
    )
    op.add_column("beats", sa.Column("slots", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_FUNCTION)
        for name, event in (("insert", "INSERT"), ("update", "UPDATE OF state")):
            op.execute(
                f"CREATE TRIGGER oncue_turn_on_{name} AFTER {event} ON jobs FOR EACH ROW"
                " WHEN (NEW.state = 'queued') EXECUTE FUNCTION oncue_note_turn()"
            )
        # Room beside each row for its own next version: a heartbeat then touches no index.
        op.execute("ALTER TABLE jobs SET (fillfactor = 85)")
    else:
        for name, event in (("insert", "INSERT"), ("update", "UPDATE OF state")):
            op.execute(
                f"CREATE TRIGGER oncue_turn_on_{name} AFTER {event} ON jobs"
                f" WHEN NEW.state = 'queued' BEGIN INSERT OR IGNORE {_NEW}; END"
            )
    op.execute(
        "INSERT INTO turns (tenant, lane, batch_id, taken_at_ms)"
        " SELECT DISTINCT tenant, lane, coalesce(batch_id, ''), 0 FROM jobs WHERE state = 'queued'"
    )

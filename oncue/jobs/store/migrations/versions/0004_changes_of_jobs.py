"""The column that numbers the changes of jobs in the order in which transactions end.

Triggers set it, for older processes too.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# PostgreSQL: the number of the transaction. Only a change of state sets it: a heartbeat that touched an indexed column would
# write to every index of the table. What is processing is told by the row's own xmin (`oncue.jobs.store.changes`).
_POSTGRES = (
    """
    CREATE OR REPLACE FUNCTION oncue_job_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.changed_in := txid_current();
        RETURN NEW;
    END $$
    """,
    "CREATE TRIGGER oncue_job_made BEFORE INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION oncue_job_changed()",
    """
    CREATE TRIGGER oncue_job_changed BEFORE UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION oncue_job_changed()
    """,
)

# SQLite: a number of its own for each change. Its writers come one after the other.
_STAMP = """
    INSERT INTO sequences (name, value) VALUES ('job_changes', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1;
    UPDATE jobs SET changed_in = (SELECT value FROM sequences WHERE name = 'job_changes') WHERE id = NEW.id;
"""
_SQLITE = (
    f"CREATE TRIGGER oncue_job_made AFTER INSERT ON jobs BEGIN {_STAMP} END",
    f"""
    CREATE TRIGGER oncue_job_changed AFTER UPDATE OF version ON jobs
    WHEN OLD.version IS NOT NEW.version BEGIN {_STAMP} END
    """,
)


def upgrade() -> None:
    """Adds the column, the count of changes, and the triggers."""
    op.create_table(
        "sequences",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sequences")),
    )
    op.add_column("jobs", sa.Column("changed_in", sa.BigInteger(), nullable=True))
    for statement in _POSTGRES if op.get_bind().dialect.name == "postgresql" else _SQLITE:
        op.get_bind().exec_driver_sql(statement)

"""The tables of desks: edits of captions as revisions, the times that aligners found, approvals, and aligners' work.

Only adds: processes of 0001 go on beside this. Deleting a job deletes what its desk has, also where they do it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables."""
    op.create_table(
        "desks",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.Column("retimed", sa.Integer(), nullable=False),
        sa.Column("approved_rev", sa.Integer(), nullable=True),
        sa.Column("opened_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("used_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("audio_key", sa.Text(), nullable=True),
        sa.Column("audio_type", sa.String(length=64), nullable=True),
        sa.Column("peaks_key", sa.Text(), nullable=True),
        sa.Column("sound_key", sa.Text(), nullable=True),
        sa.Column("duration_ms", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_desks_job_id_jobs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_desks")),
    )
    op.create_index(op.f("ix_desks_used_at_ms"), "desks", ["used_at_ms"], unique=False)
    op.create_table(
        "desk_texts",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("first_rev", sa.Integer(), nullable=False),
        sa.Column("of_alignment_key", sa.Text(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=False),
        sa.Column("alignment_key", sa.Text(), nullable=False),
        sa.Column("recognition_key", sa.Text(), nullable=True),
        sa.Column("left_over", sa.JSON(), nullable=False),
        sa.Column("made_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["desks.job_id"], name=op.f("fk_desk_texts_job_id_desks"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "generation", name=op.f("pk_desk_texts")),
    )
    op.create_table(
        "revisions",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("ops", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("edit_id", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("text_key", sa.Text(), nullable=True),
        sa.Column("alignment_key", sa.Text(), nullable=True),
        sa.Column("directions_key", sa.Text(), nullable=True),
        sa.Column("at_retiming", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["desks.job_id"], name=op.f("fk_revisions_job_id_desks"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "n", name=op.f("pk_revisions")),
        sa.UniqueConstraint("job_id", "edit_id", name=op.f("uq_revisions_job_id_edit_id")),
    )
    op.create_table(
        "retimings",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["desks.job_id"], name=op.f("fk_retimings_job_id_desks"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "seq", name=op.f("pk_retimings")),
    )
    op.create_index(op.f("ix_retimings_job_id_rev"), "retimings", ["job_id", "rev"], unique=False)
    op.create_table(
        "approvals",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("who", sa.JSON(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("despite", sa.Text(), nullable=True),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["desks.job_id"], name=op.f("fk_approvals_job_id_desks"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "seq", name=op.f("pk_approvals")),
    )
    op.create_table(
        "desk_work",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until_ms", sa.BigInteger(), nullable=True),
        sa.Column("asked_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_desk_work_job_id_jobs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_work")),
    )
    op.create_index(op.f("ix_desk_work_job_id_state"), "desk_work", ["job_id", "state"], unique=False)
    op.create_index(op.f("ix_desk_work_state_asked_at_ms_id"), "desk_work", ["state", "asked_at_ms", "id"], unique=False)
    op.create_table(
        "aligners",
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("host", sa.String(length=128), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("beat_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aligners")),
    )

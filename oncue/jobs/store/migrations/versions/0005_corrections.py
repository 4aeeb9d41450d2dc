"""Columns for the earlier result while a correction of a text is worked on, and for the outcome of the latest correction.

Only adds: processes of 0001 go on beside this.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    for column in (
        sa.Column("previous_transcript", sa.JSON(), nullable=True),
        sa.Column("previous_text_key", sa.Text(), nullable=True),
        sa.Column("previous_completed_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("correction_state", sa.String(length=16), nullable=True),
        sa.Column("correction_problem", sa.JSON(), nullable=True),
        sa.Column("correction_at_ms", sa.BigInteger(), nullable=True),
    ):
        op.add_column("jobs", column)

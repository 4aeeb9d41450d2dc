"""The column of the expected errors of the times that an aligner found for edited words.

Only adds: what processes of 0007 and 0008 find has none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("retimings", sa.Column("errors_ms", sa.JSON(), nullable=True))

"""The column of a corrected text that was not taken, which is kept for its author.

Only adds: processes of 0001 go on beside this. What they end keeps no text, or the one that a newer process kept
before, whose file their collector takes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("jobs", sa.Column("correction_text_key", sa.Text(), nullable=True))

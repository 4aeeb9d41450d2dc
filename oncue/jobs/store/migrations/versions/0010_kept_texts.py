"""The columns that say which corrected text was kept and when, by which it is known not to be that of a later correction.

Only adds. Processes from before 0008 end corrections and leave the text of an earlier one where it is; those of 0008 and
0009 keep the text that it was, and know nothing of these columns.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns."""
    op.add_column("jobs", sa.Column("correction_kept_key", sa.Text(), nullable=True))
    op.add_column("jobs", sa.Column("correction_kept_at_ms", sa.BigInteger(), nullable=True))

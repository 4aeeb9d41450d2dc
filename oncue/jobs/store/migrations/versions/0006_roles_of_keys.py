"""The column of an API key's role. Until roles are told apart, every key has the one that may do everything.

Only adds: processes of 0001 go on beside this.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column."""
    op.add_column("api_keys", sa.Column("role", sa.String(length=32), nullable=False, server_default="admin"))

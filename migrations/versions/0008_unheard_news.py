"""News that did not arrive is found quickly, every minute."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One partial index."""
    stuck = sa.text("state in ('held', 'dead', 'failed')")
    op.create_index(
        "ix_outbound_unheard", "outbound", ["made_at"], sqlite_where=stuck, postgresql_where=stuck
    )


def downgrade() -> None:
    """Slower, and right."""
    op.drop_index("ix_outbound_unheard", table_name="outbound")

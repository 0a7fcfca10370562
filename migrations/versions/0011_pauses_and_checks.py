"""A case may wait for a day or for a conference, and a programme says when its result can be seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New columns only."""
    op.add_column("cases", sa.Column("hold_until", sa.DateTime(timezone=True)))
    op.add_column("cases", sa.Column("conference_due", sa.DateTime(timezone=True)))
    op.add_column("cases", sa.Column("not_ours", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("service_decision", sa.String(12), nullable=False, server_default=""))
    op.add_column("programmes", sa.Column("check_days", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Held cases do not come back by themselves any more."""
    op.drop_column("programmes", "check_days")
    op.drop_column("cases", "service_decision")
    op.drop_column("cases", "not_ours")
    op.drop_column("cases", "conference_due")
    op.drop_column("cases", "hold_until")

"""Files are fetched, made harmless and kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What is known of the bytes; pins have none."""
    with op.batch_alter_table("attachments") as table:
        table.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default="waiting"))
        table.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("next_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("error", sa.String(length=40), nullable=False, server_default=""))
        table.add_column(sa.Column("file", sa.String(length=32), nullable=False, server_default=""))
        table.create_index("ix_attachments_waiting", ["office", "state", "next_at"])


def downgrade() -> None:
    """The files stay in the data folder until somebody removes them."""
    with op.batch_alter_table("attachments") as table:
        table.drop_index("ix_attachments_waiting")
        for name in ("file", "error", "next_at", "tries", "state"):
            table.drop_column(name)

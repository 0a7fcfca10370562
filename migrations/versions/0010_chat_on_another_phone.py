"""A web chat goes on on another phone: a code for a quarter of an hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "chat_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(5), nullable=False),
        sa.Column("number", sa.String(9), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name="pk_chat_codes"),
        sa.UniqueConstraint("office", "number", name="uq_chat_codes_office_number"),
    )


def downgrade() -> None:
    """Nobody can move any more."""
    op.drop_table("chat_codes")

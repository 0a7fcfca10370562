"""The code a resident takes to an officer, so that her NIK is never written into a chat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "meeting_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("code_index", sa.LargeBinary(length=16), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "office"],
            ["cases.id", "cases.office"],
            name=op.f("fk_meeting_codes_case_id_cases"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_meeting_codes")),
    )
    op.create_index(op.f("ix_meeting_codes_case_id"), "meeting_codes", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_meeting_codes_office_code_index"), "meeting_codes", ["office", "code_index"], unique=False
    )


def downgrade() -> None:
    """Codes that still live go; a new one is made in a second."""
    op.drop_table("meeting_codes")

"""What the bot misunderstood and somebody put right: a list to be reviewed, before anything is learned from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; cases of before have no lessons."""
    op.create_table(
        "lessons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("field", sa.String(length=10), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("understood", sa.String(length=40), nullable=False),
        sa.Column("right", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "office"],
            ["cases.id", "cases.office"],
            name=op.f("fk_lessons_case_id_cases"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_lessons_reviewer_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_lessons")),
        sa.UniqueConstraint("office", "case_id", "field", name=op.f("uq_lessons_office_case_id_field")),
    )
    op.create_index(op.f("ix_lessons_office_state"), "lessons", ["office", "state"], unique=False)


def downgrade() -> None:
    """The lessons go; nothing else knows of them."""
    op.drop_table("lessons")

"""Which case goes on in which other one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "merges",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(5), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_before", sa.String(20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("due_what", sa.String(20), nullable=False),
        sa.Column("clock_left", sa.Integer()),
        sa.Column("hold_until", sa.DateTime(timezone=True)),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "office"], ["cases.id", "cases.office"], name="fk_merges_case_id_office"),
        sa.ForeignKeyConstraint(["into_id", "office"], ["cases.id", "cases.office"], name="fk_merges_into_id_office"),
        sa.PrimaryKeyConstraint("id", "office", name="pk_merges"),
        sa.UniqueConstraint("office", "case_id", name="uq_merges_office_case_id"),
    )  # fmt: skip
    op.create_index("ix_merges_into_id", "merges", ["into_id"])


def downgrade() -> None:
    """What was put together stays closed, and nobody knows any more where it goes on."""
    op.drop_index("ix_merges_into_id", "merges")
    op.drop_table("merges")

"""Who is kept from a case that is about them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(5), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid()),
        sa.Column("agency_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["case_id", "office"], ["cases.id", "cases.office"], name="fk_exclusions_case_id_office"),
        sa.ForeignKeyConstraint(["account_id", "office"], ["accounts.id", "accounts.office"], name="fk_exclusions_account_id_office"),
        sa.ForeignKeyConstraint(["agency_id", "office"], ["agencies.id", "agencies.office"], name="fk_exclusions_agency_id_office"),
        sa.PrimaryKeyConstraint("id", "office", name="pk_exclusions"),
    )  # fmt: skip
    op.create_index("ix_exclusions_case_id", "exclusions", ["case_id"])


def downgrade() -> None:
    """Dangerous: what was hidden is seen again."""
    op.drop_index("ix_exclusions_case_id", "exclusions")
    op.drop_table("exclusions")

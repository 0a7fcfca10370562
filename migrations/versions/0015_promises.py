"""The ledger of promises to residents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table; the date that runs in a case of before has no line, its next one will."""
    op.create_table(
        "promises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(5), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bring", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("broken_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("how", sa.String(8), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid()),
        sa.CheckConstraint("how in ('', 'kept', 'late', 'moved', 'paused', 'dropped')", name="ck_promises_how"),
        sa.ForeignKeyConstraint(["case_id", "office"], ["cases.id", "cases.office"], name="fk_promises_case_id_office"),
        sa.ForeignKeyConstraint(["agency_id", "office"], ["agencies.id", "agencies.office"], name="fk_promises_agency_id_office"),
        sa.PrimaryKeyConstraint("id", "office", name="pk_promises"),
    )  # fmt: skip
    op.create_index("ix_promises_case_id", "promises", ["case_id"])
    op.create_index("ix_promises_office_until", "promises", ["office", "until"])


def downgrade() -> None:
    """How promises were kept is lost; the dates that run stay with their cases."""
    op.drop_index("ix_promises_office_until", "promises")
    op.drop_index("ix_promises_case_id", "promises")
    op.drop_table("promises")

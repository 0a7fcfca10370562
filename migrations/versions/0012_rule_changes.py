"""A change of routing, deadlines or the calendar waits for a second person and for its day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPEN = sa.text("state in ('proposed', 'approved')")


def upgrade() -> None:
    """One table; of each kind one change may be open."""
    op.create_table(
        "rule_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(5), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("replaced", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_force_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state in ('proposed', 'approved', 'rejected', 'withdrawn', 'in_force')",
            name=op.f("ck_rule_changes_state"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_rule_changes_proposed_by_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_rule_changes_decided_by_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_rule_changes")),
    )
    op.create_index(
        "ix_rule_changes_open",
        "rule_changes",
        ["office", "kind"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    """The rules in force stay; how they came about is forgotten."""
    op.drop_table("rule_changes")

"""An exclusion may be taken back by two people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None
NAME = "fk_exclusions_doubted_by_office"


def upgrade() -> None:
    """One column."""
    with op.batch_alter_table("exclusions") as table:
        table.add_column(sa.Column("doubted_by", sa.Uuid()))
        table.create_foreign_key(NAME, "accounts", ["doubted_by", "office"], ["id", "office"])


def downgrade() -> None:
    """Who had asked is forgotten."""
    with op.batch_alter_table("exclusions") as table:
        table.drop_constraint(NAME, type_="foreignkey")
        table.drop_column("doubted_by")

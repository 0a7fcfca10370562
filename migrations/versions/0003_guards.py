"""What guards a case: whom it is about, and the word that opens its news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns; cases of before are about nobody of the house and have no word."""
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("accused", sa.String(length=20), nullable=False, server_default=""))
        cases.add_column(sa.Column("access_index", sa.LargeBinary(length=16), nullable=True))


def downgrade() -> None:
    """The columns go, and with them the guard."""
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("access_index")
        cases.drop_column("accused")

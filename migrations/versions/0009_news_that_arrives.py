"""News that arrives: approved templates, what helps a message on its way, and people found by their own number.

Contact points that were there before have no `phone_index`; it is set when their number is heard again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table, two columns, three indexes."""
    op.create_table(
        "templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(5), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("account", sa.String(80), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name="pk_templates"),
        sa.UniqueConstraint(
            "office", "channel", "account", "name", name="uq_templates_office_channel_account_name"
        ),
    )
    op.add_column("outbound", sa.Column("news_id", sa.Uuid(), nullable=True))
    op.create_index("ix_outbound_news_id", "outbound", ["news_id"])
    unseen = sa.text("state = 'sent' AND purpose = 'status'")
    op.create_index(
        "ix_outbound_unseen", "outbound", ["made_at"], sqlite_where=unseen, postgresql_where=unseen
    )
    op.add_column("contact_points", sa.Column("phone_index", sa.LargeBinary(16), nullable=True))
    op.create_index("ix_contact_points_office_phone_index", "contact_points", ["office", "phone_index"])


def downgrade() -> None:
    """What stood in them is forgotten."""
    op.drop_index("ix_contact_points_office_phone_index", "contact_points")
    op.drop_column("contact_points", "phone_index")
    op.drop_index("ix_outbound_unseen", "outbound")
    op.drop_index("ix_outbound_news_id", "outbound")
    op.drop_column("outbound", "news_id")
    op.drop_table("templates")

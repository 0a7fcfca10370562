"""An agency without an account answers its referral by a signed link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "referral_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("open_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral_id", "office"],
            ["referrals.id", "referrals.office"],
            name=op.f("fk_referral_links_referral_id_referrals"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_referral_links_account_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_referral_links")),
        sa.UniqueConstraint("office", "token_hash", name=op.f("uq_referral_links_office_token_hash")),
    )
    op.create_index(op.f("ix_referral_links_referral_id"), "referral_links", ["referral_id"])


def downgrade() -> None:
    """Links that live end; the agency is asked in another way."""
    op.drop_table("referral_links")

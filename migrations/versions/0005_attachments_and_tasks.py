"""What residents send besides words, and the work that follows from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("ref", sa.LargeBinary(), nullable=False),
        sa.Column("mime", sa.String(length=80), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("draft", sa.String(length=80), nullable=False),
        sa.Column("transcript", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id", "office"],
            ["conversations.id", "conversations.office"],
            name=op.f("fk_attachments_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_attachments_case_id_cases")
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_conversation_id"), "attachments", ["conversation_id"])
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"])
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=13), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind in ('transcribe', 'visit', 'verify', 'deliver_news')", name=op.f("ck_tasks_kind")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_tasks_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id", "office"],
            ["attachments.id", "attachments.office"],
            name=op.f("fk_tasks_attachment_id_attachments"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_tasks_account_id_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_tasks")),
    )
    op.create_index(op.f("ix_tasks_case_id"), "tasks", ["case_id"])
    op.create_index(op.f("ix_tasks_account_id"), "tasks", ["account_id"])
    op.create_index(op.f("ix_tasks_office_done_at_due_at"), "tasks", ["office", "done_at", "due_at"])


def downgrade() -> None:
    """What was sent stays with the network and in the stored messages."""
    op.drop_table("tasks")
    op.drop_table("attachments")

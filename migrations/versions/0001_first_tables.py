"""The first tables: the office, people and their conversations, the durable line, cases and their history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything the program starts with. A database is not taken back below its first tables."""

    op.create_table(
        "agencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_agencies")),
        sa.UniqueConstraint("office", "code", name=op.f("uq_agencies_office_code")),
    )
    op.create_table(
        "areas",
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("parent", sa.String(length=13), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_areas")),
    )
    op.create_index(op.f("ix_areas_parent"), "areas", ["parent"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object", sa.String(length=80), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_office_at"), "audit", ["office", "at"], unique=False)
    op.create_table(
        "categories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("confidentiality", sa.String(length=10), nullable=False),
        sa.Column("sector", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_categories")),
        sa.UniqueConstraint("office", "code", name=op.f("uq_categories_office_code")),
    )
    op.create_table(
        "holidays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_holidays")),
        sa.UniqueConstraint("office", "day", name=op.f("uq_holidays_office_day")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("nik", sa.LargeBinary(), nullable=True),
        sa.Column("nik_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("kk", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_people")),
    )
    op.create_index(op.f("ix_people_office_nik_index"), "people", ["office", "nik_index"], unique=False)
    op.create_index(op.f("ix_people_office_phone_index"), "people", ["office", "phone_index"], unique=False)
    op.create_table(
        "programmes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("cost", sa.String(length=80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_programmes")),
        sa.UniqueConstraint(
            "office", "code", "valid_from", name=op.f("uq_programmes_office_code_valid_from")
        ),
    )
    op.create_table(
        "settings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_settings")),
        sa.UniqueConstraint("office", "name", name=op.f("uq_settings_office_name")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "office"],
            ["agencies.id", "agencies.office"],
            name=op.f("fk_accounts_agency_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_accounts")),
        sa.UniqueConstraint("office", "login", name=op.f("uq_accounts_office_login")),
    )
    op.create_table(
        "routing_rules",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("area", sa.String(length=13), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "office"],
            ["agencies.id", "agencies.office"],
            name=op.f("fk_routing_rules_agency_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_routing_rules")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("area", sa.String(length=13), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_assignments_account_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_account_id"), "assignments", ["account_id"], unique=False)
    op.create_table(
        "contact_points",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(length=16), nullable=False),
        sa.Column("display_name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("unreachable_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id", "office"],
            ["people.id", "people.office"],
            name=op.f("fk_contact_points_person_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_contact_points_staff_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_contact_points")),
        sa.UniqueConstraint(
            "office",
            "channel",
            "account",
            "address_index",
            name=op.f("uq_contact_points_office_channel_account_address_index"),
        ),
    )
    op.create_index(op.f("ix_contact_points_staff_id"), "contact_points", ["staff_id"], unique=False)
    op.create_table(
        "link_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_link_codes_account_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_link_codes")),
        sa.UniqueConstraint("office", "code_hash", name=op.f("uq_link_codes_office_code_hash")),
    )
    op.create_table(
        "form_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_form_keys")),
        sa.UniqueConstraint("office", "key_hash", name=op.f("uq_form_keys_office_key_hash")),
    )
    op.create_index(op.f("ix_form_keys_used_at"), "form_keys", ["used_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_sessions_account_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_sessions")),
        sa.UniqueConstraint("office", "token_hash", name=op.f("uq_sessions_office_token_hash")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("number", sa.String(length=9), nullable=False),
        sa.Column("draft", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_before", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("also", sa.Text(), nullable=False),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("confidentiality", sa.String(length=10), nullable=False),
        sa.Column("reporter_visibility", sa.String(length=24), nullable=False),
        sa.Column("reporter_role", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("area", sa.String(length=13), nullable=False),
        sa.Column("intake_point", sa.String(length=20), nullable=False),
        sa.Column("service_line", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.Column("entities", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("close_reason", sa.String(length=24), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_what", sa.String(length=20), nullable=False),
        sa.Column("clock_left", sa.Integer(), nullable=True),
        sa.Column("route_reason", sa.String(length=200), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_agency_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("contact_point_id", sa.Uuid(), nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_point_id", "office"],
            ["contact_points.id", "contact_points.office"],
            name=op.f("fk_cases_contact_point_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["handler_id", "office"],
            ["accounts.id", "accounts.office"],
            name=op.f("fk_cases_handler_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_agency_id", "office"],
            ["agencies.id", "agencies.office"],
            name=op.f("fk_cases_proposed_agency_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id", "office"],
            ["people.id", "people.office"],
            name=op.f("fk_cases_reporter_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["subject_id", "office"], ["people.id", "people.office"], name=op.f("fk_cases_subject_id_office")
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_cases")),
        sa.UniqueConstraint("office", "draft", name=op.f("uq_cases_office_draft")),
        sa.UniqueConstraint("office", "number", name=op.f("uq_cases_office_number")),
    )
    op.create_index(op.f("ix_cases_contact_point_id"), "cases", ["contact_point_id"], unique=False)
    op.create_index(
        op.f("ix_cases_office_area_created_at"), "cases", ["office", "area", "created_at"], unique=False
    )
    op.create_index(
        op.f("ix_cases_office_state_due_at"), "cases", ["office", "state", "due_at"], unique=False
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_point_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_point_id", "office"],
            ["contact_points.id", "contact_points.office"],
            name=op.f("fk_conversations_contact_point_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_conversations")),
        sa.UniqueConstraint(
            "office", "contact_point_id", name=op.f("uq_conversations_office_contact_point_id")
        ),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact_point_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_consents_case_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["contact_point_id", "office"],
            ["contact_points.id", "contact_points.office"],
            name=op.f("fk_consents_contact_point_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_contact_point_id"), "consents", ["contact_point_id"], unique=False)
    op.create_table(
        "inbound",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("dedupe", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state in ('stored','done','quarantined')", name=op.f("ck_inbound_state")),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_inbound_case_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id", "office"],
            ["conversations.id", "conversations.office"],
            name=op.f("fk_inbound_conversation_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_inbound")),
        sa.UniqueConstraint(
            "office", "channel", "account", "dedupe", name=op.f("uq_inbound_office_channel_account_dedupe")
        ),
    )
    op.create_index(op.f("ix_inbound_case_id"), "inbound", ["case_id"], unique=False)
    op.create_index("ix_inbound_conversation", "inbound", ["conversation_id", "id"], unique=False)
    op.create_index(
        "ix_inbound_waiting",
        "inbound",
        ["conversation_id", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'stored'"),
        postgresql_where=sa.text("state = 'stored'"),
    )
    op.create_table(
        "menus",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("token", sa.String(length=16), nullable=False),
        sa.Column("talk", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id", "office"],
            ["conversations.id", "conversations.office"],
            name=op.f("fk_menus_conversation_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_menus")),
        sa.UniqueConstraint("office", "token", name=op.f("uq_menus_office_token")),
    )
    op.create_index(op.f("ix_menus_conversation_id"), "menus", ["conversation_id"], unique=False)
    op.create_table(
        "outbound",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("dedupe", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.LargeBinary(), nullable=True),
        sa.Column("external_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("contact_point_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'held', 'sending', 'sent', 'delivered', 'read', 'uncertain', 'failed', 'dead', 'cancelled')",
            name=op.f("ck_outbound_state"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_outbound_case_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["contact_point_id", "office"],
            ["contact_points.id", "contact_points.office"],
            name=op.f("fk_outbound_contact_point_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id", "office"],
            ["conversations.id", "conversations.office"],
            name=op.f("fk_outbound_conversation_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_outbound")),
        sa.UniqueConstraint("office", "dedupe", name=op.f("uq_outbound_office_dedupe")),
    )
    op.create_index(op.f("ix_outbound_case_id"), "outbound", ["case_id"], unique=False)
    op.create_index(op.f("ix_outbound_contact_point_id"), "outbound", ["contact_point_id"], unique=False)
    op.create_index("ix_outbound_conversation", "outbound", ["conversation_id", "id"], unique=False)
    op.create_index(
        "ix_outbound_lane",
        "outbound",
        ["contact_point_id", "id"],
        unique=False,
        sqlite_where=sa.text("state in ('queued', 'sending', 'uncertain', 'held')"),
        postgresql_where=sa.text("state in ('queued', 'sending', 'uncertain', 'held')"),
    )
    op.create_index(
        op.f("ix_outbound_office_external_index"), "outbound", ["office", "external_index"], unique=False
    )
    op.create_index(
        "ix_outbound_waiting",
        "outbound",
        ["channel", "account", "id"],
        unique=False,
        sqlite_where=sa.text("state in ('queued', 'sending', 'uncertain')"),
        postgresql_where=sa.text("state in ('queued', 'sending', 'uncertain')"),
    )
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_left", sa.Integer(), nullable=True),
        sa.Column("info_requested", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "office"],
            ["agencies.id", "agencies.office"],
            name=op.f("fk_referrals_agency_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_referrals_case_id_office")
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_referrals")),
    )
    op.create_index(op.f("ix_referrals_agency_id"), "referrals", ["agency_id"], unique=False)
    op.create_index(op.f("ix_referrals_case_id"), "referrals", ["case_id"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_events_case_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "office"],
            ["referrals.id", "referrals.office"],
            name=op.f("fk_events_referral_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_case_id"), "events", ["case_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("office", sa.String(length=5), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "office"], ["cases.id", "cases.office"], name=op.f("fk_questions_case_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["referral_id", "office"],
            ["referrals.id", "referrals.office"],
            name=op.f("fk_questions_referral_id_office"),
        ),
        sa.PrimaryKeyConstraint("id", "office", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_case_id"), "questions", ["case_id"], unique=False)

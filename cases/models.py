"""The tables. Rows are read into frozen dataclasses by the query files (DECISIONS 1: Core only).

Every table of one office carries the office's region code in its key, so that rows of many offices can be
split by it one day without a change in the program (ENGINE.md section 7). The engine fills it in
(`cases/db.py`), so no statement has to name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext

from .types import Codes, Id, Sealed, SealedJson, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _office(context: DefaultExecutionContext) -> str:
    """The office this engine works for."""
    return str(context.connection.get_execution_options()["office"])


def _keyed(*more: Any) -> Sequence[Any]:
    """The key every table of an office has: a UUIDv7 made by us, and the office."""
    return (
        Column("id", Id, primary_key=True),
        Column("office", String(5), primary_key=True, default=_office),
        *more,
    )


def _to(table: str, column: str, *, nullable: bool = False, index: bool = False) -> Sequence[Any]:
    """A column that points at a row of another table of the same office."""
    return (
        Column(column, Id, nullable=nullable, index=index),
        ForeignKeyConstraint([column, "office"], [f"{table}.id", f"{table}.office"]),
    )


# --- the office: areas, agencies, accounts ---------------------------------------------------------

areas = Table(
    "areas",
    metadata,
    Column("code", String(13), primary_key=True),
    Column("level", String(8), nullable=False),  # regency | district | village
    Column("name", String(80), nullable=False),
    Column("parent", String(13), nullable=False, index=True),
    Column("covered", Boolean, nullable=False),
)

agencies = Table(
    "agencies",
    metadata,
    *_keyed(
        Column("code", String(40), nullable=False),
        Column("name", String(120), nullable=False),
        Column("short_name", String(40), nullable=False),
        Column("kind", String(20), nullable=False),  # slrt | opd | partner
        Column("active", Boolean, nullable=False, default=True),
        UniqueConstraint("office", "code"),
    ),
)

categories = Table(
    "categories",
    metadata,
    *_keyed(
        Column("code", String(40), nullable=False),
        Column("name", String(80), nullable=False),
        Column("urgency", String(10), nullable=False),
        Column("confidentiality", String(10), nullable=False),
        Column("sector", String(20), nullable=False),
        Column("position", Integer, nullable=False),
        UniqueConstraint("office", "code"),
    ),
)

routing_rules = Table(
    "routing_rules",
    metadata,
    *_keyed(
        Column("position", Integer, nullable=False),
        Column("category", String(40), nullable=False),
        Column("area", String(13), nullable=False, default=""),  # code prefix; empty: everywhere
        Column("urgency", String(10), nullable=False, default=""),
        Column("kind", String(20), nullable=False, default=""),
        Column("reason", String(200), nullable=False),
        *_to("agencies", "agency_id"),
    ),
)

programmes = Table(
    "programmes",
    metadata,
    *_keyed(
        Column("code", String(40), nullable=False),
        Column("name", String(120), nullable=False),
        Column("category", String(40), nullable=False),
        Column("level", String(20), nullable=False),
        Column("owner", String(120), nullable=False),
        Column("papers", Codes, nullable=False),
        Column("place", String(200), nullable=False),
        Column("cost", String(80), nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("valid_until", Date),
        Column("source", String(200), nullable=False),
        Column("check_days", Integer, nullable=False, default=0, server_default="0"),  # its rhythm
        UniqueConstraint("office", "code", "valid_from"),
    ),
)

holidays = Table(
    "holidays",
    metadata,
    *_keyed(
        Column("day", Date, nullable=False),
        Column("name", String(120), nullable=False),
        Column("estimated", Boolean, nullable=False, default=False),
        UniqueConstraint("office", "day"),
    ),
)

settings = Table(
    "settings",
    metadata,
    *_keyed(
        Column("name", String(60), nullable=False),  # working_hours, emergency_numbers, starter version ...
        Column("value", Codes, nullable=False),
        UniqueConstraint("office", "name"),
    ),
)

RULE_CHANGE_STATES = ("proposed", "approved", "rejected", "withdrawn", "in_force")

rule_changes = Table(
    "rule_changes",
    metadata,
    *_keyed(
        Column("kind", String(10), nullable=False),  # routing | deadlines | calendar
        Column("proposed", Codes, nullable=False),  # the whole table
        Column("replaced", Codes, nullable=False),  # the whole table it was made from
        Column("base", Integer, nullable=False),  # version of that table
        Column("state", String(10), nullable=False),
        Column("proposed_at", UtcDateTime, nullable=False),
        Column("decided_at", UtcDateTime),
        Column("in_force_at", UtcDateTime),
        Column("valid_from", Date, nullable=False),
        Column("note", Sealed("rule_changes.note"), nullable=False),
        *_to("accounts", "proposed_by"),
        *_to("accounts", "decided_by", nullable=True),
        CheckConstraint(f"state in ({', '.join(repr(s) for s in RULE_CHANGE_STATES)})", name="state"),
    ),
)
"""What two people decided about the rules; the tables of before stay readable here (ADR 0011)."""
Index(
    "ix_rule_changes_open",
    rule_changes.c.office,
    rule_changes.c.kind,
    unique=True,
    sqlite_where=text("state in ('proposed', 'approved')"),
    postgresql_where=text("state in ('proposed', 'approved')"),
)

accounts = Table(
    "accounts",
    metadata,
    *_keyed(
        Column("login", String(60), nullable=False),
        Column("name", String(120), nullable=False),
        Column("password", String(200), nullable=False),  # argon2id
        Column("must_change", Boolean, nullable=False, default=False),
        Column("active", Boolean, nullable=False, default=True),
        Column("failures", Integer, nullable=False, default=0),
        Column("retry_at", UtcDateTime),
        Column("created_at", UtcDateTime, nullable=False),
        *_to("agencies", "agency_id", nullable=True),
        UniqueConstraint("office", "login"),
    ),
)

assignments = Table(
    "assignments",
    metadata,
    *_keyed(
        Column("role", String(30), nullable=False),
        Column("area", String(13), nullable=False),  # code prefix
        Column("since", Date, nullable=False),
        Column("until", Date),
        *_to("accounts", "account_id", index=True),
    ),
)

sessions = Table(
    "sessions",
    metadata,
    *_keyed(
        Column("token_hash", LargeBinary(32), nullable=False),
        Column("created_at", UtcDateTime, nullable=False),
        Column("seen_at", UtcDateTime, nullable=False),
        Column("csrf", String(64), nullable=False),
        *_to("accounts", "account_id", index=True),
        UniqueConstraint("office", "token_hash"),
    ),
)

link_codes = Table(
    "link_codes",
    metadata,
    *_keyed(
        Column("code_hash", LargeBinary(32), nullable=False),
        Column("expires_at", UtcDateTime, nullable=False),
        Column("used_at", UtcDateTime),
        *_to("accounts", "account_id"),
        UniqueConstraint("office", "code_hash"),
    ),
)

chat_codes = Table(
    "chat_codes",
    metadata,
    *_keyed(
        Column("number", String(9), nullable=False),
        Column("code_hash", LargeBinary(32), nullable=False),
        Column("token", Sealed("chat_codes.token"), nullable=False),
        Column("expires_at", UtcDateTime, nullable=False),
        Column("tries", Integer, nullable=False, default=0),
        UniqueConstraint("office", "number"),
    ),
)
"""A web chat that goes on on another phone."""

form_keys = Table(
    "form_keys",
    metadata,
    *_keyed(
        Column("key_hash", LargeBinary(32), nullable=False),
        Column("used_at", UtcDateTime, nullable=False, index=True),
        UniqueConstraint("office", "key_hash"),
    ),
)
"""Forms of the panel that were carried out: the second press of a button does nothing."""

# --- people and their conversations ------------------------------------------------------------------

people = Table(
    "people",
    metadata,
    *_keyed(
        Column("name", Sealed("people.name"), nullable=False),
        Column("nik", Sealed("people.nik")),
        Column("nik_index", LargeBinary(16)),
        Column("kk", Sealed("people.kk")),
        Column("phone", Sealed("people.phone")),
        Column("phone_index", LargeBinary(16)),
        Column("created_at", UtcDateTime, nullable=False),
        Index(None, "office", "nik_index"),
        Index(None, "office", "phone_index"),
    ),
)

contact_points = Table(
    "contact_points",
    metadata,
    *_keyed(
        Column("channel", String(20), nullable=False),
        Column("account", String(80), nullable=False),
        Column("address", Sealed("contact_points.address"), nullable=False),
        Column("address_index", LargeBinary(16), nullable=False),
        Column("display_name", Sealed("contact_points.display_name")),
        Column("phone", Sealed("contact_points.phone")),  # only what the network vouches for
        Column("phone_index", LargeBinary(16)),
        Column("unreachable_since", UtcDateTime),
        Column("stopped_at", UtcDateTime),  # "berhenti": no news until the person writes again
        Column("created_at", UtcDateTime, nullable=False),
        *_to("people", "person_id", nullable=True),
        *_to("accounts", "staff_id", nullable=True, index=True),  # an officer's or facilitator's own chat
        UniqueConstraint("office", "channel", "account", "address_index"),
        Index(None, "office", "phone_index"),
    ),
)

conversations = Table(
    "conversations",
    metadata,
    *_keyed(
        Column("state", Sealed("conversations.state")),
        Column("version", Integer, nullable=False, default=0),
        Column("heard_at", UtcDateTime),  # last inbound; opens the 24 h window
        *_to("contact_points", "contact_point_id"),
        UniqueConstraint("office", "contact_point_id"),
    ),
)

consents = Table(
    "consents",
    metadata,
    *_keyed(
        Column("version", String(20), nullable=False),
        Column("purpose", String(20), nullable=False),
        Column("at", UtcDateTime, nullable=False),
        *_to("contact_points", "contact_point_id", index=True),
        *_to("cases", "case_id", nullable=True),
    ),
)

# --- the durable line (ENGINE.md section 3) ----------------------------------------------------------

inbound = Table(
    "inbound",
    metadata,
    *_keyed(
        Column("channel", String(20), nullable=False),
        Column("account", String(80), nullable=False),
        Column("dedupe", LargeBinary(16), nullable=False),  # keyed hash: a network id holds the phone number
        Column("kind", String(12), nullable=False),
        Column("body", SealedJson("inbound.body")),  # the Inbound as the channel parsed it
        Column("raw", Sealed("inbound.raw")),  # only when it could not be read
        Column("state", String(12), nullable=False),  # stored | done | quarantined
        Column("attempts", Integer, nullable=False, default=0),
        Column("received_at", UtcDateTime, nullable=False),
        Column("done_at", UtcDateTime),
        Column("external_index", LargeBinary(16)),
        *_to("conversations", "conversation_id", nullable=True),
        *_to("cases", "case_id", nullable=True, index=True),  # the case this message became part of
        UniqueConstraint("office", "channel", "account", "dedupe"),
        CheckConstraint("state in ('stored','done','quarantined')", name="state"),
    ),
)
Index(
    "ix_inbound_waiting",
    inbound.c.conversation_id,
    inbound.c.id,
    sqlite_where=text("state = 'stored'"),
    postgresql_where=text("state = 'stored'"),
)
Index("ix_inbound_conversation", inbound.c.conversation_id, inbound.c.id)

OUTBOUND_STATES = (
    "queued",
    "held",
    "sending",
    "sent",
    "delivered",
    "read",
    "uncertain",
    "failed",
    "dead",
    "cancelled",
)

outbound = Table(
    "outbound",
    metadata,
    *_keyed(
        Column("channel", String(20), nullable=False),
        Column("account", String(80), nullable=False),
        Column("purpose", String(10), nullable=False),  # reply | status | alert | opener
        Column("dedupe", String(80), nullable=False),  # conversation:turn:n or event:contact point
        Column("body", SealedJson("outbound.body"), nullable=False),  # {"body", "options", "step"}
        Column("state", String(12), nullable=False),
        Column("attempts", Integer, nullable=False, default=0),
        Column("made_at", UtcDateTime, nullable=False),
        Column("not_before", UtcDateTime, nullable=False),
        Column("expires_at", UtcDateTime, nullable=False),
        Column("sent_at", UtcDateTime),
        Column("external_id", Sealed("outbound.external_id")),
        Column("external_index", LargeBinary(16)),
        Column("error", String(80), nullable=False, default=""),
        Column("news_id", Id, index=True),  # the message of this table that this one helps to arrive
        *_to("contact_points", "contact_point_id", index=True),
        *_to("conversations", "conversation_id"),
        *_to("cases", "case_id", nullable=True, index=True),
        UniqueConstraint("office", "dedupe"),
        Index(None, "office", "external_index"),
        CheckConstraint(
            f"state in ({', '.join(repr(s) for s in OUTBOUND_STATES)})",
            name="state",
        ),
    ),
)
Index(
    "ix_outbound_waiting",
    outbound.c.channel,
    outbound.c.account,
    outbound.c.id,
    sqlite_where=text("state in ('queued', 'sending', 'uncertain')"),
    postgresql_where=text("state in ('queued', 'sending', 'uncertain')"),
)
Index(
    "ix_outbound_lane",
    outbound.c.contact_point_id,
    outbound.c.id,
    sqlite_where=text("state in ('queued', 'sending', 'uncertain', 'held')"),
    postgresql_where=text("state in ('queued', 'sending', 'uncertain', 'held')"),
)
Index(
    "ix_outbound_unheard",
    outbound.c.made_at,
    sqlite_where=text("state in ('held', 'dead', 'failed')"),
    postgresql_where=text("state in ('held', 'dead', 'failed')"),
)
Index(
    "ix_outbound_unseen",
    outbound.c.made_at,
    sqlite_where=text("state = 'sent' AND purpose = 'status'"),
    postgresql_where=text("state = 'sent' AND purpose = 'status'"),
)
Index("ix_outbound_conversation", outbound.c.conversation_id, outbound.c.id)

templates = Table(
    "templates",
    metadata,
    *_keyed(
        Column("channel", String(20), nullable=False),
        Column("account", String(80), nullable=False),
        Column("name", String(60), nullable=False),
        Column("state", String(12), nullable=False),  # pending | approved | rejected | paused | disabled
        Column("reason", String(200), nullable=False, default=""),  # in the network's own words
        Column("checked_at", UtcDateTime, nullable=False),
        UniqueConstraint("office", "channel", "account", "name"),
    ),
)
"""What a network said about the messages it has to approve before they may be sent outside the window."""

menus = Table(
    "menus",
    metadata,
    *_keyed(
        Column("token", String(16), nullable=False),
        Column("talk", String(36), nullable=False),
        Column("step", String(80), nullable=False),
        Column("choices", Codes, nullable=False),  # ids in the order they were shown
        Column("made_at", UtcDateTime, nullable=False),
        *_to("conversations", "conversation_id", index=True),
        UniqueConstraint("office", "token"),
    ),
)

# --- cases --------------------------------------------------------------------------------------------

cases = Table(
    "cases",
    metadata,
    *_keyed(
        Column("number", String(9), nullable=False),  # 8 random symbols and a check symbol
        Column("draft", String(80), nullable=False),  # talk it came from: one talk, one case
        Column("state", String(20), nullable=False),
        Column("state_before", String(20), nullable=False, default=""),  # where needs_info returns to
        Column("kind", String(20), nullable=False),
        Column("category", String(40), nullable=False),
        Column("also", Codes, nullable=False),
        Column("urgency", String(10), nullable=False),
        Column("confidentiality", String(10), nullable=False),
        Column("reporter_visibility", String(24), nullable=False, default="open"),
        Column("accused", String(20), nullable=False, default=""),  # who it is about: they never see it
        Column("access_index", LargeBinary(16)),  # blind index of the word that opens its news
        Column("reporter_role", String(20), nullable=False),
        Column("subject", String(10), nullable=False),  # self | other
        Column("relation", String(20), nullable=False, default=""),
        Column("area", String(13), nullable=False),  # empty: not known yet
        Column("intake_point", String(20), nullable=False),
        Column("service_line", String(10), nullable=False),
        Column("channel", String(20), nullable=False),
        Column("title", Sealed("cases.title"), nullable=False),
        Column("story", Sealed("cases.story"), nullable=False),
        Column("entities", SealedJson("cases.entities"), nullable=False),
        Column("outcome", String(10), nullable=False, default=""),
        Column("close_reason", String(24), nullable=False, default=""),
        Column("due_at", UtcDateTime),  # the deadline that runs now; empty while the clock stops
        Column("due_what", String(20), nullable=False, default=""),
        Column("clock_left", Integer),  # working minutes left while the clock stops
        Column("hold_until", UtcDateTime),  # a held case comes back by itself
        Column("conference_due", UtcDateTime),  # a case conference is open until then
        Column("not_ours", Integer, nullable=False, default=0, server_default="0"),
        Column("service_decision", String(12), nullable=False, default="", server_default=""),
        Column("route_reason", String(200), nullable=False, default=""),
        Column("reopened", Integer, nullable=False, default=0),
        Column("version", Integer, nullable=False, default=0),
        Column("created_at", UtcDateTime, nullable=False),
        Column("changed_at", UtcDateTime, nullable=False),
        Column("entered_by", String(36), nullable=False),  # `resident` or an account id
        *_to("agencies", "proposed_agency_id", nullable=True),
        *_to("people", "reporter_id", nullable=True),
        *_to("people", "subject_id", nullable=True),
        *_to("contact_points", "contact_point_id", nullable=True, index=True),
        *_to("accounts", "handler_id", nullable=True),
        UniqueConstraint("office", "number"),
        UniqueConstraint("office", "draft"),
        Index(None, "office", "state", "due_at"),
        Index(None, "office", "area", "created_at"),
    ),
)

referrals = Table(
    "referrals",
    metadata,
    *_keyed(
        Column("state", String(12), nullable=False),
        Column("package", Codes, nullable=False),  # names of the fields the agency may see
        Column("basis", String(20), nullable=False),  # consent | public_service | emergency
        Column("note", Sealed("referrals.note"), nullable=False),
        Column("sent_at", UtcDateTime, nullable=False),
        Column("seen_at", UtcDateTime),
        Column("accepted_at", UtcDateTime),
        Column("ended_at", UtcDateTime),
        Column("due_at", UtcDateTime),
        Column("clock_left", Integer),  # working minutes left while the agency waits for data
        Column("info_requested", Boolean, nullable=False, default=False),
        Column("outcome", String(10), nullable=False, default=""),
        Column("result", Sealed("referrals.result")),
        Column("reason", String(40), nullable=False, default=""),
        *_to("cases", "case_id", index=True),
        *_to("agencies", "agency_id", index=True),
    ),
)

PROMISE_ENDINGS = ("", "kept", "late", "moved", "paused", "dropped")

promises = Table(
    "promises",
    metadata,
    *_keyed(
        Column("what", String(20), nullable=False),
        Column("until", UtcDateTime, nullable=False),
        Column("bring", Sealed("promises.bring"), nullable=False),
        Column("made_at", UtcDateTime, nullable=False),
        Column("broken_at", UtcDateTime),
        Column("ended_at", UtcDateTime),
        Column("how", String(8), nullable=False, default=""),
        *_to("cases", "case_id", index=True),
        *_to("agencies", "agency_id", nullable=True),  # who owes it; empty: the secretariat
        CheckConstraint(f"how in ({', '.join(repr(one) for one in PROMISE_ENDINGS)})", name="how"),
        Index(None, "office", "until"),
    ),
)
"""Every date a resident was told: who owes what, and how it ended. One line of a case at most has no end."""

merges = Table(
    "merges",
    metadata,
    *_keyed(
        Column("made_at", UtcDateTime, nullable=False),
        Column("state_before", String(20), nullable=False),
        Column("due_at", UtcDateTime),
        Column("due_what", String(20), nullable=False),
        Column("clock_left", Integer),
        Column("hold_until", UtcDateTime),
        *_to("cases", "case_id"),
        *_to("cases", "into_id", index=True),
        UniqueConstraint("office", "case_id"),
    ),
)
"""Which case goes on in which other, and how it stood; a merge that was undone has no row any more."""

exclusions = Table(
    "exclusions",
    metadata,
    *_keyed(
        Column("made_at", UtcDateTime, nullable=False),
        *_to(
            "accounts", "doubted_by", nullable=True
        ),  # who asked that it be taken back; a second person decides
        *_to("cases", "case_id", index=True),
        *_to("accounts", "account_id", nullable=True),
        *_to("agencies", "agency_id", nullable=True),
    ),
)
"""For whom a case does not exist: one person a row, or a whole agency."""

referral_links = Table(
    "referral_links",
    metadata,
    *_keyed(
        Column("token_hash", LargeBinary(32), nullable=False),
        Column("made_at", UtcDateTime, nullable=False),
        Column("expires_at", UtcDateTime, nullable=False),
        Column("code_hash", LargeBinary(32)),  # opens the names; sent to the contact's own chat
        Column("code_until", UtcDateTime),
        Column("code_tries", Integer, nullable=False, default=0),
        Column("open_hash", LargeBinary(32)),  # the browser in which the code was typed
        Column("open_until", UtcDateTime),
        *_to("referrals", "referral_id", index=True),
        *_to("accounts", "account_id"),
        UniqueConstraint("office", "token_hash"),
    ),
)
"""Tasks that are answered without an account (TRUST.md S4, class B)."""

meeting_codes = Table(
    "meeting_codes",
    metadata,
    *_keyed(
        Column("code_index", LargeBinary(16), nullable=False),
        Column("made_at", UtcDateTime, nullable=False),
        Column("expires_at", UtcDateTime, nullable=False),
        Column("used_at", UtcDateTime),
        *_to("cases", "case_id", index=True),
        Index(None, "office", "code_index"),
    ),
)

attachments = Table(
    "attachments",
    metadata,
    *_keyed(
        Column("kind", String(10), nullable=False),  # image | video | audio | document | location
        Column("channel", String(20), nullable=False),
        Column("account", String(80), nullable=False),
        Column("ref", Sealed("attachments.ref"), nullable=False),  # the network's file id; a pin's "lat,lon"
        Column("mime", String(80), nullable=False, default=""),
        Column("filename", Sealed("attachments.filename"), nullable=False, default=""),
        Column("size", Integer, nullable=False, default=0),  # bytes; 0: the network did not say
        Column("draft", String(80), nullable=False, default=""),  # talk in front when it came
        Column("transcript", Sealed("attachments.transcript")),  # what somebody heard in it
        Column("received_at", UtcDateTime, nullable=False),
        Column("state", String(10), nullable=False, default="waiting", server_default="waiting"),
        Column("tries", Integer, nullable=False, default=0, server_default="0"),
        Column("next_at", UtcDateTime),
        Column("error", String(40), nullable=False, default="", server_default=""),
        Column(
            "file", String(32), nullable=False, default="", server_default=""
        ),  # its name in the file store
        *_to("conversations", "conversation_id", index=True),
        *_to("cases", "case_id", nullable=True, index=True),
        Index("ix_attachments_waiting", "office", "state", "next_at"),
    ),
)
"""What was sent besides words. state: waiting | stored | given_up | none (a pin has no bytes)."""

TASK_KINDS = ("transcribe", "visit", "verify", "deliver_news")

tasks = Table(
    "tasks",
    metadata,
    *_keyed(
        Column("kind", String(16), nullable=False),
        Column("area", String(13), nullable=False),  # of the case, so that it is found by row scope
        Column("text", Sealed("tasks.text"), nullable=False, default=""),
        Column("made_at", UtcDateTime, nullable=False),
        Column("due_at", UtcDateTime, nullable=False),
        Column("done_at", UtcDateTime),
        Column("done_by", String(36), nullable=False, default=""),
        *_to("cases", "case_id", index=True),
        *_to("attachments", "attachment_id", nullable=True),
        *_to(
            "accounts", "account_id", nullable=True, index=True
        ),  # whose it is; empty: anybody's of the area
        CheckConstraint(f"kind in ({', '.join(repr(k) for k in TASK_KINDS)})", name="kind"),
        Index(None, "office", "done_at", "due_at"),
    ),
)
"""Work for a person that is no step of the case itself, each with its own clock."""

questions = Table(
    "questions",
    metadata,
    *_keyed(
        Column("text", Sealed("questions.text"), nullable=False),
        Column("answer", Sealed("questions.answer")),
        Column("asked_at", UtcDateTime, nullable=False),
        Column("answered_at", UtcDateTime),
        *_to("cases", "case_id", index=True),
        *_to("referrals", "referral_id", nullable=True),
    ),
)

events = Table(
    "events",
    metadata,
    *_keyed(
        Column("name", String(24), nullable=False),
        Column("at", UtcDateTime, nullable=False),
        Column("actor", String(36), nullable=False),  # resident | system | account id
        Column("text", Sealed("events.text"), nullable=False),
        Column("data", Codes, nullable=False),
        *_to("cases", "case_id", index=True),
        *_to("referrals", "referral_id", nullable=True),
    ),
)

lessons = Table(
    "lessons",
    metadata,
    *_keyed(
        Column("field", String(10), nullable=False),  # category | area
        Column("text", Sealed("lessons.text"), nullable=False),  # masked before it is written
        Column("understood", String(40), nullable=False),
        Column("right", String(40), nullable=False),
        Column("source", String(10), nullable=False),  # officer | resident
        Column("state", String(10), nullable=False),  # waiting | accepted | rejected
        Column("made_at", UtcDateTime, nullable=False),
        Column("reviewed_at", UtcDateTime),
        *_to("cases", "case_id"),
        *_to("accounts", "reviewer_id", nullable=True),
        UniqueConstraint("office", "case_id", "field"),
        Index(None, "office", "state"),
    ),
)

audit = Table(
    "audit",
    metadata,
    *_keyed(
        Column("at", UtcDateTime, nullable=False),
        Column("actor", String(36), nullable=False),
        Column("action", String(40), nullable=False),
        Column("object", String(80), nullable=False),  # kind:id
        Column("data", Codes, nullable=False),
        Index(None, "office", "at"),
    ),
)
